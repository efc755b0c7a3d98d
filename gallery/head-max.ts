import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'The largest weight of all heads',
  draw: (measure) => headScene(cat, { layer: 2, combine: 'max', threshold: 0.2 }, { width: 560, viewHeight: 420, measure }),
};
