import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'A cell under the pointer',
  draw: (measure) => heatmapScene(cat, { layer: 4, heads: [3], cell: { query: 8, key: 2 } }, { width: 620, viewHeight: 520, measure }),
};
