import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Who attends to “cat”: one head, with its weights',
  draw: (measure) => headScene(cat, { layer: 4, heads: [3], focus: { side: 'key', index: 2 } }, { width: 560, viewHeight: 420, measure }),
};
