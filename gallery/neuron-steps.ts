import { neuronScene } from '../src/views/neuron.js';
import { neurons } from './shared/neurons.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'From queries and keys to weights',
  draw: (measure) => neuronScene(neurons('Every step of one query'), { heads: [1], query: 3 }, { width: 900, measure }),
};
