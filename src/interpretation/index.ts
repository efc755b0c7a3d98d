/** What heads do, and what speaks for it (docs/heads.md). */
export {
  BASELINES,
  CARD_SCORES,
  MEASURES,
  PATTERNS,
  type Baseline,
  type CardScore,
  type CorpusSource,
  type Degenerate,
  type Evidence,
  type HeadCard,
  type HeadsReport,
  type Measure,
  type Pattern,
  type Reason,
  type Test,
} from '../analysis/heads-report.js';
export { gapTests, syntaxTests } from '../analysis/evidence.js';
export { judge, type TestedHead } from '../analysis/verdict.js';
