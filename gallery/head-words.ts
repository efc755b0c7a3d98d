import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { pair } from './shared/texts.js';

export const picture: Picture = {
  title: 'Words: weights summed over the pieces of the key, averaged over those of the query',
  draw: (measure) => headScene(pair, { layer: 1, heads: [2, 5], units: 'words' }, { width: 560, viewHeight: 420, measure }),
};
