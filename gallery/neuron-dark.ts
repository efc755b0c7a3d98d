import { neuronScene } from '../src/views/neuron.js';
import { neurons } from './shared/neurons.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'Dark, with a key that is told about',
  draw: (measure) => neuronScene(neurons('Every step of one query'), { heads: [0], query: 2, key: 4, theme: 'dark' }, { width: 900, measure }),
};
