import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'A difference in the dark',
  draw: (measure) => heatmapScene(cat, { layer: 2, heads: [1, 4], values: 'difference', theme: 'dark' }, { width: 620, viewHeight: 520, measure }),
};
