/** A number and the interval that holds it with 95 % confidence. */
export interface Interval {
  low: number;
  high: number;
}

/** The 97.5 % point of the normal distribution. */
export const Z = 1.959963984540054;

/**
 * Wilson's 95 % interval for a share (Wilson 1927): `hits` of `n` trials. The whole of [0, 1] where there were none.
 */
export function wilson(hits: number, n: number): Interval {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const middle = share + (Z * Z) / (2 * n);
  const scale = 1 + (Z * Z) / n;
  return { low: hits === 0 ? 0 : (middle - spread) / scale, high: hits === n ? 1 : (middle + spread) / scale };
}

/**
 * The percentile interval of a statistic by the bootstrap (Efron 1979): `times` samples of the numbers 0 … count − 1 with replacement, the statistic of
 * each, and the numbers between which the middle of them lie, 95 % unless `level` says otherwise. Samples for which the statistic is NaN are left out.
 */
export function bootstrap(
  count: number,
  statistic: (sample: readonly number[]) => number,
  { times = 1000, level = 0.95, random }: { times?: number; level?: number; random: () => number },
): Interval {
  const values: number[] = [];
  for (let i = 0; i < times; i++) {
    const value = statistic(Array.from({ length: count }, () => Math.floor(random() * count)));
    if (!Number.isNaN(value)) values.push(value);
  }
  if (values.length === 0) return { low: NaN, high: NaN };
  values.sort((a, b) => a - b);
  return { low: quantile(values, (1 - level) / 2), high: quantile(values, (1 + level) / 2) };
}

/** The value below which a share of the ascending numbers lies, interpolated as numpy does by default. */
export function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

/**
 * Holm's correction for many tests at once (Holm 1979): p values that may be compared with the level as if each test were alone, in the order given.
 */
export function holm(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const adjusted = new Array<number>(values.length);
  let most = 0;
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, (values.length - rank) * values[index]));
    adjusted[index] = most;
  });
  return adjusted;
}

/**
 * The probability of at least `hits` of `n` trials when each succeeds with probability `chance`: the p value of the one-sided exact binomial test.
 */
export function binomialTail(hits: number, n: number, chance: number): number {
  if (hits <= 0) return 1;
  if (chance <= 0) return 0;
  if (chance >= 1) return 1;
  let term = logChoose(n, hits) + hits * Math.log(chance) + (n - hits) * Math.log1p(-chance);
  let sum = 0;
  for (let k = hits; k <= n; k++) {
    sum += Math.exp(term);
    term += Math.log(((n - k) / (k + 1)) * (chance / (1 - chance)));
  }
  return Math.min(1, sum);
}

function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

/** The probability of a value of at least `z` under the standard normal distribution: a continued fraction (Laplace's) far out, where a difference from 1 would be lost, the series of erf near 0. */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z > 3) {
    let fraction = z;
    for (let k = 80; k >= 1; k--) fraction = z + k / fraction;
    return density / fraction;
  }
  let term = z;
  let sum = z;
  for (let k = 1; k < 80; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 - density * sum;
}
