import type { Tensor } from '../tensor.js';

/** What attention is computed from, for all sequences. */
export interface ScoreParts {
  /** [B,H,Sq,d]. */
  queries: Tensor;
  /** [B,Hkv,Sk,d]: heads that share keys lie side by side. */
  keys: Tensor;
  /** Added to the scores, [B|1,H|1,Sq|1,Sk]; null where nothing is. */
  bias: Tensor | null;
  /** The scores are the dot products times this. */
  scale: number;
  /** Scores go through cap · tanh(score / cap) before the bias is added; null: they do not. */
  softcap: number | null;
}

/**
 * softmax(cap(scale · Q Kᵀ) + bias), [B,H,Sq,Sk] (Vaswani 2017, section 3.2; shared keys: Ainslie 2023; cap: Gemma 2, section 2), written into `into` where that is given. */
export function computeAttention(parts: ScoreParts, into?: Float32Array): Float32Array {
  const { queries, keys } = parts;
  const [batch, heads, rows] = queries.shape;
  const columns = keys.shape[2];
  const data = into ?? new Float32Array(batch * heads * rows * columns);
  const row = new Float64Array(columns);
  for (let b = 0; b < batch; b++) {
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < rows; query++) {
        fillRow(parts, { b, head, query }, row);
        data.set(row, ((b * heads + head) * rows + query) * columns);
      }
    }
  }
  return data;
}

/** One row of the above: what one query gives to every key. */
export function softmaxRow(parts: ScoreParts, place: Place): Float64Array {
  const row = new Float64Array(parts.keys.shape[2]);
  fillRow(parts, place, row);
  return row;
}

/** Which row of the attention. */
interface Place {
  b: number;
  head: number;
  query: number;
}

/** Thousands of rows are computed before a page is drawn: next to nothing is made here that would have to be cleared away. */
function fillRow({ queries, keys, bias, scale, softcap }: ScoreParts, { b, head, query }: Place, row: Float64Array): void {
  const heads = queries.shape[1];
  const width = queries.shape[3];
  const keyHeads = keys.shape[1];
  const columns = keys.shape[2];
  const from = ((b * heads + head) * queries.shape[2] + query) * width;
  const start = (b * keyHeads + Math.floor((head * keyHeads) / heads)) * columns * width;
  dotProducts({ queries: queries.data as Float32Array, from, keys: keys.data as Float32Array, start, width }, row);
  const added = bias === null ? null : biasRow(bias, { b, head, query });
  let most = -Infinity;
  for (let key = 0; key < columns; key++) {
    const scaled = softcap === null ? row[key] * scale : softcap * Math.tanh((row[key] * scale) / softcap);
    const score = scaled + (added === null ? 0 : added[key]);
    row[key] = score;
    if (score > most) most = score;
  }
  let total = 0;
  for (let key = 0; key < columns; key++) total += row[key] = Math.exp(row[key] - most);
  for (let key = 0; key < columns; key++) row[key] /= total;
}

/**
 * The dot product of the query at `from`, [width], with each of the keys from `start` on, [keys, width]. Four keys at a time: a sum waits for the one before it,
 * four sums do not wait for each other.
 */
function dotProducts(
  { queries, from, keys, start, width }: { queries: Float32Array; from: number; keys: Float32Array; start: number; width: number },
  into: Float64Array,
): void {
  const count = into.length;
  let key = 0;
  for (; key + 4 <= count; key += 4) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let i = 0, at = start + key * width; i < width; i++, at++) {
      const value = queries[from + i];
      sum0 += value * keys[at];
      sum1 += value * keys[at + width];
      sum2 += value * keys[at + 2 * width];
      sum3 += value * keys[at + 3 * width];
    }
    into[key] = sum0;
    into[key + 1] = sum1;
    into[key + 2] = sum2;
    into[key + 3] = sum3;
  }
  for (; key < count; key++) {
    let sum = 0;
    for (let i = 0, at = start + key * width; i < width; i++, at++) sum += queries[from + i] * keys[at];
    into[key] = sum;
  }
}

/** The row of a bias that serves a query, where one may serve all sequences, heads or queries. */
function biasRow({ data, shape }: Tensor, { b, head, query }: Place): Float32Array {
  const [batch, heads, rows, columns] = shape;
  const at = ((batch === 1 ? 0 : b) * heads + (heads === 1 ? 0 : head)) * rows + (rows === 1 ? 0 : query);
  return (data as Float32Array).subarray(at * columns, (at + 1) * columns);
}
