import { ModelView } from './model-view.js';
import type { ViewOpenEvent } from './view-element.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-model-view': ModelView;
  }
  interface HTMLElementEventMap {
    'lupa-open': ViewOpenEvent;
  }
}

if (customElements.get('lupa-model-view') === undefined) customElements.define('lupa-model-view', ModelView);
