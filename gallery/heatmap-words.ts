import { heatmapScene } from '../src/views/heatmap.js';
import type { Picture } from './shared/picture.js';
import { pair } from './shared/texts.js';

export const picture: Picture = {
  title: 'Words of two sentences, special tokens hidden',
  draw: (measure) => heatmapScene(pair, { layer: 3, values: 'mean', units: 'words', special: 'hide' }, { width: 620, viewHeight: 520, measure }),
};
