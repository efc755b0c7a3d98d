import { HeadGrid } from './head-grid.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-head-grid': HeadGrid;
  }
}

if (customElements.get('lupa-app-head-grid') === undefined) customElements.define('lupa-app-head-grid', HeadGrid);
