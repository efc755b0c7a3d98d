import { NeuronView } from './neuron-view.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-neuron-view': NeuronView;
  }
}

if (customElements.get('lupa-neuron-view') === undefined) customElements.define('lupa-neuron-view', NeuronView);
