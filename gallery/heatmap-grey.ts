import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Grey, for print',
  draw: (measure) => heatmapScene(cat, { layer: 4, heads: [3], sequential: 'grey' }, { width: 620, viewHeight: 520, measure }),
};
