import { kendall, spearman } from '../analysis/correlation.js';
import { flow } from '../analysis/flow.js';
import { bootstrap, type Interval } from '../analysis/intervals.js';
import { weightedNorms } from '../analysis/norms.js';
import { randomNumbers } from '../analysis/random.js';
import { residualAttention } from '../analysis/residual.js';
import { rollout } from '../analysis/rollout.js';
import { layerAttention, layerCount, layerTensor, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import type { Output } from './output.js';

/**
 * What is compared with leaving tokens out. Of one layer: its attention (`attention`), and what its heads take (`norms`, α ‖f(x)‖), mean over heads. Of all layers
 * together: the mean of their attention (`mean`), `rollout`, `flow`, and rollout made of norms (`norm-rollout`).
 */
export const MEASURES = ['attention', 'norms', 'mean', 'rollout', 'flow', 'norm-rollout'] as const;
export type MeasureName = (typeof MEASURES)[number];

/** How one measure ranks the tokens, beside what leaving them out does. */
export interface Agreement {
  measure: MeasureName;
  /** null: of all layers together. */
  layer: number | null;
  /** What it gives to each compared token. */
  scores: number[];
  /** Kendall's tau-b; null where there is no order to compare: the measure, or leaving tokens out, gives the same to all tokens. */
  tau: number | null;
  /** Null where tau is, and with fewer than 8 tokens, of which no interval says anything. */
  tauInterval: Interval | null;
  /** Spearman's rho likewise. */
  rho: number | null;
  rhoInterval: Interval | null;
}

/** A flow of more work than this would take seconds. */
const MAX_FLOW = 4e6;
/** Samples of the bootstrap. */
const TIMES = 2000;

/** How much the rows from which the output is read give to each token of the key side: the mean over these rows, a measure at a time. */
function tokenScores(record: AttentionRecord, { stack, rows }: Pick<Output, 'stack' | 'rows'>): Pick<Agreement, 'measure' | 'layer' | 'scores'>[] {
  const layers = Array.from({ length: layerCount(record, { stack }) }, (_, layer) => layer);
  const ofLayer = ({ data, heads, queries, keys }: LayerAttention): number[] =>
    Array.from({ length: keys }, (_, key) => {
      let sum = 0;
      for (let head = 0; head < heads; head++) for (const row of rows) sum += data[(head * queries + row) * keys + key];
      return sum / (heads * rows.length);
    });
  const raw = layers.map((layer) => ofLayer(layerAttention(record, layer, { stack })));
  const found: Pick<Agreement, 'measure' | 'layer' | 'scores'>[] = raw.map((scores, layer) => ({ measure: 'attention', layer, scores }));
  const normed = layerTensor(record, 'value_norms', { stack, layer: 0 }) !== undefined;
  if (normed) found.push(...layers.map((layer) => ({ measure: 'norms' as const, layer, scores: ofLayer(weightedNorms(record, layer, { stack })) })));
  const whole = (measure: MeasureName, scores: number[]): void => void found.push({ measure, layer: null, scores });
  whole('mean', raw[0].map((_, key) => raw.reduce((sum, scores) => sum + scores[key] / raw.length, 0))); // prettier-ignore
  // From layer to layer only tokens of one sequence can be followed.
  if (stack === 'cross') return found;
  const matrices = residualAttention(record, { stack });
  const { tokens } = matrices;
  const meanOf = (matrix: Float64Array, from: readonly number[]): number[] =>
    Array.from({ length: tokens }, (_, key) => from.reduce((sum, row) => sum + matrix[row * tokens + key], 0) / from.length);
  whole('rollout', meanOf(rollout(matrices)[layers.length - 1], rows));
  if (rows.length * tokens * tokens * layers.length <= MAX_FLOW) whole('flow', meanOf(flow(matrices, { from: rows }), rows.map((_, index) => index))); // prettier-ignore
  if (normed) whole('norm-rollout', meanOf(rollout(residualAttention(record, { stack, weights: 'norms' }))[layers.length - 1], rows));
  return found;
}

/**
 * Compares how attention, and what is made of it, ranks the tokens of a text with what leaving them out does. Intervals are bootstrap intervals over the tokens, as
 * wide as it takes for all of a series (the layers of a measure; the measures of all layers together) to hold at once with 95 % confidence (Bonferroni).
 * @param effects of each compared token, how much the output changes without it
 */
export function compareMeasures(
  record: AttentionRecord,
  output: Pick<Output, 'stack' | 'rows'>,
  effects: readonly { token: number; size: number }[],
): Agreement[] {
  const measured = tokenScores(record, output);
  const truth = effects.map(({ size }) => size);
  return measured.map(({ measure, layer, scores: all }) => {
    const scores = effects.map(({ token }) => all[token]);
    const series = measured.filter((other) => (layer === null ? other.layer === null : other.measure === measure)).length;
    const level = 1 - 0.05 / series;
    const pick = (sample: readonly number[]): [number[], number[]] => [sample.map((i) => scores[i]), sample.map((i) => truth[i])];
    const compare = (statistic: (a: number[], b: number[]) => number): [number | null, Interval | null] => {
      const value = statistic(scores, truth);
      if (Number.isNaN(value)) return [null, null];
      if (scores.length < LEAST_TOKENS) return [value, null];
      return [value, bootstrap(scores.length, (sample) => statistic(...pick(sample)), { times: TIMES, level, random: randomNumbers(1) })];
    };
    const [[tau, tauInterval], [rho, rhoInterval]] = [compare(kendall), compare(spearman)];
    return { measure, layer, scores, tau, tauInterval, rho, rhoInterval };
  });
}

/** From what tau on attention is called a hint: of 20 pairs of tokens it orders 13 as leaving them out does. */
export const LEAST_TAU = 0.3;
/** With fewer tokens no interval says anything. */
export const LEAST_TOKENS = 8;
/** A change of the output smaller than this is rounding. */
const LEAST_EFFECT = 1e-5;

/**
 * What the comparison comes to. `hint`: in some layers attention agrees (tau at least 0.3, its interval above 0). `unshown`: in none, and more tokens might
 * show it. `no`: in all layers the interval lies below 0.3. `few`: fewer than 8 tokens. `unmoved`: no token changes the output.
 */
export interface Verdict {
  kind: 'hint' | 'unshown' | 'no' | 'few' | 'unmoved';
  /** The layers whose attention agrees, the first first. */
  layers: number[];
}

/** Judges the attention of layers by the rule of {@link Verdict}. */
export function judgeAgreement(agreements: readonly Agreement[], effects: readonly { size: number }[]): Verdict {
  if (effects.length < LEAST_TOKENS) return { kind: 'few', layers: [] };
  if (effects.every(({ size }) => size < LEAST_EFFECT)) return { kind: 'unmoved', layers: [] };
  const raw = agreements.filter(({ measure }) => measure === 'attention');
  const layers = raw.flatMap(({ layer, tau, tauInterval }) =>
    tau !== null && tau >= LEAST_TAU && tauInterval !== null && tauInterval.low > 0 && layer !== null ? [layer] : [],
  );
  if (layers.length > 0) return { kind: 'hint', layers };
  return { kind: raw.every(({ tauInterval }) => tauInterval !== null && tauInterval.high < LEAST_TAU) ? 'no' : 'unshown', layers };
}
