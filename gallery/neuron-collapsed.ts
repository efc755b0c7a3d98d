import { neuronScene } from '../src/views/neuron.js';
import { neurons } from './shared/neurons.js';
import type { Picture } from './shared/picture.js';

export const picture: Picture = {
  title: 'Collapsed: the weights as lines',
  draw: (measure) =>
    neuronScene(neurons('Every step of one query'), { heads: [1], collapsed: true, focus: { side: 'query', index: 3 } }, { width: 480, measure }),
};
