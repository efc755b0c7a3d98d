import { layerAttention, layerCount, type AttentionRecord } from '../attention/record.js';
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

/**
 * Jensen-Shannon divergence between each two heads in nats (Clark et al. 2019, section 6): JS(p, q) = KL(p, m) / 2 + KL(q, m) / 2 with m = (p + q) / 2, mean over the query
 * positions of one sequence, where Clark sums over them. 0 for heads that look at the same places, at most ln 2 = 0.693 for heads that never do.
 */
export function headDivergence(record: AttentionRecord, { sequence = 0, stack }: { sequence?: number; stack?: StackName } = {}): HeadDistances {
  const heads: HeadName[] = [];
  const matrices: Float32Array[] = [];
  let queries = 0;
  for (let layer = 0; layer < layerCount(record, { stack }); layer++) {
    const attention = layerAttention(record, layer, { sequence, stack });
    queries = attention.queries;
    const size = attention.queries * attention.keys;
    for (let head = 0; head < attention.heads; head++) {
      heads.push({ layer, head });
      matrices.push(attention.data.subarray(head * size, (head + 1) * size));
    }
  }
  // JS(p, q) = H(m) − (H(p) + H(q)) / 2: the entropies of the heads themselves are needed only once.
  const entropies = matrices.map((matrix) => entropy(matrix) / queries);
  const data = new Float64Array(heads.length ** 2);
  for (let i = 0; i < heads.length; i++) {
    for (let j = 0; j < i; j++) {
      const between = Math.max(0, mixedEntropy(matrices[i], matrices[j]) / queries - (entropies[i] + entropies[j]) / 2);
      data[i * heads.length + j] = between;
      data[j * heads.length + i] = between;
    }
  }
  return { heads, data };
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
