import type { LayerAttention } from '../attention/record.js';
import type { Token } from '../tokens/token.js';
import type { CardScore, Test } from './heads-report.js';
import { addHealth, health, type Health } from './degenerate.js';
import { addMasses, massSums, massTest, type MassSums, type MassTarget } from './masses.js';
import { headScore } from './scores.js';

/** A head is local when more than so much of its attention goes to one neighbouring place (Clark et al. 2019: 0.5 in the code of the figures of section 6). */
export const LOCAL_THRESHOLD = 0.5;
/** It is a separator head when more than so much goes to special tokens, punctuation or the first token (Clark et al. 2019: 0.6 in the same code; for the first token it is our own choice). */
export const SEPARATOR_THRESHOLD = 0.6;

/** Where attention may go by place or kind of token alone. */
export const SURFACE_MASSES = ['previous', 'next', 'self', 'first', 'special', 'cls', 'sep', 'punctuation', 'same'] as const;

/** One of them: see {@link surfaceTargets}. */
export type SurfaceMass = (typeof SURFACE_MASSES)[number];

/** The tokens on both sides of an attention. */
export interface Sides {
  queries: readonly Token[];
  keys: readonly Token[];
  /** Whether both sides are the same tokens: false for cross attention. */
  sameTokens: boolean;
}

/**
 * The keys that count for each query:
 *
 * | mass | keys |
 * |---|---|
 * | `previous`, `next`, `self` | the token before, after, itself; queries that have one |
 * | `first` | the first token |
 * | `special` | all special tokens |
 * | `cls`, `sep` | a special token that the sequence begins with ([CLS], <s>); all other special tokens ([SEP], </s>) |
 * | `punctuation` | tokens of punctuation marks and symbols only |
 * | `same` | other tokens of the same id, special ones left out; queries that have one |
 *
 * Targets without any key (no punctuation, no special tokens) are left out.
 */
export function surfaceTargets({ queries, keys, sameTokens }: Sides): Partial<Record<SurfaceMass, MassTarget>> {
  const everywhere = (counts: (token: Token, index: number) => boolean): MassTarget | null => {
    const list = keys.flatMap((token, index) => (counts(token, index) ? [index] : []));
    return list.length === 0 ? null : queries.map(() => list);
  };
  const beside = (offset: number): MassTarget => queries.map((_, query) => (query + offset in keys ? [query + offset] : null));
  const targets: Record<SurfaceMass, MassTarget | null> = {
    previous: sameTokens ? beside(-1) : null,
    next: sameTokens ? beside(1) : null,
    self: sameTokens ? beside(0) : null,
    first: everywhere((_, index) => index === 0),
    special: everywhere(({ special }) => special),
    cls: everywhere(({ special }, index) => special && index === 0),
    sep: everywhere(({ special }, index) => special && index > 0),
    punctuation: everywhere(isPunctuation),
    same: sameTokens ? queries.map((token, query) => sameElsewhere(token, query, keys)) : null,
  };
  return Object.fromEntries(Object.entries(targets).filter(([, target]) => target?.some((list) => list !== null) === true));
}

/** Whether a token consists of punctuation marks and symbols only. */
export function isPunctuation({ special, text }: Pick<Token, 'special' | 'text'>): boolean {
  return !special && /^[\p{P}\p{S}]+$/u.test(text.trim());
}

function sameElsewhere({ id, special }: Token, query: number, keys: readonly Token[]): number[] | null {
  if (special) return null;
  const list = keys.flatMap((key, index) => (key.id === id && index !== query ? [index] : []));
  return list.length === 0 ? null : list;
}

/** A key that takes at least this share of the attention of a query … */
const SINK_SHARE = 0.3;
/** … and does so for this share of the queries that see it, is a sink. */
const SINK_QUERIES = 0.9;

/**
 * Attention sinks (Xiao et al. 2023): the keys that nearly all queries give much of their attention to, whatever they say. A key is one when at least 90 % of the queries that see it give
 * it 0.3 or more. 0.3 is the threshold of Gu et al. 2024, who compare the mean weight of a key with it; that 90 % of the queries must do so is our own choice.
 * @param options `head`; `causal`: queries see the keys up to their own place; keys that fewer than two queries see are none
 */
export function sinks({ data, queries, keys }: LayerAttention, { head, causal = false }: { head: number; causal?: boolean }): number[] {
  return Array.from({ length: keys }, (_, key) => key).filter((key) => {
    const from = causal ? key : 0;
    let much = 0;
    for (let query = from; query < queries; query++) if (data[(head * queries + query) * keys + key] >= SINK_SHARE) much++;
    return queries - from >= 2 && much >= SINK_QUERIES * (queries - from);
  });
}

