import { Workbench } from './workbench.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-workbench': Workbench;
  }
}

if (customElements.get('lupa-app-workbench') === undefined) customElements.define('lupa-app-workbench', Workbench);
