import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Two heads of layer 2, each in its colour',
  draw: (measure) => headScene(cat, { layer: 2, heads: [1, 4], threshold: 0.02 }, { width: 560, viewHeight: 420, measure }),
};
