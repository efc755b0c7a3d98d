import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'What “it” attends to: a block a head, the mean as a number',
  draw: (measure) => headScene(cat, { layer: 4, heads: [0, 3, 7, 9], focus: { side: 'query', index: 8 } }, { width: 560, viewHeight: 420, measure }),
};
