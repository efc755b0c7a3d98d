import type { LayerAttention } from '../attention/record.js';

/** The scores of a head, in the order of menus. */
export const HEAD_SCORES = ['entropy', 'confidence', 'distance', 'previous', 'next', 'self', 'first', 'special'] as const;

/** One of them: see {@link headScore}. */
export type HeadScore = (typeof HEAD_SCORES)[number];

/** Scores that compare positions: only where queries and keys are the same tokens. */
const POSITIONAL: ReadonlySet<HeadScore> = new Set(['distance', 'previous', 'next', 'self']);

/** The scores that mean something where queries and keys are the same tokens, or are not (cross attention). */
export function scoresFor({ sameTokens }: { sameTokens: boolean }): HeadScore[] {
  return HEAD_SCORES.filter((score) => sameTokens || !POSITIONAL.has(score));
}

/**
 * One number that says how a head looks, the mean over its queries i = 0 … Sq − 1 with weights A[i,j]; NaN where a weight is.
 *
 * | score | of a query | range |
 * |---|---|---|
 * | `entropy` | −Σ_j A[i,j] ln A[i,j], in nats, with 0 ln 0 = 0 (Clark et al. 2019, section 3.3) | 0 – ln Sk |
 * | `confidence` | max_j A[i,j] (Voita et al. 2019, section 4) | 1/Sk – 1 |
 * | `distance` | Σ_j A[i,j] · abs(i − j), in tokens (Vig and Belinkov 2019, section 4.3) | 0 – Sk − 1 |
 * | `previous` | A[i,i−1], over the queries that have a token before them | 0 – 1 |
 * | `next` | A[i,i+1], over the queries that have a token after them | 0 – 1 |
 * | `self` | A[i,i]: the diagonal | 0 – 1 |
 * | `first` | A[i,0] | 0 – 1 |
 * | `special` | Σ_j A[i,j] over the special tokens j | 0 – 1 |
 *
 * `previous` and `next` of a single token are 0.
 * @param options `head`, and which keys are `special`, [Sk]
 */
export function headScore(score: HeadScore, attention: LayerAttention, { head, special }: { head: number; special: readonly boolean[] }): number {
  const { data, queries, keys } = attention;
  const ofQuery = QUERY_SCORES[score];
  const from = score === 'previous' ? 1 : 0;
  const to = score === 'next' ? queries - 1 : queries;
  let sum = 0;
  for (let query = from; query < to; query++) {
    const start = (head * queries + query) * keys;
    sum += ofQuery(data, { start, keys, query, special });
  }
  return to > from ? sum / (to - from) : 0;
}

/** Where a query's weights are: `data[start]` to `data[start + keys - 1]`. */
interface Row {
  start: number;
  keys: number;
  query: number;
  special: readonly boolean[];
}

const QUERY_SCORES: Record<HeadScore, (data: Float32Array, row: Row) => number> = {
  entropy: (data, { start, keys }) => {
    let sum = 0;
    for (let i = start; i < start + keys; i++) if (data[i] !== 0) sum -= data[i] * Math.log(data[i]);
    return sum;
  },
  confidence: (data, { start, keys }) => {
    let most = 0;
    for (let i = start; i < start + keys; i++) most = Math.max(most, data[i]);
    return most;
  },
  distance: (data, { start, keys, query }) => {
    let sum = 0;
    for (let key = 0; key < keys; key++) sum += data[start + key] * Math.abs(query - key);
    return sum;
  },
  previous: (data, { start, query }) => data[start + query - 1],
  next: (data, { start, query }) => data[start + query + 1],
  self: (data, { start, query }) => data[start + query],
  first: (data, { start }) => data[start],
  special: (data, { start, keys, special }) => {
    let sum = 0;
    for (let key = 0; key < keys; key++) if (special[key]) sum += data[start + key];
    return sum;
  },
};
