import type { Scene } from '../src/scene/mark.js';
import { patchDrawing } from '../src/views/patches.js';
import { evening } from './shared/media.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'An image: what [CLS] attends to',
  draw: (measure) => patchDrawing(evening(), {}, { width: 860, viewHeight: 420, measure })?.scene as Scene,
};
