import { layerCount, type AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Token } from '../tokens/token.js';
import type { Theme } from './colours.js';

/** Which side of the lines a token stands on: queries look, keys are looked at. */
export type Side = 'query' | 'key';

/** A token that is pointed at. */
export interface Focus {
  side: Side;
  /** Its index in the sequence. */
  index: number;
}

/** Which sentences of a pair are shown: the first letter is the side of the queries, the second that of the keys. */
export type SentenceFilter = 'all' | 'AA' | 'AB' | 'BA' | 'BB';

/** The filters in the order of menus. */
export const SENTENCE_FILTERS: readonly SentenceFilter[] = ['all', 'AA', 'AB', 'BA', 'BB'];

/** All that decides what the head view shows of a record. Plain data: it can be stored, sent and compared. */
export interface HeadState {
  /** Which sequence of the batch, from 0. */
  sequence: number;
  layer: number;
  /** The heads switched on, ascending. */
  heads: number[];
  filter: SentenceFilter;
  /** Lines of a smaller weight are left out, 0-1. */
  threshold: number;
  theme: Theme;
  /** The token under the pointer or pinned; its lines alone are shown. */
  focus: Focus | null;
  /** Whether `focus` stays when the pointer leaves. */
  pinned: boolean;
}

/**
 * Fills in what is left out (layer 0, all heads, no filter, threshold 0, light, no focus) and checks the rest.
 * @throws LupaError OutOfRange for a layer, head, sequence or token that the record does not have
 */
export function headState(record: AttentionRecord, state: Partial<HeadState> = {}): HeadState {
  const count = record.tensors['attentions.0'].shape[1];
  const { sequence = 0, layer = 0, heads = allHeads(count), filter = 'all', threshold = 0, theme = 'light', focus = null, pinned = false } = state;
  checkIndex('sequence', sequence, record.tokens.length);
  checkIndex('layer', layer, layerCount(record));
  for (const head of heads) checkIndex('head', head, count);
  if (focus !== null) checkIndex('token', focus.index, record.tokens[sequence].length);
  const sorted = [...new Set(heads)].sort((a, b) => a - b);
  return { sequence, layer, heads: sorted, filter, threshold, theme, focus, pinned: pinned && focus !== null };
}

/** 0, 1, … count − 1. */
export function allHeads(count: number): number[] {
  return Array.from({ length: count }, (_, head) => head);
}

function checkIndex(subject: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new LupaError('OutOfRange', `there is no ${subject} ${value}: the record has ${subject}s 0 to ${count - 1}`, {
    subject,
    value,
    limit: count - 1,
  });
}

/** Tokens from `start` up to, not including, `end`. */
export interface TokenRange {
  start: number;
  end: number;
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
