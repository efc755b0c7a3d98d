import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'A pinned query, in rows',
  draw: (measure) =>
    headScene(
      cat,
      { layer: 4, heads: [0, 3], orientation: 'horizontal', focus: { side: 'query', index: 3 }, pinned: true },
      { width: 700, viewHeight: 420, measure },
    ),
};
