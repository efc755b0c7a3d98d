import { modelScene } from '../src/views/model.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'Two layers, three heads, as lines',
  draw: () => modelScene(cat, { shownLayers: [2, 4], shownHeads: [1, 4, 7] }, { width: 288, height: 206 }),
};
