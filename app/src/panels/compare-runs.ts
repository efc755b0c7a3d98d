import {
  alignRuns,
  layerAttention,
  layerCount,
  recordDifference,
  sameHeads,
  stackNames,
  stackTokens,
  type AttentionRecord,
  type HeadName,
} from 'lupa-attention';
import { runDivergence } from 'lupa-attention/analysis';
import type { OtherRun } from '../state/state.js';
import type { CompareMode } from '../words/panels-compare.js';
import { headName } from './intervention.js';

/** How far apart a head is in two runs, in nats. */
export interface HeadDistance {
  name: HeadName;
  distance: number;
}

/** What two runs have in common. */
export type Common =
  /** Other layers or heads. */
  | { kind: 'otherHeads' }
  /** No token but those that tokenizers put around texts. */
  | { kind: 'noTokens' }
  /** All of them, or some: their numbers. */
  | { kind: 'tokens'; common: number; first: number; second: number; difference: AttentionRecord };

/** The work on the page's own thread is done in slices of so many ms. */
const SLICE = 10;

/** A second run that is as the first, but for what a mode is about. */
export function otherFor(mode: CompareMode, { text, pair }: { text: string; pair: string | null }): OtherRun {
  const other: OtherRun = { model: null, text: null, pair: null, off: null };
  if (mode === 'heads') return { ...other, off: [] };
  return mode === 'text' ? { ...other, text, pair } : { ...other, model: '' };
}

/** What a second run is about. */
export function modeOf({ model, text, pair }: OtherRun): CompareMode {
  if (model !== null) return 'model';
  return text !== null || pair !== null ? 'text' : 'heads';
}

/** What can be compared of two runs. */
export function commonOf(a: AttentionRecord, b: AttentionRecord): Common {
  if (!sameHeads(a, b)) return { kind: 'otherHeads' };
  const [stack] = stackNames(a.tensors);
  const { queries } = alignRuns(a, b, { stack });
  const tokens = stackTokens(a, { stack }).queries;
  if (queries.every(([index]) => tokens[index].special)) return { kind: 'noTokens' };
  return {
    kind: 'tokens',
    common: queries.length,
    first: tokens.length,
    second: stackTokens(b, { stack }).queries.length,
    difference: recordDifference(a, b),
  };
}

/**
 * How far apart each head is in two runs with the same heads, in their order.
 * @param options `pause`: gives way to what else the page has to do; `stopped`: whether nobody waits for it any more
 * @returns null where it was stopped
 */
export async function runDistances(
  a: AttentionRecord,
  b: AttentionRecord,
  { pause, stopped }: { pause: () => Promise<void>; stopped: () => boolean },
): Promise<HeadDistance[] | null> {
  const found: HeadDistance[] = [];
  let since = performance.now();
  for (const stack of stackNames(a.tensors)) {
    const aligned = alignRuns(a, b, { stack });
    for (let layer = 0; layer < layerCount(a, { stack }); layer++) {
      const [first, second] = [layerAttention(a, layer, { stack }), layerAttention(b, layer, { stack })];
      for (let head = 0; head < first.heads; head++) {
        found.push({ name: headName(stack, layer, head), distance: runDivergence(first, second, { head, aligned }) });
        if (performance.now() - since < SLICE) continue;
        await pause();
        if (stopped()) return null;
        since = performance.now();
      }
    }
  }
  return found;
}

/** The heads that differ most first; what is no number last. */
export function byDistance(distances: readonly HeadDistance[]): HeadDistance[] {
  const rank = ({ distance }: HeadDistance): number => (Number.isNaN(distance) ? -1 : distance);
  return distances.toSorted((a, b) => rank(b) - rank(a));
}
