/**
 * Registers the panels.
 *
 * @module
 */
import { ChangePanel } from './change.js';
import { SaidPanel } from './said.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-said': SaidPanel;
    'lupa-app-change': ChangePanel;
  }
}

for (const [name, element] of [
  ['lupa-app-said', SaidPanel],
  ['lupa-app-change', ChangePanel],
] as const) {
  if (customElements.get(name) === undefined) customElements.define(name, element);
}