/** Whether no query of any head looks at a key after it: as decoders are built. */
export function isCausal({ data, heads, queries, keys }: LayerAttention): boolean {
  for (let row = 0; row < heads * queries; row++) {
    for (let key = (row % queries) + 1; key < keys; key++) if (data[row * keys + key] !== 0) return false;
  }
  return queries > 1 && queries === keys;
}

/** Everything about the surface of attention, summed up over sequences. Plain data. */
export interface SurfaceSums {
  /** Sequences and their queries. */
  texts: number;
  queries: number;
  masses: MassSums;
  health: Health;
  /** [layers, heads]: sums over queries of three scores of `headScore`, and over sequences of the number of sinks. */
  entropy: number[];
  confidence: number[];
  distance: number[];
  sinks: number[];
}

/** Sums of nothing yet. */
export function surfaceSums(layers: number, heads: number): SurfaceSums {
  const zeros = (): number[] => new Array<number>(layers * heads).fill(0);
  return {
    texts: 0,
    queries: 0,
    masses: massSums(layers, heads),
    health: health(),
    entropy: zeros(),
    confidence: zeros(),
    distance: zeros(),
    sinks: zeros(),
  };
}

/**
 * Adds a sequence.
 * @param attention of each layer, [heads, queries, keys] without padding
 */
export function addSurface(sums: SurfaceSums, sides: Sides, attention: (layer: number) => LayerAttention): void {
  const { layers, heads } = sums.masses;
  const all = Array.from({ length: layers }, (_, layer) => attention(layer));
  const causal = sides.sameTokens && all.every(isCausal);
  const targets = surfaceTargets(sides);
  // A decoder sees nothing after a token.
  if (causal) delete targets.next;
  addMasses(sums.masses, targets, { queries: sides.queries.length, keys: sides.keys.length, causal, attention: (layer) => all[layer] });
  addHealth(sums.health, all, { causal });
  sums.texts++;
  sums.queries += sides.queries.length;
  all.forEach((layer, index) => {
    for (let head = 0; head < heads; head++) {
      const place = index * heads + head;
      for (const score of ['entropy', 'confidence', 'distance'] as const)
        sums[score][place] += headScore(score, layer, { head, special: [] }) * layer.queries;
      sums.sinks[place] += sinks(layer, { head, causal }).length;
    }
  });
}

/** What the surface says for a head being local, or resting on separators: the masses against an even spread. */
export function surfaceTests({ masses }: SurfaceSums, { layer, head }: { layer: number; head: number }): Test[] {
  const test = (measure: 'previous' | 'next' | 'self' | 'special' | 'punctuation' | 'first', threshold: number): Test[] => {
    const found = massTest(masses, measure, { layer, head });
    if (found === null) return [];
    const { value, evenly, interval, n, p } = found;
    const pattern = threshold === LOCAL_THRESHOLD ? 'local' : 'separator';
    return [{ pattern, measure, value, baseline: evenly, baselineName: 'evenly', threshold, interval, n, p }];
  };
  return [
    ...(['previous', 'next', 'self'] as const).flatMap((measure) => test(measure, LOCAL_THRESHOLD)),
    ...(['special', 'punctuation'] as const).flatMap((measure) => test(measure, SEPARATOR_THRESHOLD)),
    // Where the sequence begins with a special token, that is what takes the first token's part.
    ...(Object.hasOwn(masses.targets, 'cls') ? [] : test('first', SEPARATOR_THRESHOLD)),
  ];
}

/** The scores of a head's card that come from the surface: means over all queries, `sinks` over sequences. */
export function surfaceScores(sums: SurfaceSums, { layer, head }: { layer: number; head: number }): Partial<Record<CardScore, number>> {
  const { masses, queries, texts } = sums;
  const place = layer * masses.heads + head;
  const positional = Object.hasOwn(masses.targets, 'self') ? { distance: sums.distance[place] / queries } : {};
  const scores = { entropy: sums.entropy[place] / queries, confidence: sums.confidence[place] / queries, ...positional };
  const shares = SURFACE_MASSES.flatMap((name) =>
    Object.hasOwn(masses.targets, name) ? [[name, masses.targets[name].mass[place] / masses.targets[name].n] as const] : [],
  );
  return { ...scores, ...Object.fromEntries(shares), sinks: sums.sinks[place] / texts };
}
