import type { Engine } from './engine/engine.js';

/** A part of the app that shows what the address says. */
interface Part extends HTMLElement {
  engine: Engine | null;
  /** The part of the address from # on. */
  hash: string;
}

/** Puts a part into its place, and lets it follow the address; gives a function that takes it away. */
export function followAddress(part: Part, engine: Engine, place: HTMLElement): () => void {
  const follow = (): void => {
    part.hash = location.hash;
  };
  part.engine = engine;
  follow();
  addEventListener('hashchange', follow);
  place.replaceChildren(part);
  return () => {
    removeEventListener('hashchange', follow);
    part.remove();
  };
}
