import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Queries in a row above, keys below',
  draw: (measure) =>
    headScene(cat, { layer: 2, heads: [1, 4], orientation: 'horizontal', threshold: 0.02 }, { width: 700, viewHeight: 420, measure }),
};
