import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { translated } from './shared/texts.js';

export const picture: Picture = {
  title: 'Cross-attention',
  draw: (measure) =>
    heatmapScene(
      translated('The cat sleeps on the old sofa', 'O gato dorme no sofá velho'),
      { stack: 'cross', heads: [2] },
      { width: 620, viewHeight: 520, measure },
    ),
};
