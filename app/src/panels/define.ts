/**
 * Registers the panels.
 *
 * @module
 */
import { ChangePanel } from './change.js';
import { ComparePanel } from './compare.js';
import { SaidPanel } from './said.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-said': SaidPanel;
    'lupa-app-change': ChangePanel;
    'lupa-app-compare': ComparePanel;
  }
}

for (const [name, element] of [
  ['lupa-app-said', SaidPanel],
  ['lupa-app-change', ChangePanel],
  ['lupa-app-compare', ComparePanel],
] as const) {
  if (customElements.get(name) === undefined) customElements.define(name, element);
}
