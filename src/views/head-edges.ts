import type { LayerAttention } from '../attention/record.js';
import type { TokenRange } from '../attention/words.js';

/** A query that looks at a key. */
export interface Edge {
  query: number;
  key: number;
  weight: number;
}

/** The largest weights of a head among some queries and keys, largest first; of equal ones the first in reading order. NaN is none. */
export function strongestEdges(
  { data, queries, keys }: LayerAttention,
  { head, rows, columns, count }: { head: number; rows: TokenRange; columns: TokenRange; count: number },
): Edge[] {
  const top: Edge[] = [];
  for (let query = rows.start; query < rows.end; query++) {
    const start = (head * queries + query) * keys;
    for (let key = columns.start; key < columns.end; key++) {
      const weight = data[start + key];
      if (!(weight > (top.length < count ? 0 : top[top.length - 1].weight))) continue;
      let at = top.length;
      while (at > 0 && top[at - 1].weight < weight) at--;
      top.splice(at, 0, { query, key, weight });
      if (top.length > count) top.pop();
    }
  }
  return top;
}
