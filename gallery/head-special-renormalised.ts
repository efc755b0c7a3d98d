import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Without special tokens, what is left divided by its sum',
  draw: (measure) => headScene(cat, { layer: 3, combine: 'mean', special: 'renormalise' }, { width: 560, viewHeight: 420, measure }),
};
