import type { AttentionRecord } from '../attention/record.js';
import type { TokenRange } from '../attention/words.js';
import type { Token } from '../tokens/token.js';
import type { Theme } from './colours.js';
import { selection, type Selection } from './selection.js';

export type { TokenRange };

/** Which sentences of a pair are shown: the first letter is the side of the queries, the second that of the keys. */
export type SentenceFilter = 'all' | 'AA' | 'AB' | 'BA' | 'BB';

/** The filters in the order of menus. */
export const SENTENCE_FILTERS: readonly SentenceFilter[] = ['all', 'AA', 'AB', 'BA', 'BB'];

/** What a line stands for: one head, or the mean or maximum of the heads that are on. */
export const COMBINATIONS = ['each', 'mean', 'max'] as const;
export type Combination = (typeof COMBINATIONS)[number];

/** What stands in a row: a token as the model reads it, or a word with all its pieces. */
export const UNITS = ['tokens', 'words'] as const;
export type UnitKind = (typeof UNITS)[number];

/** What happens to special tokens: hidden, their weights are missing in each row, or what is left is divided by its sum. */
export const SPECIAL_CHOICES = ['show', 'hide', 'renormalise'] as const;
export type SpecialChoice = (typeof SPECIAL_CHOICES)[number];

/** Whether queries and keys are columns side by side, or rows one above the other. */
export const ORIENTATIONS = ['vertical', 'horizontal'] as const;
export type Orientation = (typeof ORIENTATIONS)[number];

/** All that decides what the head view shows of a record. Plain data: it can be stored, sent and compared. */
export interface HeadState extends Selection {
  filter: SentenceFilter;
  /** Lines of a smaller weight are left out, 0-1. */
  threshold: number;
  combine: Combination;
  units: UnitKind;
  special: SpecialChoice;
  orientation: Orientation;
  theme: Theme;
}

/**
 * Fills in what is left out (the record's first stack, layer 0, all heads, each by itself, tokens, special tokens shown, no filter, threshold 0,
 * vertical, light, no focus) and checks the rest.
 * @throws LupaError OutOfRange for a sequence, stack, layer, head or token that the record does not have
 */
export function headState(record: AttentionRecord, state: Partial<HeadState> = {}): HeadState {
  const { filter = 'all', threshold = 0, combine = 'each', units = 'tokens', special = 'show', orientation = 'vertical', theme = 'light' } = state;
  return { ...selection(record, state), filter, threshold, combine, units, special, orientation, theme };
}

/**
 * The index of the first token of sentence B, null where there is one sentence. As in bertviz, the special tokens
 * between the two belong to A and the last one to B.
 */
export function sentenceBStart(tokens: readonly Pick<Token, 'segment'>[]): number | null {
  const index = tokens.findIndex(({ segment }) => segment === 1);
  return index < 0 ? null : index;
}

/** The queries and keys that a filter leaves. All of them where the sequence is no pair. */
export function filterTokens(tokens: readonly Pick<Token, 'segment'>[], filter: SentenceFilter): { queries: TokenRange; keys: TokenRange } {
  const whole = { start: 0, end: tokens.length };
  const b = sentenceBStart(tokens);
  if (b === null || filter === 'all') return { queries: whole, keys: whole };
  const part = (letter: string): TokenRange => (letter === 'A' ? { start: 0, end: b } : { start: b, end: tokens.length });
  return { queries: part(filter[0]), keys: part(filter[1]) };
}
