import { shuffled } from '../analysis/random.js';
import { layerAttention, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import type { Tensor } from '../tensor.js';

/** Where attention stands. */
interface Layer {
  stack: StackName;
  layer: number;
}

/**
 * Which keys each query may see, [Sq,Sk]: those to which any head of the layer gives more than 0. Masked keys get exactly 0 in all heads.
 */
export function visible({ data, heads, queries, keys }: LayerAttention): Uint8Array {
  const seen = new Uint8Array(queries * keys);
  for (let i = 0; i < heads * seen.length; i++) if (data[i] > 0) seen[i % seen.length] = 1;
  return seen;
}

/** The same for every key that a query may see: [1,Sq,Sk]. */
export function uniformRows(attention: LayerAttention): Tensor<Float32Array> {
  const { queries, keys } = attention;
  const seen = visible(attention);
  const data = new Float32Array(queries * keys);
  for (let query = 0; query < queries; query++) {
    const row = seen.subarray(query * keys, (query + 1) * keys);
    const count = row.reduce((sum, each) => sum + each, 0);
    for (let key = 0; key < keys; key++) data[query * keys + key] = row[key] === 1 ? 1 / count : 0;
  }
  return { data, shape: [1, queries, keys] };
}

/**
 * Each query looks as the head's queries of this text do on average: the mean of a head's rows, of each key over the queries that may see it, cut to what the
 * query may see and divided by its sum. [H,Sq,Sk]
 */
export function meanRows(attention: LayerAttention): Tensor<Float32Array> {
  const { data: own, heads, queries, keys } = attention;
  const seen = visible(attention);
  const data = new Float32Array(heads * queries * keys);
  for (let head = 0; head < heads; head++) {
    const mean = new Float64Array(keys);
    for (let key = 0; key < keys; key++) {
      let count = 0;
      for (let query = 0; query < queries; query++) {
        if (seen[query * keys + key] === 0) continue;
        mean[key] += own[(head * queries + query) * keys + key];
        count++;
      }
      if (count > 0) mean[key] /= count;
    }
    for (let query = 0; query < queries; query++) {
      let sum = 0;
      for (let key = 0; key < keys; key++) sum += seen[query * keys + key] * mean[key];
      const row = (head * queries + query) * keys;
      for (let key = 0; key < keys && sum > 0; key++) data[row + key] = (seen[query * keys + key] * mean[key]) / sum;
    }
  }
  return { data, shape: [heads, queries, keys] };
}

/** The weights of each row in another order, among the keys that the query may see, each head and row for itself: [H,Sq,Sk]. */
export function permutedRows(attention: LayerAttention, random: () => number): Tensor<Float32Array> {
  const { data: own, heads, queries, keys } = attention;
  const seen = visible(attention);
  const data = new Float32Array(own.length);
  const places = Array.from({ length: queries }, (_, query) => Array.from({ length: keys }, (_, key) => key).filter((key) => seen[query * keys + key] === 1)); // prettier-ignore
  for (let head = 0; head < heads; head++) {
    for (let query = 0; query < queries; query++) {
      const row = (head * queries + query) * keys;
      const free = places[query];
      const order = shuffled(free.length, random);
      free.forEach((key, at) => (data[row + key] = own[row + free[order[at]]]));
    }
  }
  return { data, shape: [heads, queries, keys] };
}

/** Every layer of every kind of attention of a record, as it was. */
export function layersOf(record: AttentionRecord, stacks: readonly { name: StackName; layers: number }[]): (Layer & { attention: LayerAttention })[] {
  return stacks.flatMap(({ name, layers }) =>
    Array.from({ length: layers }, (_, layer) => ({ stack: name, layer, attention: layerAttention(record, layer, { stack: name }) })),
  );
}
