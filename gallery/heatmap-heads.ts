import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Three heads side by side, in one scale',
  draw: (measure) => heatmapScene(cat, { layer: 2, heads: [1, 4, 7] }, { width: 760, viewHeight: 460, measure }),
};
