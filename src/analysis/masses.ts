import type { LayerAttention } from '../attention/record.js';
import type { Interval } from './intervals.js';
import { studentQuantile, studentTail } from './student.js';

/** Which keys count for each query of a sequence; null: the query takes no part. */
export type MassTarget = readonly (readonly number[] | null)[];

/** From so many sequences on, sequences are the units of the statistics; below, tokens are. */
export const LEAST_TEXTS = 20;

/**
 * How much attention went to the keys of some targets, over all queries of all sequences so far: sums, so that sequences can be added, stored and gone on with. Plain data. d is what a query gives
 * to its target less what it would give if it spread its attention evenly.
 */
export interface MassSums {
  layers: number;
  heads: number;
  targets: Record<
    string,
    {
      /** Queries that took part, sequences they were of, and the sum over the sequences of their squared number. */
      n: number;
      texts: number;
      squares: number;
      /** Sum over the queries of what an even spread gives. */
      evenly: number;
      /** [layers, heads]: the sums over queries of the mass, of d and of d²; over sequences of (Σ d)² and of n Σ d. */
      mass: number[];
      excess: number[];
      excessSquares: number[];
      textSquares: number[];
      textProducts: number[];
    }
  >;
}

/** Sums of nothing yet. */
export function massSums(layers: number, heads: number): MassSums {
  return { layers, heads, targets: {} };
}

/**
 * Adds a sequence.
 * @param targets by name
 * @param options `queries`, `keys`: how many tokens each side has (the attention may have padding after them); `causal`: a query sees only the keys up to its own place; `attention`: of each layer,
 *   [heads, queries, keys]
 */
export function addMasses(
  sums: MassSums,
  targets: Readonly<Record<string, MassTarget>>,
  { queries, keys, causal, attention }: { queries: number; keys: number; causal: boolean; attention: (layer: number) => LayerAttention },
): void {
  const zeros = (): number[] => new Array<number>(sums.layers * sums.heads).fill(0);
  const layers = Array.from({ length: sums.layers }, (_, layer) => attention(layer));
  for (const [name, target] of Object.entries(targets)) {
    const own = Array.from({ length: queries }, (_, query) => query).filter((query) => target[query] !== null);
    if (own.length === 0) continue;
    const entry = (sums.targets[name] ??= {
      ...{
        n: 0,
        texts: 0,
        squares: 0,
        evenly: 0,
        mass: zeros(),
        excess: zeros(),
        excessSquares: zeros(),
        textSquares: zeros(),
        textProducts: zeros(),
      },
    });
    const seen = own.map((query) => (target[query] as number[]).filter((key) => !causal || key <= query));
    const evenly = own.map((query, at) => seen[at].length / (causal ? query + 1 : keys));
    entry.n += own.length;
    entry.texts++;
    entry.squares += own.length ** 2;
    entry.evenly += evenly.reduce((sum, share) => sum + share, 0);
    layers.forEach((layer, index) => {
      for (let head = 0; head < sums.heads; head++) {
        const place = index * sums.heads + head;
        let total = 0;
        for (let at = 0; at < own.length; at++) {
          const start = (head * layer.queries + own[at]) * layer.keys;
          let mass = 0;
          for (const key of seen[at]) mass += layer.data[start + key];
          const d = mass - evenly[at];
          entry.mass[place] += mass;
          entry.excessSquares[place] += d * d;
          total += d;
        }
        entry.excess[place] += total;
        entry.textSquares[place] += total * total;
        entry.textProducts[place] += total * own.length;
      }
    });
  }
}

/** What the sums say of one head and target. */
export interface MassTest {
  /** Mean mass of a query on its target, and the mean share that an even spread gives. */
  value: number;
  evenly: number;
  interval: Interval;
  /** Queries. */
  n: number;
  /** One-sided: of a mean at least as large if the truth is the even spread. */
  p: number;
}

/**
 * Student's t test of the mean of d against 0, one-sided, and the 95 % interval of the mean mass. Below {@link LEAST_TEXTS} sequences each query is a unit, as if tokens of a sequence were
 * independent (they are not quite: the interval is then of these texts, not of others like them). From there on sequences are the units: the variance is the clustered one,
 * T / (T − 1) Σ_t (Σ d − n_t mean)² / n² (Liang and Zeger 1986), with T − 1 degrees of freedom.
 * @returns null where fewer than two queries took part
 */
export function massTest(sums: MassSums, name: string, { layer, head }: { layer: number; head: number }): MassTest | null {
  if (!Object.hasOwn(sums.targets, name)) return null;
  const entry = sums.targets[name];
  const { n, texts, squares } = entry;
  if (n < 2) return null;
  const place = layer * sums.heads + head;
  const value = entry.mass[place] / n;
  const mean = entry.excess[place] / n;
  const byText = texts >= LEAST_TEXTS;
  const variance = byText
    ? ((texts / (texts - 1)) * (entry.textSquares[place] - 2 * mean * entry.textProducts[place] + mean * mean * squares)) / (n * n)
    : (entry.excessSquares[place] - n * mean * mean) / (n - 1) / n;
  const df = (byText ? texts : n) - 1;
  // Sums of squares lose what is below rounding: then all units are the same, and there is nothing to doubt.
  const error = variance > 1e-15 ? Math.sqrt(variance) : 0;
  const spread = error === 0 ? 0 : studentQuantile(0.975, df) * error;
  const p = error === 0 ? (mean > 1e-7 ? 0 : 1) : studentTail(mean / error, df);
  return { value, evenly: entry.evenly / n, interval: { low: Math.max(0, value - spread), high: Math.min(1, value + spread) }, n, p };
}
