import { reportScene } from '../src/views/report.js';
import type { Picture } from './shared/picture.js';
import { report } from './shared/report.js';

export const picture: Picture = {
  title: 'Dark, with a head that is chosen',
  draw: (measure) => reportScene(report(), { theme: 'dark', selected: { layer: 2, head: 1 } }, { width: 720, measure }),
};
