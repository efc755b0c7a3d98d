import type { HeadData } from './head-data.js';

/** One line of a view: between units, in one matrix. */
export interface Edge {
  head: number;
  /** Indices among the units that are shown. */
  query: number;
  key: number;
  weight: number;
}

/** What one head does, in numbers. */
export interface HeadSummary {
  head: number;
  /** Mean entropy of the shown rows in nats, each as shares of its own sum; NaN where a weight is NaN or nothing is shown. */
  entropy: number;
  /** Mean share of the rows that goes to special tokens, shown or not, 0-1. */
  special: number;
  /** The largest weights, largest first; of equal ones the first in reading order. */
  edges: Edge[];
}

/**
 * Summarises one matrix of a view: mean entropy −Σ p ln p of its rows, the share of special tokens, and the strongest edges.
 * @param head one of `data.heads`
 * @param count how many edges at most
 */
export function headSummary(data: HeadData, head: number, { count }: { count: number }): HeadSummary {
  const { data: weights, queries, keys } = data.attention;
  const specialKeys = data.key.flatMap(({ special }, index) => (special ? [index] : []));
  const edges = new Strongest(count);
  let entropies = 0;
  let shares = 0;
  for (let query = 0; query < queries; query++) {
    const row = (head * queries + query) * keys;
    let sum = 0;
    let logs = 0;
    for (let key = 0; key < keys; key++) {
      const weight = weights[row + key];
      sum += weight;
      if (weight > 0) logs += weight * Math.log(weight);
      if (weight > edges.least) edges.add({ head, query, key, weight });
    }
    // H of p/S is ln S − (Σ p ln p) / S.
    entropies += sum === 0 ? 0 : Math.log(sum) - logs / sum;
    shares +=
      data.removed === null ? specialKeys.reduce((total, key) => total + weights[row + key], 0) / (sum || 1) : data.removed[head * queries + query];
  }
  return { head, entropy: entropies / queries, special: shares / queries, edges: edges.list };
}

/** The strongest edges of several heads, largest first. */
export function strongestEdges(summaries: readonly Pick<HeadSummary, 'edges'>[], count: number): Edge[] {
  const all = summaries.flatMap(({ edges }) => edges);
  return all.sort((a, b) => b.weight - a.weight || a.head - b.head || a.query - b.query || a.key - b.key).slice(0, count);
}

/** The largest of many edges, kept in order while they come. */
class Strongest {
  readonly list: Edge[] = [];
  readonly #count: number;
  /** What a new one must be larger than. */
  least = 0;

  constructor(count: number) {
    this.#count = count;
  }

  add(edge: Edge): void {
    let at = this.list.length;
    while (at > 0 && this.list[at - 1].weight < edge.weight) at--;
    this.list.splice(at, 0, edge);
    if (this.list.length > this.#count) this.list.pop();
    if (this.list.length === this.#count) this.least = this.list[this.#count - 1].weight;
  }
}
