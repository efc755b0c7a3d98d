import { reportScene } from '../src/views/report.js';
import type { Picture } from './shared/picture.js';
import { report } from './shared/report.js';

export const picture: Picture = {
  title: 'As narrow as a phone, 12 heads',
  draw: (measure) => reportScene(report(6, 12), {}, { width: 340, measure }),
};
