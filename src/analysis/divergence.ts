import { layerAttention, layerCount, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';

/** A head of a model. */
export interface HeadName {
  layer: number;
  head: number;
}

/** A symmetric matrix of distances between heads: `data` is [heads, heads] row-major in the order of `heads`. */
export interface HeadDistances {
  heads: HeadName[];
  data: Float64Array;
}

/** Divergences between the heads of a stack, summed up over sequences: memory is that of one matrix. Plain data. */
export interface DivergenceSums {
  layers: number;
  heads: number;
  texts: number;
  /** Query positions that were summed over. */
  queries: number;
  /** Cells of attention times pairs of heads: what it took. */
  work: number;
  /** [layers · heads, layers · heads] row-major, layer by layer: sums over queries. */
  data: number[];
}

/** Sums of nothing yet. */
export function divergenceSums(layers: number, heads: number): DivergenceSums {
  return { layers, heads, texts: 0, queries: 0, work: 0, data: new Array<number>((layers * heads) ** 2).fill(0) };
}

/**
 * Adds a sequence: Jensen-Shannon divergence between each two heads in nats (Clark et al. 2019, section 6), JS(p, q) = KL(p, m) / 2 + KL(q, m) / 2 with m = (p + q) / 2, summed over the query positions.
 * 0 for heads that look at the same places, at most ln 2 = 0.693 a query for heads that never do.
 */
export function addDivergence(sums: DivergenceSums, attention: (layer: number) => LayerAttention): void {
  const { layers, heads, data } = sums;
  const matrices = Array.from({ length: layers }, (_, layer) => attention(layer)).flatMap((each) => {
    const size = each.queries * each.keys;
    return Array.from({ length: heads }, (_, head) => each.data.subarray(head * size, (head + 1) * size));
  });
  const count = matrices.length;
  // JS(p, q) = H(m) − (H(p) + H(q)) / 2: the entropies of the heads themselves are needed only once.
  const entropies = matrices.map(entropy);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      const between = Math.max(0, mixedEntropy(matrices[i], matrices[j]) - (entropies[i] + entropies[j]) / 2);
      data[i * count + j] += between;
      data[j * count + i] += between;
    }
  }
  sums.texts++;
  sums.queries += attention(0).queries;
  sums.work += (matrices[0].length * count * (count - 1)) / 2;
}

/** The mean over the query positions, where Clark et al. sum over them; zeros where nothing was added. */
export function meanDivergence({ layers, heads, queries, data }: DivergenceSums): HeadDistances {
  return {
    heads: Array.from({ length: layers * heads }, (_, at) => ({ layer: Math.floor(at / heads), head: at % heads })),
    data: Float64Array.from(data, (sum) => sum / Math.max(1, queries)),
  };
}

/** The divergence between each two heads of a record (`addDivergence`), mean over the query positions of one sequence. */
export function headDivergence(record: AttentionRecord, { sequence = 0, stack }: { sequence?: number; stack?: StackName } = {}): HeadDistances {
  const all = Array.from({ length: layerCount(record, { stack }) }, (_, layer) => layerAttention(record, layer, { sequence, stack }));
  const sums = divergenceSums(all.length, all[0].heads);
  addDivergence(sums, (layer) => all[layer]);
  return meanDivergence(sums);
}

/** −Σ p ln p over all rows. */
function entropy(matrix: Float32Array): number {
  let sum = 0;
  for (const p of matrix) if (p > 0) sum -= p * Math.log(p);
  return sum;
}

/** The same of the mean of two matrices. */
function mixedEntropy(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const p = (a[i] + b[i]) / 2;
    if (p > 0) sum -= p * Math.log(p);
  }
  return sum;
}
