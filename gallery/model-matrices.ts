import { modelScene } from '../src/views/model.js';
import type { Picture } from './shared/picture.js';
import { cat } from './shared/texts.js';

export const picture: Picture = {
  title: 'As matrices',
  draw: () => modelScene(cat, { shownLayers: [2, 4], shownHeads: [1, 7], thumbnails: 'matrices' }, { width: 288, height: 278 }),
};
