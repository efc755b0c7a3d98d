import { HeadView, type HeadViewChangeEvent } from './head-view.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-head-view': HeadView;
  }
  interface HTMLElementEventMap {
    'lupa-change': HeadViewChangeEvent;
  }
}

if (customElements.get('lupa-head-view') === undefined) customElements.define('lupa-head-view', HeadView);
