import { neuronScene } from '../src/views/neuron.js';
import { neurons } from './shared/neurons.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'With a bias that grows with the distance, and a mask',
  draw: (measure) => neuronScene(neurons('Every step of one query', { bias: -0.5 }), { heads: [0], query: 4 }, { width: 900, measure }),
};
