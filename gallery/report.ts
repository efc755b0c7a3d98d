import { reportScene } from '../src/views/report.js';
import type { Picture } from './shared/picture.js';
import { report } from './shared/report.js';

export const picture: Picture = {
  title: 'All patterns',
  draw: (measure) => reportScene(report(), {}, { width: 720, measure }),
};
