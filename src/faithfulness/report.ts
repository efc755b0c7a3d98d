import type { Interval } from '../analysis/intervals.js';
import type { ModelInfo, Provenance, SourceText } from '../attention/record.js';
import type { StackInfo, StackName } from '../attention/stacks.js';
import type { Token } from '../tokens/token.js';
import type { HeadEffect } from './ablation.js';
import type { Agreement, Verdict } from './agreement.js';
import type { Ablation, LeaveOut } from './choices.js';
import type { TokenEffect } from './leave-one-out.js';
import type { OutputKind } from './output.js';
import type { Scrambled } from './scramble.js';

/**
 * Why nothing was checked: the attention is no number from a layer on, zero, or evenly spread in all heads; or it is sound, and what the model says is no number
 * (`output`).
 */
export type Problem = { kind: 'nan'; layer: number } | { kind: 'zero' } | { kind: 'uniform'; share: number } | { kind: 'output' };

/** The importance of a head over several texts. */
export interface HeadMean {
  stack: StackName;
  layer: number;
  head: number;
  /** Mean change of the output's value, and of its total variation distance. */
  change: number;
  distance: number;
  /** Of the mean change, 95 %, by the bootstrap over texts. */
  interval: Interval;
}

/** What was found. */
export interface Findings {
  leaveOneOut: { by: LeaveOut; effects: TokenEffect[] };
  heads: { by: Ablation; effects: HeadEffect[] };
  /** The same over this text and others; null where there are none. */
  corpus: { texts: number; heads: HeadMean[] } | null;
  scrambled: { permutations: number; seed: number; effects: Scrambled[] };
  /** Measures against leaving tokens out; `tokens` are those compared, in the order of the scores. */
  agreement: { tokens: number[]; measures: Agreement[] };
  verdict: Verdict;
}

/**
 * How far attention says what an output hangs on (docs/check.md). Plain data, and JSON and back changes nothing: it holds no NaN. What cannot be computed is null, where its
 * type says so.
 */
export interface FaithfulnessReport {
  format: 'lupa-check';
  version: 1;
  model: ModelInfo;
  provenance: Provenance;
  warnings: string[];
  text: SourceText;
  tokens: Token[];
  /** What the decoder read, where there is one. */
  targets: Token[] | null;
  stacks: StackInfo[];
  /** What was watched: see `Output`; `value` is that of the plain run. Null where attention or output is no number, so that there is nothing to watch. */
  output: { kind: OutputKind; said: string | null; value: number; stack: StackName; rows: number[]; own: number[] } | null;
  /** What is wrong with the attention or the output; then nothing was checked. */
  problem: Problem | null;
  findings: Findings | null;
}
