import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { pair } from './shared/texts.js';

export const picture: Picture = {
  title: 'Pieces of words, of two sentences',
  draw: (measure) => headScene(pair, { layer: 1, heads: [2, 5] }, { width: 560, viewHeight: 500, measure }),
};
