import type { Engine } from '../engine/engine.js';
import './define.js';

/** Puts the workbench into its place; gives a function that takes it away. */
export function startWorkbench(engine: Engine, place: HTMLElement): () => void {
  const workbench = document.createElement('lupa-app-workbench');
  workbench.engine = engine;
  place.replaceChildren(workbench);
  return () => workbench.remove();
}
