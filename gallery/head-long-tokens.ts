import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { invented } from './shared/texts.js';

export const picture: Picture = {
  title: 'Tokens too long for a column',
  draw: (measure) =>
    headScene(
      invented('Donaudampfschifffahrtsgesellschaftskapitänsmütze and pneumonoultramicroscopicsilicovolcanoconiosis'),
      { heads: [0] },
      { width: 420, viewHeight: 300, measure },
    ),
};
