import type { ModelInfo } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import type { Interval } from './intervals.js';
import type { Direction } from './syntax.js';

/** What a head may do: the patterns of the course, what induction heads do (Olsson 2022), and that nothing of it could be shown. */
export const PATTERNS = ['local', 'syntactic', 'anaphoric', 'semantic', 'separator', 'induction', 'unclassified'] as const;

/** One of them. */
export type Pattern = (typeof PATTERNS)[number];

/**
 * What was measured of a head, by the pattern it would be evidence of:
 *
 * | measure | value | baseline |
 * |---|---|---|
 * | `previous`, `next`, `self` | mean weight on that token (local) | `evenly` |
 * | `special`, `punctuation`, `first` | mean weight on special tokens, on punctuation, on a first token that is not special (separator) | `evenly` |
 * | `induction` | mean weight on the tokens that followed this one before, in repeated random tokens | `evenly` |
 * | `similarity` | partial rank correlation with the similarity of the tokens' embeddings, distance taken out (semantic) | `permuted` |
 * | `relation` | share of dependents whose head was found (syntactic) | `offset` |
 * | `names` | share of pronouns that look at their antecedent more than at the other name (anaphoric) | `nearest` or `first` |
 * | `words` | share of pronouns whose most attended word is of their antecedent (anaphoric) | `nearest` or `first` |
 */
export const MEASURES = [
  'previous',
  'next',
  'self',
  'special',
  'punctuation',
  'first',
  'induction',
  'similarity',
  'relation',
  'names',
  'words',
] as const;

/** One of them. */
export type Measure = (typeof MEASURES)[number];

/**
 * With what a value is compared: attention spread evenly over what a token can see, tokens' embeddings shuffled, the best fixed offset of a relation, the name nearest to the pronoun, the name
 * that comes first.
 */
export const BASELINES = ['evenly', 'permuted', 'offset', 'nearest', 'first'] as const;

/** One of them. */
export type Baseline = (typeof BASELINES)[number];

/** One thing that was tested of one head. Plain data. */
export interface Evidence {
  /** What the head does if it holds. */
  pattern: Exclude<Pattern, 'unclassified'>;
  measure: Measure;
  /** Of `relation`: which one, and which way it was asked. */
  relation?: string;
  direction?: Direction;
  /** Of the baseline `offset`: the head stands so many words after the dependent. */
  offset?: number;
  value: number;
  baseline: number;
  baselineName: Baseline;
  /** What the value must reach for the claim to hold (docs/heads.md says where each comes from). */
  threshold: number;
  /** Of the value, 95 %. */
  interval: Interval;
  /** What was counted: tokens, dependents, pronouns, pairs of tokens. */
  n: number;
  /** One-sided: how likely a value as large is if the truth is the baseline. */
  p: number;
  /** The same after Holm's correction over all tests of all heads of the report. */
  adjusted: number;
  /** Whether the value reaches the threshold and `adjusted` is below 0.05. */
  holds: boolean;
}

/** A test before the correction, which needs all of them. */
export type Test = Omit<Evidence, 'adjusted' | 'holds'>;

/** Numbers of a card that are no evidence, or are it before it is tested: those of `headScore`, and further masses (docs/heads.md). */
export const CARD_SCORES = [
  'entropy',
  'confidence',
  'distance',
  'previous',
  'next',
  'self',
  'first',
  'special',
  'cls',
  'sep',
  'punctuation',
  'same',
  'sinks',
  'induction',
  'duplicate',
  'repeatedPrevious',
  'similarity',
] as const;

/** One of them. */
export type CardScore = (typeof CARD_SCORES)[number];

/** Everything about one head. Layers and heads count from 0. */
export interface HeadCard {
  /** '' where the model has one kind of attention. */
  stack: StackName;
  layer: number;
  head: number;
  verdict: Pattern;
  /** Of a syntactic head. */
  relation?: string;
  direction?: Direction;
  /** That of the verdict first, then what else holds, then what does not: each by how far it lies above its baseline. */
  evidence: Evidence[];
  /** What was not measured is not there. */
  scores: Partial<Record<CardScore, number>>;
}

/**
 * Why a pattern was not looked for: the model reads no text; no treebank, no GAP corpus was given; the input embeddings cannot be read (a quantized export); the texts, or what the model reads, are too
 * short; queries and keys are of different texts (cross attention); corpora are counted in the first stack only.
 */
export const REASONS = ['noText', 'noTreebank', 'noGap', 'noEmbeddings', 'tooShort', 'crossed', 'firstStack'] as const;

/** One of them. */
export type Reason = (typeof REASONS)[number];

/** A corpus that was counted over. */
export interface CorpusSource {
  kind: 'treebank' | 'gap';
  /** Its file. */
  label: string;
  /** Sentences or cases that were counted. */
  n: number;
  /** Those that were left out: too long for the model, or with a word that has no token. */
  skipped: number;
  /** Of pronouns: how often the antecedent is the nearest name, and the first one, as shares. */
  baselines?: { nearest: number; first: number };
}

/** Which heads look alike: a place in the plane and a group for each head of a stack (docs/heads.md). */
export interface HeadMap {
  stack: StackName;
  /** Texts and their tokens that the distances were measured on: the first ones, as many as a bounded amount of work allows. */
  texts: number;
  queries: number;
  /** Pearson's correlation of distances in the plane with the Jensen-Shannon divergences. */
  fit: number;
  /** Layer by layer. The axes have no meaning of their own; `cluster` is an index into `clusters`. */
  heads: { layer: number; head: number; x: number; y: number; cluster: number }[];
  /** The largest first: how many heads, and their mean divergence in nats from each other (0 for one alone) and from all other heads. */
  clusters: { size: number; within: number; beyond: number }[];
}

/** The report card of a model: every head with a verdict and what speaks for it. JSON and back changes nothing. */
export interface HeadsReport {
  format: 'lupa-heads';
  version: 1;
  model: ModelInfo;
  source: {
    /** Texts and their tokens that the surface measures come from. */
    texts: number;
    tokens: number;
    corpora: CorpusSource[];
  };
  heads: HeadCard[];
  /** One a stack; none for a stack of fewer than 8 heads, and none in reports of degenerate attention or older ones. */
  maps?: HeadMap[];
  /** Not null: this is no attention that could be analysed, and `heads` is empty. */
  degenerate: Degenerate | null;
  /** Patterns that were not looked for in any head of a stack. */
  notMeasured: { pattern: Pattern; stack: StackName; why: Reason }[];
  /** What should be known before the numbers are believed: sentences. */
  warnings: string[];
  /** `lupa-attention 0.1.0`, and the command. */
  provenance: { version: string; command: string };
}

/** Attention that says nothing: evenly spread in all heads, zero in all, or no number from a layer on. */
export interface Degenerate {
  kind: 'uniform' | 'zero' | 'nan';
  stack: StackName;
  /** Of `nan`: the first such layer. */
  layer?: number;
  /** Of `uniform`: the largest share of its weight that any head moves away from an even spread. */
  share?: number;
}
