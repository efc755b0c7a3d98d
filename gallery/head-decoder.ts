import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { translated } from './shared/texts.js';

export const picture: Picture = {
  title: 'The decoder sees only what came before',
  draw: (measure) =>
    headScene(
      translated('The cat sleeps on the old sofa', 'O gato dorme no sofá velho'),
      { stack: 'decoder', heads: [0, 1] },
      { width: 560, viewHeight: 420, measure },
    ),
};
