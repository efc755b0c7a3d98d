import { reportScene } from '../src/views/report.js';
import type { Picture } from './shared/picture.js';
import { report } from './shared/report.js';

export const picture: Picture = {
  title: 'In Portuguese: the letters stay',
  draw: (measure) => reportScene(report(), { selected: { layer: 0, head: 0 } }, { width: 720, measure, language: 'pt-BR' }),
};
