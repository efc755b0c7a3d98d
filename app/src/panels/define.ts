/**
 * Registers the panels.
 *
 * @module
 */
import { ChangePanel } from './change.js';
import { CheckPanel } from './check.js';
import { ComparePanel } from './compare.js';
import { HeadsPanel } from './heads.js';
import { SaidPanel } from './said.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-said': SaidPanel;
    'lupa-app-heads': HeadsPanel;
    'lupa-app-change': ChangePanel;
    'lupa-app-compare': ComparePanel;
    'lupa-app-check': CheckPanel;
  }
}

for (const [name, element] of [
  ['lupa-app-said', SaidPanel],
  ['lupa-app-heads', HeadsPanel],
  ['lupa-app-change', ChangePanel],
  ['lupa-app-compare', ComparePanel],
  ['lupa-app-check', CheckPanel],
] as const) {
  if (customElements.get(name) === undefined) customElements.define(name, element);
}
