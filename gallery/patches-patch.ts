import type { Scene } from '../src/scene/mark.js';
import { patchDrawing } from '../src/views/patches.js';
import { evening } from './shared/media.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'What one patch attends to, in one head',
  draw: (measure) =>
    patchDrawing(evening(), { heads: [3], focus: { side: 'query', index: 38 } }, { width: 860, viewHeight: 420, measure })?.scene as Scene,
};
