import { startEngine } from './engine/client.js';
import { isBenchEmbed } from './state/embed.js';

const engine = startEngine();
const place = document.getElementById('app') as HTMLElement;
/** For whoever looks into the app from the browser's console, and for tests. */
Object.assign(globalThis, { lupa: { engine } });

/** The parts of the app, by what the address begins with: each puts itself into the page and gives a function that takes it away. */
const PARTS = {
  embed: async () => (await import('./embed/start.js')).startEmbed(engine, place),
  lesson: async () => (await import('./lesson/start.js')).startLesson(engine, place),
  workbench: async () => (await import('./workbench/start.js')).startWorkbench(engine, place),
};
let shown: keyof typeof PARTS | null = null;
let leave: () => void = () => undefined;

/** Shows the part that the address asks for; within a part the address is its own. */
async function route(): Promise<void> {
  const { hash } = location;
  const wanted = isBenchEmbed(hash) ? 'embed' : /^#\/(lesson|embed)(\/|\?|$)/.test(hash) ? 'lesson' : 'workbench';
  if (wanted === shown) return;
  shown = wanted;
  leave();
  const gone = await PARTS[wanted]();
  if (wanted === shown) leave = gone;
  else gone();
  if (wanted === 'lesson') document.documentElement.dataset.lupa = 'ready';
}

addEventListener('hashchange', () => void route());
void route();
