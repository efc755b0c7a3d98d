import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'No head switched on',
  draw: (measure) => headScene(cat, { heads: [] }, { width: 560, viewHeight: 420, measure }),
};
