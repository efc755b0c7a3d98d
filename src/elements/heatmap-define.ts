import { Heatmap } from './heatmap.js';
import type { ViewOpenEvent } from './view-element.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-heatmap': Heatmap;
  }
  interface HTMLElementEventMap {
    'lupa-open': ViewOpenEvent;
  }
}

if (customElements.get('lupa-heatmap') === undefined) customElements.define('lupa-heatmap', Heatmap);
