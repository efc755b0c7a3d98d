import type { Scene } from '../src/scene/mark.js';
import { patchDrawing } from '../src/views/patches.js';
import { whistle } from './shared/media.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'Sound: a moment and what it attends to',
  draw: () => patchDrawing(whistle(), { focus: { side: 'query', index: 6 } }, { width: 860 })?.scene as Scene,
};
