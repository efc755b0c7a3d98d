import type { Scene } from '../src/scene/mark.js';
import { patchDrawing } from '../src/views/patches.js';
import { evening } from './shared/media.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'Dark, the picture fainter',
  draw: (measure) => patchDrawing(evening(), { opacity: 0.85, theme: 'dark' }, { width: 860, viewHeight: 420, measure })?.scene as Scene,
};
