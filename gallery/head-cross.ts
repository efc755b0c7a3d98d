import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { translated } from './shared/texts.js';

export const picture: Picture = {
  title: 'Cross-attention: a translation and its sentence',
  draw: (measure) =>
    headScene(
      translated('The cat sleeps on the old sofa', 'O gato dorme no sofá velho'),
      { stack: 'cross', heads: [0, 2] },
      { width: 560, viewHeight: 420, measure },
    ),
};
