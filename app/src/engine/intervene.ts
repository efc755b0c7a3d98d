import { layerAttention, type AttentionRecord, type BiasChange, type Model, type OverrideChange, type Steering } from 'lupa-attention';
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
  const override = new Map<string, OverrideChange[]>();
  for (const { stack, layer } of layers) {
    if (plain === null || stack === 'vision') continue;
    const { data, heads, queries, keys } = layerAttention(plain, layer, { stack });
    const may = allowed(data, { heads, queries, keys });
    // The decoder reads its own words; those of the text are the keys of all others.
    const cut = stack === 'decoder' ? [] : masked.filter((token) => token < keys);
    if (cut.length > 0) bias.push({ stack, layer, bias: { data: columnsCut(may, { queries, keys, cut }), shape: [queries, keys] } });
    for (const { stack: where, layer: only, heads: some, by, seed } of replaced) {
      if ((where !== undefined && where !== stack) || (only !== null && only !== layer)) continue;
      const probabilities =
        by === 'uniform' ? uniformRows(may, { heads, queries, keys }) : permutedRows(data, may, { heads, queries, keys, seed: seed + layer });
      const change = {
        stack,
        layer,
        probabilities: { data: probabilities, shape: [heads, queries, keys] },
        ...(some === null ? {} : { heads: some }),
      };
      const key = `${stack} ${layer}`;
      override.set(key, [...(override.get(key) ?? []), change]);
    }
  }
  return { ...(off.length > 0 ? { headMask: off } : {}), bias, override: [...override.values()].map(joined) };
}

/** The sizes of one layer's attention. */
interface Sizes {
  heads: number;
  queries: number;
  keys: number;
}

/** Where any head of the layer looks, [queries · keys]: a causal mask, a window or padding leaves exact zeros in all of them. */
function allowed(data: Float32Array, { heads, queries, keys }: Sizes): Uint8Array {
  const may = new Uint8Array(queries * keys);
  for (let head = 0; head < heads; head++) {
    for (let at = 0; at < may.length; at++) if (data[head * may.length + at] > 0) may[at] = 1;
  }
  return may;
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

/** The same attention to everything that a token may look at. */
function uniformRows(may: Uint8Array, { heads, queries, keys }: Sizes): Float32Array {
  const rows = new Float32Array(heads * queries * keys);
  for (let query = 0; query < queries; query++) {
    const row = may.subarray(query * keys, (query + 1) * keys);
    const count = row.reduce((sum, value) => sum + value, 0);
    for (let head = 0; head < heads; head++) {
      row.forEach((value, key) => {
        if (value === 1) rows[(head * queries + query) * keys + key] = 1 / count;
      });
    }
  }
  return rows;
}

/** Each row's own attention in another order, among what its token may look at. */
function permutedRows(data: Float32Array, may: Uint8Array, { heads, queries, keys, seed }: Sizes & { seed: number }): Float32Array {
  const rows = new Float32Array(heads * queries * keys);
  const random = randomNumbers(seed);
  for (let row = 0; row < heads * queries; row++) {
    const query = row % queries;
    const places = Array.from({ length: keys }, (_, key) => key).filter((key) => may[query * keys + key] === 1);
    const values = places.map((key) => data[row * keys + key]);
    // Fisher and Yates.
    for (let last = values.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [values[last], values[other]] = [values[other], values[last]];
    }
    places.forEach((key, index) => (rows[row * keys + key] = values[index]));
  }
  return rows;
}

/** Several replacements of one layer as one: the later ones come first. */
function joined(changes: OverrideChange[]): OverrideChange {
  const [first, ...others] = changes;
  if (others.length === 0) return first;
  const { shape } = first.probabilities;
  const [count, queries, keys] = shape;
  const size = queries * keys;
  const data = new Float32Array(count * size);
  const touched = new Set<number>();
  for (const { heads = Array.from({ length: count }, (_, head) => head), probabilities } of changes) {
    for (const head of heads) {
      data.set((probabilities.data as Float32Array).subarray(head * size, (head + 1) * size), head * size);
      touched.add(head);
    }
  }
  return { ...first, probabilities: { data, shape }, heads: [...touched] };
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}
