import type { LayerAttention } from '../attention/record.js';
import type { Token } from '../tokens/token.js';
import { ranks } from './correlation.js';
import type { Test } from './heads-report.js';
import { normalTail, Z } from './intervals.js';
import { shuffled } from './random.js';

/** A semantic head agrees at least so much with the similarity of embeddings: a medium correlation (Cohen 1988). */
export const SEMANTIC_THRESHOLD = 0.3;

/** Fewer pairs of tokens say nothing. */
const LEAST_PAIRS = 20;

/** How well heads agree with the similarity of tokens, over sequences, each weighed by its pairs. Plain data. */
export interface SimilaritySums {
  layers: number;
  heads: number;
  texts: number;
  pairs: number;
  /** [layers, heads]: sums over sequences of pairs · r, of pairs · mean of r with shuffled embeddings, and of pairs² · its variance. */
  agreement: number[];
  shuffledMean: number[];
  shuffledVariance: number[];
}

/** Sums of nothing yet. */
export function similaritySums(layers: number, heads: number): SimilaritySums {
  const zeros = (): number[] => new Array<number>(layers * heads).fill(0);
  return { layers, heads, texts: 0, pairs: 0, agreement: zeros(), shuffledMean: zeros(), shuffledVariance: zeros() };
}

/** The cosine between each two rows of some vectors: [n, n] row-major; 0 where one is all zero. */
export function cosines(vectors: readonly ArrayLike<number>[]): Float64Array {
  const n = vectors.length;
  const unit = vectors.map((vector) => {
    const row = Float64Array.from(vector);
    const length = Math.sqrt(row.reduce((sum, x) => sum + x * x, 0));
    return length > 0 ? row.map((x) => x / length) : row;
  });
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < unit[i].length; k++) sum += unit[i][k] * unit[j][k];
      result[i * n + j] = result[j * n + i] = sum;
    }
  }
  return result;
}

/**
 * The partial rank correlation of attention A[i,j] with the similarity of the tokens i and j, distance |i − j| taken out: Pearson's of what is left of both after a linear fit on distance, all three
 * as ranks (Spearman's partial correlation; Kim 2015). 0 where nothing is left of one of them.
 */
export function partialRankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>, control: ArrayLike<number>): number {
  const c = unitRanks(control);
  return dotProduct(unitResidual(a, c), unitResidual(b, c));
}

/**
 * Adds a sequence: the correlation of each head, over all ordered pairs of different, not special tokens (two tokens of the same id are left out: that is `same`), and what it is when
 * the embeddings are shuffled among the tokens, so that attention and distances stay as they are (Mantel 1967).
 * @param similarity [n, n] between the tokens of the sequence
 * @param options `causal`: only pairs with the key before the query; `random`: for the shuffling, `times`
 */
export function addSimilarity(
  sums: SimilaritySums,
  tokens: readonly Token[],
  {
    similarity,
    attention,
    causal,
    random,
    times = 200,
  }: {
    similarity: ArrayLike<number>;
    attention: (layer: number) => LayerAttention;
    causal: boolean;
    random: () => number;
    times?: number;
  },
): void {
  const n = tokens.length;
  const usable = tokens.flatMap(({ special }, index) => (special ? [] : [index]));
  const pairs = usable.flatMap((i) => usable.filter((j) => (causal ? j < i : j !== i) && tokens[i].id !== tokens[j].id).map((j) => [i, j] as const));
  if (pairs.length < LEAST_PAIRS) return;
  const distance = unitRanks(pairs.map(([i, j]) => Math.abs(i - j)));
  const likeness = (order: readonly number[]): Float64Array =>
    unitResidual(
      pairs.map(([i, j]) => similarity[order[i] * n + order[j]]),
      distance,
    );
  const own = likeness(tokens.map((_, index) => index));
  const others = Array.from({ length: times }, () => {
    const order = tokens.map((_, index) => index);
    const places = shuffled(usable.length, random);
    usable.forEach((token, index) => (order[token] = usable[places[index]]));
    return likeness(order);
  });
  const weight = pairs.length;
  sums.texts++;
  sums.pairs += weight;
  for (let layer = 0; layer < sums.layers; layer++) {
    const { data, queries, keys } = attention(layer);
    for (let head = 0; head < sums.heads; head++) {
      const weights = unitResidual(
        pairs.map(([i, j]) => data[(head * queries + i) * keys + j]),
        distance,
      );
      const place = layer * sums.heads + head;
      const shuffledOnes = others.map((other) => dotProduct(weights, other));
      const mean = shuffledOnes.reduce((sum, r) => sum + r / times, 0);
      sums.agreement[place] += weight * dotProduct(weights, own);
      sums.shuffledMean[place] += weight * mean;
      sums.shuffledVariance[place] += weight ** 2 * shuffledOnes.reduce((sum, r) => sum + (r - mean) ** 2 / (times - 1), 0);
    }
  }
}

/**
 * The evidence of a semantic head: the mean correlation against that with shuffled embeddings; p from the normal distribution with the mean and the variance of the shuffled ones, since single
 * permutations could not give a p small enough for a correction over all heads. The interval is the value ± 1.96 of their standard deviations. None where too few pairs of tokens were seen.
 */
export function similarityTests(sums: SimilaritySums, { layer, head }: { layer: number; head: number }): Test[] {
  const { pairs } = sums;
  if (pairs === 0) return [];
  const place = layer * sums.heads + head;
  const [value, baseline] = [sums.agreement[place] / pairs, sums.shuffledMean[place] / pairs];
  const error = Math.sqrt(sums.shuffledVariance[place]) / pairs;
  const p = error > 0 ? normalTail((value - baseline) / error) : 1;
  const interval = { low: Math.max(-1, value - Z * error), high: Math.min(1, value + Z * error) };
  return [{ pattern: 'semantic', measure: 'similarity', value, baseline, baselineName: 'permuted', threshold: SEMANTIC_THRESHOLD, interval, n: pairs, p }]; // prettier-ignore
}

/** Ranks with mean 0 and length 1; all 0 where there is only one value. */
function unitRanks(values: ArrayLike<number>): Float64Array {
  const result = ranks(values);
  const mean = (values.length + 1) / 2;
  for (let i = 0; i < result.length; i++) result[i] -= mean;
  return unitLength(result);
}

/** What is left of the ranks of some values after a linear fit on a control (mean 0, length 1), of length 1. */
function unitResidual(values: ArrayLike<number>, control: Float64Array): Float64Array {
  const own = unitRanks(values);
  const share = dotProduct(own, control);
  for (let i = 0; i < own.length; i++) own[i] -= share * control[i];
  return unitLength(own);
}

function unitLength(vector: Float64Array): Float64Array {
  const length = Math.sqrt(dotProduct(vector, vector));
  for (let i = 0; i < vector.length; i++) vector[i] = length > 1e-12 ? vector[i] / length : 0;
  return vector;
}

function dotProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
