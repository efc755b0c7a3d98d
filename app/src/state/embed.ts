import { writeState } from './address.js';
import type { WorkbenchState } from './state.js';

const BENCH = '/embed/bench';

/** Whether an address is that of the workbench's view alone: `#/embed/bench?text=…`. */
export function isBenchEmbed(hash: string): boolean {
  return /^#\/embed\/bench(\?|$)/.test(hash);
}

/**
 * Writes a state as the address of its view alone, the part after `#`: as {@link writeState}, under another path.
 * @throws LupaError OutOfRange when it would be longer than links may be
 */
export function writeBenchEmbed(state: WorkbenchState): string {
  return BENCH + writeState(state).slice(1);
}

/** The part of such an address that `readState` reads. */
export function benchOfEmbed(hash: string): string {
  return hash.replace(/^#?\/embed\/bench/, '/');
}

/** The HTML that puts an address of the app into a slide or a course's page. */
export function embedCode(address: string, { title, height }: { title: string; height: number }): string {
  const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${escaped(address)}" title="${escaped(title)}" width="100%" height="${height}" style="border: 0" loading="lazy" allow="clipboard-write"></iframe>`;
}
