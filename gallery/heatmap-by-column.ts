import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Full colour is the largest weight of the column',
  draw: (measure) => heatmapScene(cat, { layer: 1, heads: [3], scaling: 'column' }, { width: 620, viewHeight: 520, measure }),
};
