import '../workbench/views-define.js';
import type { Engine } from '../engine/engine.js';
import { Embed } from './embed.js';

declare global {
  interface HTMLElementTagNameMap {
    'lupa-app-embed': Embed;
  }
}

if (customElements.get('lupa-app-embed') === undefined) customElements.define('lupa-app-embed', Embed);

/** Puts a view of the workbench into its place, and lets it follow the address; gives a function that takes it away. */
export function startEmbed(engine: Engine, place: HTMLElement): () => void {
  const embed = document.createElement('lupa-app-embed');
  const follow = (): void => {
    embed.hash = location.hash;
  };
  embed.engine = engine;
  follow();
  addEventListener('hashchange', follow);
  place.replaceChildren(embed);
  return () => {
    removeEventListener('hashchange', follow);
    embed.remove();
  };
}
