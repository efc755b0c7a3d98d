import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'The mean of all heads',
  draw: (measure) => headScene(cat, { layer: 2, combine: 'mean' }, { width: 560, viewHeight: 420, measure }),
};
