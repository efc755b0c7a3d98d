import { HEAD_SCORES, type HeadScore } from 'lupa-attention/analysis';

/** A word or token of a text by its name; `nth` counts those of that name from 1. */
export interface TokenName {
  name: string;
  nth: number;
}

/** A head of a layer. */
export interface HeadPlace {
  layer: number;
  head: number;
}

/** What a run is changed by, before its answer's probability is read. */
export interface RuleChange {
  off: HeadPlace[];
  /** null: in all layers. */
  replaced: { layer: number | null; by: 'uniform' | 'permuted' } | null;
}

/** A number: given, or computed from the record of a view. */
export type NumberRule =
  | { kind: 'given'; value: number }
  | { kind: 'count'; of: 'layers' | 'heads' | 'all heads' | 'tokens' | 'special tokens' }
  | { kind: 'pieces'; word: TokenName }
  | { kind: 'weight' | 'dot' | 'scaled'; from: TokenName; to: TokenName; at: HeadPlace }
  | { kind: 'score'; score: HeadScore; at: HeadPlace }
  | { kind: 'probability'; change: RuleChange };

/** A token: given, or the one that gets most from, or gives most to, another. */
export type TokenRule =
  { kind: 'given'; token: TokenName } | { kind: 'most'; direction: 'from' | 'to'; token: TokenName; at: HeadPlace; special: boolean };

/** A head: given, or the one with the largest or smallest weight or score. */
export type HeadRule =
  | { kind: 'given'; heads: HeadPlace[] }
  | { kind: 'weight'; most: boolean; from: TokenName; to: TokenName; layer: number | null }
  | { kind: 'score'; most: boolean; score: HeadScore; layer: number | null };

/** What a rule can be, for the sentence about one that is not. */
export const NUMBER_RULES: string =
  'a number, layers, heads, all heads, tokens, special tokens, pieces of WORD, weight|dot|scaled WORD -> WORD in 3.7, score NAME of 3.7, ' +
  'probability, probability off 3.7, probability uniform|permuted 3|all';
export const TOKEN_RULES: string = 'token WORD, most from WORD in 3.7, most to WORD in 3.7, each with “not special” at its end';
export const HEAD_RULES: string = `3.7, most|least WORD -> WORD, most|least ${HEAD_SCORES.join('|')}, each with “in layer 3” at its end`;

const COUNTS = ['layers', 'heads', 'all heads', 'tokens', 'special tokens'] as const;

/** Reads the rule of a number task; undefined for what is none. */
export function numberRule(text: string): NumberRule | undefined {
  if (/^-?\d+(\.\d+)?$/.test(text)) return { kind: 'given', value: Number(text) };
  const count = COUNTS.find((name) => name === text);
  if (count !== undefined) return { kind: 'count', of: count };
  const [, word] = /^pieces of (\S+)$/.exec(text) ?? [];
  if (word !== undefined) return { kind: 'pieces', word: tokenName(word) };
  const [, kind, from, to, at] = /^(weight|dot|scaled) (\S+) -> (\S+) in (\S+)$/.exec(text) ?? [];
  const place = readHead(at ?? '');
  if (kind !== undefined && place !== undefined)
    return { kind: kind as 'weight' | 'dot' | 'scaled', from: tokenName(from), to: tokenName(to), at: place };
  const [, name, of] = /^score (\S+) of (\S+)$/.exec(text) ?? [];
  const score = HEAD_SCORES.find((each) => each === name);
  const head = readHead(of ?? '');
  if (score !== undefined && head !== undefined) return { kind: 'score', score, at: head };
  const [whole, how] = /^probability(?: (.*))?$/.exec(text) ?? [];
  const change = whole === undefined ? undefined : readChange(how ?? '');
  return change === undefined ? undefined : { kind: 'probability', change };
}

/** Reads the rule of a token task; undefined for what is none. */
export function tokenRule(text: string): TokenRule | undefined {
  const [, given] = /^token (\S+)$/.exec(text) ?? [];
  if (given !== undefined) return { kind: 'given', token: tokenName(given) };
  const [, direction, token, at, not] = /^most (from|to) (\S+) in (\S+)( not special)?$/.exec(text) ?? [];
  const place = readHead(at ?? '');
  return place === undefined
    ? undefined
    : { kind: 'most', direction: direction as 'from' | 'to', token: tokenName(token), at: place, special: not === undefined };
}

/** Reads the rule of a head task; undefined for what is none. */
export function headRule(text: string): HeadRule | undefined {
  const heads = text.split(/\s*,\s*/).map(readHead);
  if (heads.every((head) => head !== undefined)) return { kind: 'given', heads };
  const [, which, rest, at] = /^(most|least) (.+?)(?: in layer (\d{1,3}))?$/.exec(text) ?? [];
  if (which === undefined) return undefined;
  const common = { most: which === 'most', layer: at === undefined ? null : Number(at) };
  const [, from, to] = /^(\S+) -> (\S+)$/.exec(rest) ?? [];
  if (from !== undefined) return { kind: 'weight', ...common, from: tokenName(from), to: tokenName(to) };
  const score = HEAD_SCORES.find((name) => name === rest);
  return score === undefined ? undefined : { kind: 'score', ...common, score };
}

/** Reads `it`, `[CLS]` or `the#2`. */
export function tokenName(text: string): TokenName {
  const [, name, nth] = /^(.+?)#([1-9]\d?)$/.exec(text) ?? [null, text, '1'];
  return { name, nth: Number(nth) };
}

/** Reads `3.7`; undefined for what is no head. */
export function readHead(text: string): HeadPlace | undefined {
  const [, layer, head] = /^(\d{1,3})\.(\d{1,3})$/.exec(text) ?? [];
  return layer === undefined ? undefined : { layer: Number(layer), head: Number(head) };
}

function readChange(text: string): RuleChange | undefined {
  if (text === '') return { off: [], replaced: null };
  const [, list] = /^off (.+)$/.exec(text) ?? [];
  if (list !== undefined) {
    const off = list.split(/\s*,\s*/).map(readHead);
    return off.every((head) => head !== undefined) ? { off, replaced: null } : undefined;
  }
  const [, by, layer] = /^(uniform|permuted) (\d{1,3}|all)$/.exec(text) ?? [];
  return by === undefined ? undefined : { off: [], replaced: { layer: layer === 'all' ? null : Number(layer), by: by as 'uniform' | 'permuted' } };
}
