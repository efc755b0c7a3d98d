import { modelScene } from '../src/views/model.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'From the smallest entropy',
  draw: () => modelScene(cat, { shownLayers: [1, 5], shownHeads: [0, 4, 7], order: 'entropy', ascending: true }, { width: 246, height: 222 }),
};
