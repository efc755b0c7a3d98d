import {
  layerAttention,
  permutedRows,
  uniformRows,
  visible,
  type AttentionRecord,
  type BiasChange,
  type Model,
  type OverrideChange,
  type Steering,
} from 'lupa-attention';
import { randomNumbers } from 'lupa-attention/analysis';
import type { Intervention } from './engine.js';

/** Whether an intervention changes nothing. */
export function isPlain(change: Intervention | undefined): boolean {
  return change === undefined || change.off.length + change.masked.length + change.replaced.length === 0;
}

/** Whether the plain run must be known first: it says what each token may look at, and what is permuted. */
export function needsPlain({ masked, replaced }: Intervention): boolean {
  return masked.length + replaced.length > 0;
}

/**
 * An intervention as the library takes it.
 * @param plain the record of the plain run, where {@link needsPlain} asks for it
 */
export function steeringOf({ plan }: Model, { off, masked, replaced }: Intervention, plain: AttentionRecord | null): Steering {
  const layers = plan.stacks.flatMap(({ name, layers: count }) => Array.from({ length: count }, (_, layer) => ({ stack: name, layer })));
  const bias: BiasChange[] = [];
  const override: OverrideChange[] = [];
  for (const { stack, layer } of layers) {
    if (plain === null || stack === 'vision') continue;
    const attention = layerAttention(plain, layer, { stack });
    const { queries, keys } = attention;
    // The decoder reads its own words; those of the text are the keys of all others.
    const cut = stack === 'decoder' ? [] : masked.filter((token) => token < keys);
    if (cut.length > 0) bias.push({ stack, layer, bias: { data: columnsCut(visible(attention), { queries, keys, cut }), shape: [queries, keys] } });
    const changes: HeadsReplaced[] = [];
    for (const { stack: where, layer: only, heads: some, by, seed } of replaced) {
      if ((where !== undefined && where !== stack) || (only !== null && only !== layer)) continue;
      const probabilities = by === 'uniform' ? uniformRows(attention) : permutedRows(attention, randomNumbers(seed + layer));
      changes.push({ stack, layer, probabilities, heads: some ?? Array.from({ length: attention.heads }, (_, head) => head) });
    }
    if (changes.length > 0) override.push(joined(changes, attention.heads));
  }
  return { ...(off.length > 0 ? { headMask: off } : {}), bias, override };
}

/** −Infinity in the columns that are cut. A row that would keep nothing keeps its own token, or is left as it is where it has none. */
function columnsCut(may: Uint8Array, { queries, keys, cut }: { queries: number; keys: number; cut: number[] }): Float32Array {
  const bias = new Float32Array(queries * keys);
  const isCut = new Set(cut);
  for (let query = 0; query < queries; query++) {
    const row = may.subarray(query * keys, (query + 1) * keys);
    const keeps = row.some((value, key) => value === 1 && !isCut.has(key));
    for (const key of cut) {
      if (keeps || (queries === keys && row[query] === 1 && key !== query)) bias[query * keys + key] = -Infinity;
    }
  }
  return bias;
}

/** Replacements of some heads. */
type HeadsReplaced = OverrideChange & { heads: number[] };

/** Several replacements of one layer as one: of a head the last counts. */
function joined(changes: HeadsReplaced[], count: number): OverrideChange {
  const [first, ...others] = changes;
  if (others.length === 0) return first;
  const [, queries, keys] = first.probabilities.shape;
  const size = queries * keys;
  const data = new Float32Array(count * size);
  for (const { heads, probabilities } of changes) {
    // One of all heads is given once.
    const at = (head: number): number => (probabilities.shape[0] === 1 ? 0 : head * size);
    for (const head of heads) data.set((probabilities.data as Float32Array).subarray(at(head), at(head) + size), head * size);
  }
  return { ...first, probabilities: { data, shape: [count, queries, keys] }, heads: [...new Set(changes.flatMap(({ heads }) => heads))] };
}
