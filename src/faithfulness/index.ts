/** Whether to believe attention: what an output of a model hangs on, found by changing the run (docs/check.md). */
export { check, type CheckedText, type CheckOptions } from './check.js';
export type { FaithfulnessReport, Findings, HeadMean, Problem } from './report.js';
export { effectOf, outputOf, saysNothing, type Effect, type Output, type OutputKind, type OutputOptions, type Reading } from './output.js';
export { plainOf, runTrials, type Plain, type Trial } from './trials.js';
export { ABLATIONS, LEAVE_OUT, type Ablation, type LeaveOut } from './choices.js';
export { leaveOneOut, type TokenEffect } from './leave-one-out.js';
export { ablateHeads, type HeadEffect } from './ablation.js';
export { meanRows, permutedRows, uniformRows, visible } from './replacement.js';
export { scramble, type Scrambled } from './scramble.js';
export { compareMeasures, judgeAgreement, LEAST_TAU, LEAST_TOKENS, MEASURES, type Agreement, type MeasureName, type Verdict } from './agreement.js';
