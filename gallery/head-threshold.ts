import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Weights of at least 0.3',
  draw: (measure) => headScene(cat, { layer: 5, threshold: 0.3 }, { width: 560, viewHeight: 420, measure }),
};
