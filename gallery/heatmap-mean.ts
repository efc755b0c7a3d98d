import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'The mean of all heads',
  draw: (measure) => heatmapScene(cat, { layer: 2, values: 'mean' }, { width: 620, viewHeight: 520, measure }),
};
