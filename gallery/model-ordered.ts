import { modelScene } from '../src/views/model.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'In the order of how much goes to the token before',
  draw: () => modelScene(cat, { shownLayers: [0, 2], shownHeads: [1, 4, 7], order: 'previous' }, { width: 246, height: 222 }),
};
