/** Numbers from records and over corpora (docs/analysis.md). */
export { HEAD_SCORES, headScore, scoresFor, type HeadScore } from './scores.js';
export { weightedNorms } from './norms.js';
export { residualAttention, type MixingMatrices } from './residual.js';
export { rollout } from './rollout.js';
export { flow } from './flow.js';
export { addDivergence, divergenceSums, headDivergence, meanDivergence, type DivergenceSums, type HeadDistances } from './divergence.js';
export { headMap, silhouette } from './head-map.js';
export { runDivergence } from './run-divergence.js';
export { planeMap } from './map.js';
export { clusters } from './clusters.js';
export { parseConllu, type Sentence } from './conllu.js';
export { bestHeads, countSyntax, headRelations, syntaxCounts, type SyntaxCounts, type SyntaxScore } from './syntax.js';
export { countGap, gapCounts, parseGap, type GapCounts, type PronounCase } from './gap.js';
export { kendall, pearson, ranks, spearman } from './correlation.js';
export { binomialTail, bootstrap, holm, quantile, wilson, type Interval } from './intervals.js';
export { softmax, totalVariation } from './probabilities.js';
export { randomNumbers, shuffled } from './random.js';
export { normalTail } from './intervals.js';
export { studentQuantile, studentTail } from './student.js';
export { addMasses, massSums, massTest, type MassSums, type MassTarget, type MassTest } from './masses.js';
export {
  addSurface,
  isCausal,
  sinks,
  surfaceScores,
  surfaceSums,
  surfaceTargets,
  surfaceTests,
  type Sides,
  type SurfaceMass,
  type SurfaceSums,
} from './surface.js';
export { repeatedScores, repeatedTargets, repeatedTests, type RepeatedMass, type Repetition } from './repeated.js';
export { addSimilarity, cosines, partialRankCorrelation, similaritySums, similarityTests, type SimilaritySums } from './similarity.js';
export { degeneracy, movedShare, type Health } from './degenerate.js';
export { headsReport, type ReportParts, type StackMeasures } from './report.js';
export { findWord, focusHeads, outputChange, textWords, type FocusWord, type HeadFocus, type OutputChange } from './focus.js';
