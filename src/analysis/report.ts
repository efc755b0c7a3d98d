import type { ModelInfo, Provenance } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { degeneracy } from './degenerate.js';
import type { DivergenceSums } from './divergence.js';
import { gapTests, syntaxTests } from './evidence.js';
import type { GapCounts } from './gap.js';
import { headMap } from './head-map.js';
import type { CorpusSource, HeadsReport, Pattern, Reason } from './heads-report.js';
import type { MassSums } from './masses.js';
import { repeatedScores, repeatedTests } from './repeated.js';
import { similarityTests, type SimilaritySums } from './similarity.js';
import { surfaceScores, surfaceTests, type SurfaceSums } from './surface.js';
import type { SyntaxCounts } from './syntax.js';
import { judge, type TestedHead } from './verdict.js';

/** All that was measured of one kind of attention. Plain data. */
export interface StackMeasures {
  stack: StackName;
  layers: number;
  heads: number;
  surface: SurfaceSums;
  /** How far apart heads look. It may come from texts that `surface` does not count. */
  divergence: DivergenceSums;
  /** On repeated random tokens; or why there is none. */
  repeated: MassSums | Reason;
  /** Agreement with the similarity of embeddings; or why there is none. */
  similarity: SimilaritySums | Reason;
}

/** Counts over a corpus, and what corpus it was. */
export interface CorpusCounts<Counts> {
  counts: Counts;
  source: CorpusSource;
}

/** What a report is put together from. */
export interface ReportParts {
  model: ModelInfo;
  stacks: readonly StackMeasures[];
  /** Counted in the first stack. */
  syntax?: CorpusCounts<SyntaxCounts> | null;
  gap?: CorpusCounts<GapCounts> | null;
  warnings?: readonly string[];
  provenance: Pick<Provenance, 'version' | 'command'>;
}

/**
 * The report card: all tests of all heads, judged together. Where the attention of a stack is uniform, zero or no number, it says so and judges nothing.
 */
export function headsReport({ model, stacks, syntax = null, gap = null, warnings = [], provenance }: ReportParts): HeadsReport {
  const wrong = stacks.flatMap(({ stack, surface, divergence }) => {
    const found = surface.texts + divergence.texts === 0 ? null : degeneracy(surface.health);
    return found === null ? [] : [{ ...found, stack }];
  });
  const tested = stacks.flatMap((measures, index) => testedHeads(measures, index === 0 ? { syntax, gap } : {}));
  const degenerate = wrong[0] ?? null;
  return {
    format: 'lupa-heads',
    version: 1,
    model,
    source: {
      texts: Math.max(0, ...stacks.map(({ surface }) => surface.texts)),
      tokens: Math.max(0, ...stacks.map(({ surface }) => surface.queries)),
      corpora: [syntax, gap].flatMap((corpus) => (corpus === null ? [] : [corpus.source])),
    },
    heads: degenerate === null ? judge(tested) : [],
    maps: degenerate === null ? stacks.flatMap(({ stack, divergence }) => headMap(divergence, { stack }) ?? []) : [],
    degenerate,
    notMeasured: stacks.flatMap((measures, index) =>
      missing(measures, { syntax: syntax !== null, gap: gap !== null, first: index === 0 }).map(([pattern, why]) => ({
        pattern,
        stack: measures.stack,
        why,
      })),
    ),
    warnings: [...warnings],
    provenance: { version: provenance.version, command: provenance.command },
  };
}

/** Every head of a stack with its tests. */
function testedHeads(
  { stack, layers, heads, surface, repeated, similarity }: StackMeasures,
  { syntax = null, gap = null }: Pick<ReportParts, 'syntax' | 'gap'>,
): TestedHead[] {
  return Array.from({ length: layers * heads }, (_, at): TestedHead => {
    const place = { layer: Math.floor(at / heads), head: at % heads };
    const semantic = typeof similarity === 'string' ? [] : similarityTests(similarity, place);
    return {
      stack,
      ...place,
      tests: [
        ...surfaceTests(surface, place),
        ...(typeof repeated === 'string' ? [] : repeatedTests(repeated, place)),
        ...semantic,
        ...(syntax === null ? [] : syntaxTests(syntax.counts, place)),
        ...(gap === null ? [] : gapTests(gap.counts, place)),
      ],
      scores: {
        ...(surface.texts === 0 ? {} : surfaceScores(surface, place)),
        ...(typeof repeated === 'string' ? {} : repeatedScores(repeated, place)),
        ...(semantic.length === 0 ? {} : { similarity: semantic[0].value }),
      },
    };
  });
}

/** Which patterns could not be looked for in a stack, and why. */
function missing(
  { stack, surface, repeated, similarity }: StackMeasures,
  { syntax, gap, first }: { syntax: boolean; gap: boolean; first: boolean },
): [Pattern, Reason][] {
  const crossed = stack === 'cross';
  const corpus = (given: boolean, why: Reason): Reason | null => (crossed ? 'crossed' : !given ? why : first ? null : 'firstStack');
  const reasons: Partial<Record<Pattern, Reason | null>> = {
    local: crossed ? 'crossed' : surface.queries < 2 ? 'tooShort' : null,
    syntactic: corpus(syntax, 'noTreebank'),
    anaphoric: corpus(gap, 'noGap'),
    semantic: typeof similarity === 'string' ? similarity : similarity.pairs === 0 ? 'tooShort' : null,
    separator: surface.queries < 2 ? 'tooShort' : null,
    induction: typeof repeated === 'string' ? repeated : null,
  };
  return (Object.entries(reasons) as [Pattern, Reason | null][]).flatMap(([pattern, why]) => (why === null ? [] : [[pattern, why]]));
}
