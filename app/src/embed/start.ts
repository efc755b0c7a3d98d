import '../workbench/views-define.js';
import type { Engine } from '../engine/engine.js';
import { followAddress } from '../follow-address.js';
import { Embed } from './embed.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-embed': Embed;
  }
}

if (customElements.get('lupa-app-embed') === undefined) customElements.define('lupa-app-embed', Embed);

/** Puts a view of the workbench into its place; gives a function that takes it away. */
export function startEmbed(engine: Engine, place: HTMLElement): () => void {
  return followAddress(document.createElement('lupa-app-embed'), engine, place);
}
