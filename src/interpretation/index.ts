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
  type HeadMap,
  type HeadsReport,
  type Measure,
  type Pattern,
  type Reason,
  type Test,
} from '../analysis/heads-report.js';
export { gapTests, syntaxTests } from '../analysis/evidence.js';
export { judge, type TestedHead } from '../analysis/verdict.js';
export { headsReport, type ReportParts, type StackMeasures } from '../analysis/report.js';
export { degenerateSentence, evidenceSentence, headClaim, headLabel, missingSentences, sourceLines, type Claim } from './claims.js';
export { headMapTexts, type HeadMapText } from './head-map-text.js';
export { clearestHeads, headsByPattern, headsMarkdown, verdictTable, type TextTable } from './heads-table.js';
export { focusConclusion, focusIntroduction, focusTable, type KnownHeads } from './focus-text.js';
export { checkClaims, problemSentence, watchedSentence, type CheckClaim } from './check-claims.js';
export { checkMarkdown, checkTables, checkText, type CheckTable } from './check-tables.js';
