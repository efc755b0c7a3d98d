import { headScene } from '../src/views/head.js';
import type { Picture } from './shared/picture.js';
import { invented } from './shared/texts.js';

export const picture: Picture = {
  title: 'Hebrew, Chinese, Hindi, accents, emoji',
  draw: (measure) => headScene(invented('שלום 注意力 ध्यान café naïve 👩🏽‍🚀 <b>&amp;</b>'), { heads: [0, 3] }, { width: 560, viewHeight: 420, measure }),
};
