import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { invented } from './shared/texts.js';

export const picture: Picture = {
  title: 'Arabic in rows goes from right to left',
  draw: (measure) =>
    headScene(invented('القطة تجلس على السجادة القديمة'), { heads: [0, 2], orientation: 'horizontal' }, { width: 700, viewHeight: 420, measure }),
};
