import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Dark',
  draw: (measure) => headScene(cat, { layer: 2, heads: [1, 4, 8], threshold: 0.02, theme: 'dark' }, { width: 560, viewHeight: 420, measure }),
};
