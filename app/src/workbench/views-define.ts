import 'lupa-attention/elements/define';
import { AppViews } from './views.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-views': AppViews;
  }
}

if (customElements.get('lupa-app-views') === undefined) customElements.define('lupa-app-views', AppViews);
