import type { LayerAttention } from '../attention/record.js';
import type { Token } from '../tokens/token.js';
import type { HeadData } from './head-data.js';
import type { SpecialChoice } from './head-state.js';

/**
 * What uniform attention would give in each shown cell, with the same done to it as to the weights: each query looks at all the keys that it can see
 * with the same weight; words sum over key pieces and average over query pieces; what is taken out with special tokens is missing, or divided by.
 * @returns [rows, columns]
 */
export function uniformWeights(
  attention: LayerAttention,
  { query: rows, key: columns }: Pick<HeadData, 'query' | 'key'>,
  { keys, special }: { keys: readonly Token[]; special: SpecialChoice },
): Float32Array {
  const visible = visibleKeys(attention);
  const specialKeys = keys.flatMap((token, index) => (token.special ? [index] : []));
  const uniform = new Float32Array(rows.length * columns.length);
  for (const [row, { tokens: query }] of rows.entries()) {
    const pieces = query.end - query.start;
    for (let i = query.start; i < query.end; i++) {
      const seen = visible(i);
      const removed = special === 'renormalise' ? specialKeys.filter((key) => key < seen).length / seen : 0;
      if (removed === 1) continue;
      for (const [column, { tokens: key }] of columns.entries()) {
        const among = Math.max(0, Math.min(key.end, seen) - key.start);
        uniform[row * columns.length + column] += among / seen / (1 - removed) / pieces;
      }
    }
  }
  return uniform;
}

/** How many keys, from the first, a query can see: all, or those up to itself where no head of the layer looks ahead. */
function visibleKeys({ data, heads, queries, keys }: LayerAttention): (query: number) => number {
  if (queries !== keys) return () => keys;
  for (let row = 0; row < heads * queries; row++) {
    for (let key = (row % queries) + 1; key < keys; key++) if (data[row * keys + key] !== 0) return () => keys;
  }
  return (query) => query + 1;
}
