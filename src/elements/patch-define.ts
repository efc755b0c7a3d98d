import { PatchView } from './patch-view.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-patch-view': PatchView;
  }
}

if (customElements.get('lupa-patch-view') === undefined) customElements.define('lupa-patch-view', PatchView);
