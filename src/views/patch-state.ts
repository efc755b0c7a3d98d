import { headCount, layerAttention, stackTokens, type AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Theme } from './colours.js';
import { mediaOf, mediaStacks } from './patch-media.js';
import { allHeads, selection, type Selection } from './selection.js';

/** All that decides what the patch view shows of a record. Plain data. */
export interface PatchState extends Selection {
  /** The token whose attention is laid over: the focused query, else the last that was; the first is [CLS]. */
  query: number;
  /** The key under the pointer or the keyboard. */
  point: number | null;
  /** Of the attention over the picture, 0-1. */
  opacity: number;
  theme: Theme;
}

/** How opaque the attention is over the picture. */
export const USUAL_OPACITY = 0.6;

/**
 * Fills in what is left out (the first stack with an image or sound, the first query, opacity 0.6, light) and checks the rest.
 * @throws LupaError OutOfRange for what the record does not have
 */
export function patchState(record: AttentionRecord, partial: Partial<PatchState> = {}): PatchState {
  const { stack = mediaStacks(record)[0], opacity = USUAL_OPACITY, theme = 'light' } = partial;
  const own = selection(record, { ...partial, stack });
  const { queries, keys } = stackTokens(record, own);
  const query = own.focus?.side === 'query' ? own.focus.index : (partial.query ?? 0);
  const point = own.focus?.side === 'key' ? own.focus.index : (partial.point ?? null);
  for (const [index, count] of [
    [query, queries.length],
    [point ?? 0, keys.length],
  ]) {
    if (Number.isInteger(index) && index >= 0 && index < count) continue;
    throw new LupaError('OutOfRange', `there is no token ${index}: the record has tokens 0 to ${count - 1}`, {
      subject: 'token',
      value: index,
      limit: count - 1,
    });
  }
  return { ...own, query, point, opacity: Math.min(1, Math.max(0, opacity)), theme };
}

/** The selection, in a stack whose keys are an image or sound: where its own are words, in the record's first such stack, at its first layer. */
export function mediaSelection(record: AttentionRecord, { sequence = 0, stack, ...others }: Partial<Selection>): Partial<Selection> {
  const stacks = mediaStacks(record);
  if (stacks.length === 0 || (stack !== undefined && mediaOf(record, { stack, sequence }) !== null)) return { sequence, stack, ...others };
  return { sequence, stack: stacks[0] };
}

/** What the chosen query gives to each key: of every head of the layer, and the mean over those that are on. */
export interface PatchWeights {
  /** An array a head of the model. */
  heads: Float32Array[];
  /** NaN everywhere where no head is on. */
  mean: Float32Array;
}

/** The weights of the chosen query. */
export function patchWeights(record: AttentionRecord, { sequence, stack, layer, query, heads }: PatchState): PatchWeights {
  const { data, queries, keys } = layerAttention(record, layer, { sequence, stack });
  const rows = allHeads(headCount(record, { stack, layer })).map((head) => {
    const at = (head * queries + query) * keys;
    return data.subarray(at, at + keys);
  });
  const mean = new Float32Array(keys);
  for (const head of heads) for (let key = 0; key < keys; key++) mean[key] += rows[head][key];
  return { heads: rows, mean: mean.map((sum) => sum / heads.length) };
}

/** What one list of weights says in numbers: how much goes before the first patch, and the patch with the largest weight. */
export function patchSummary(weights: Float32Array, first: number): { special: number; best: number; entropy: number } {
  let special = 0;
  let best = first;
  let entropy = 0;
  weights.forEach((weight, key) => {
    if (key < first) special += weight;
    else if (weight > weights[best]) best = key;
    if (weight > 0) entropy -= weight * Math.log(weight);
  });
  return { special, best, entropy };
}
