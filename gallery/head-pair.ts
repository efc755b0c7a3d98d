import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { pair } from './shared/texts.js';

export const picture: Picture = {
  title: 'From the first sentence to the second',
  draw: (measure) => headScene(pair, { layer: 3, combine: 'max', filter: 'AB' }, { width: 560, viewHeight: 420, measure }),
};
