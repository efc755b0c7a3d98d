import { layerAttention, layerCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { wordAttention, wordRanges, wordText, type TokenRange } from '../attention/words.js';
import { briefly, LupaError } from '../errors.js';
import { softmax, totalVariation } from './probabilities.js';
import { isCausal, isPunctuation } from './surface.js';

/** A word of the text, by its place among the words of the sequence. */
export interface FocusWord {
  /** Index into the ranges of {@link textWords}. */
  index: number;
  text: string;
  tokens: TokenRange;
}

/** Where one head looks from a word. */
export interface HeadFocus {
  layer: number;
  head: number;
  /** The word that gets most: of those asked about, else of all. */
  looksAt: FocusWord;
  weight: number;
  /** The strongest other word, null where there is none. */
  next: FocusWord | null;
  nextWeight: number;
  /** weight − nextWeight: by this heads are ranked. */
  margin: number;
  /** What goes to special tokens, punctuation and the word itself. */
  elsewhere: number;
}

/** The words of a sequence with their text; special tokens are words of their own, with `special`. */
export function textWords(record: AttentionRecord, { stack }: { stack: StackName }): (FocusWord & { special: boolean; punctuation: boolean })[] {
  const { keys } = stackTokens(record, { stack });
  const { text, pair } = record.texts[0];
  return wordRanges(keys).map((range, index) => {
    const pieces = keys.slice(range.start, range.end);
    const source = (pieces[0].segment === 1 ? pair : text) ?? '';
    return {
      index,
      text: wordText(pieces, source),
      tokens: range,
      special: pieces.every(({ special }) => special),
      punctuation: pieces.every(isPunctuation),
    };
  });
}

/**
 * The word that a name means: the same characters, else but for upper and lower case; `the:2` is the second of several.
 * @throws LupaError InvalidInput when there is no such word, or more than one
 */
export function findWord(words: readonly (FocusWord & { special: boolean })[], name: string): FocusWord {
  const own = words.filter(({ special }) => !special);
  const matching = (text: string): FocusWord[] => {
    const same = own.filter((word) => word.text === text);
    return same.length > 0 ? same : own.filter((word) => word.text.toLowerCase() === text.toLowerCase());
  };
  const [, base = name, place = '0'] = matching(name).length > 0 ? [] : (/^(.+):([1-9]\d{0,3})$/.exec(name) ?? []);
  const found = matching(base);
  const one = place === '0' ? (found.length === 1 ? found[0] : undefined) : found.at(Number(place) - 1);
  if (one !== undefined) {
    const { index, text, tokens } = one;
    return { index, text, tokens };
  }
  const what =
    found.length === 0
      ? `there is no word ${briefly(base)} in the text: it has ${own.map(({ text }) => text).join(', ')}`
      : place === '0'
        ? `${briefly(base)} is ${found.length} times in the text: say which, as in ${base}:2`
        : `${briefly(base)} is in the text ${found.length === 1 ? 'once' : `${found.length} times`}, there is no number ${place}`;
  throw new LupaError('InvalidInput', what, { subject: 'word', value: name });
}

/**
 * Where each head looks from a word, the clearest first: by the margin, the weight of the strongest word less that of the strongest other word. So a head that rests on special tokens has little of it, and so has one that looks at many words
 * alike. Weights are those between words (`wordAttention`), not renormalised; special tokens, punctuation and the word itself are no candidates, and in a decoder neither are words after it.
 * @param options `to`: rank by these words only; a negative margin says that another word gets more
 * @throws LupaError InvalidInput where there is no candidate
 */
export function focusHeads(
  record: AttentionRecord,
  { stack, word, to }: { stack: StackName; word: FocusWord; to?: readonly FocusWord[] },
): HeadFocus[] {
  const words = textWords(record, { stack });
  const ranges = words.map(({ tokens }) => tokens);
  const layers = Array.from({ length: layerCount(record, { stack }) }, (_, layer) => layerAttention(record, layer, { stack }));
  const causal = layers.every(isCausal);
  const candidates = words.filter(
    ({ special, punctuation, index }) => !special && !punctuation && index !== word.index && (!causal || index < word.index),
  );
  const asked = to === undefined ? candidates : candidates.filter(({ index }) => to.some((each) => each.index === index));
  if (asked.length === 0) {
    const which = to === undefined ? 'there is no other word' : `it cannot look at ${to.map(({ text }) => briefly(text)).join(', ')}`;
    throw new LupaError('InvalidInput', `${briefly(word.text)} has nothing to be asked about: ${which}${causal ? ' before it, and a decoder looks back only' : ''}`, {
      subject: 'word', value: word.text,
    }); // prettier-ignore
  }
  const focus = layers.flatMap((layer, index) => {
    const { data, heads } = wordAttention(layer, { queryWords: [word.tokens], keyWords: ranges });
    return Array.from({ length: heads }, (_, head): HeadFocus => {
      const weightOf = (each: FocusWord): number => data[head * ranges.length + each.index];
      const strongest = (list: readonly FocusWord[]): FocusWord | null =>
        list.reduce<FocusWord | null>((best, each) => (best === null || weightOf(each) > weightOf(best) ? each : best), null);
      const looksAt = strongest(asked) as FocusWord;
      const next = strongest(candidates.filter((each) => each.index !== looksAt.index));
      const [weight, nextWeight] = [weightOf(looksAt), next === null ? 0 : weightOf(next)];
      const elsewhere = 1 - candidates.reduce((sum, each) => sum + weightOf(each), 0);
      return {
        layer: index,
        head,
        looksAt: plain(looksAt),
        weight,
        next: next === null ? null : plain(next),
        nextWeight,
        margin: weight - nextWeight,
        elsewhere,
      };
    });
  });
  return focus.sort((a, b) => b.margin - a.margin);
}

function plain({ index, text, tokens }: FocusWord): FocusWord {
  return { index, text, tokens };
}

/** How much of a run's output another run of the same text changes. */
export interface OutputChange {
  /** Which output: start and end of an answer, words, classes, or the hidden states where the model says nothing. */
  output: 'answer' | 'words' | 'classes' | 'hidden';
  /** Total variation distance of the probabilities, 0 to 1; of hidden states the length of the difference over that of the state. */
  change: number;
  /** Whether what comes first is another: the token at which the answer starts or ends, a word, the class. */
  other: boolean;
}

/**
 * What a changed run says otherwise: of words at the word's own tokens where the model says something at each token, else on average over all places.
 * @returns null where the records hold nothing that a model says
 */
export function outputChange(before: AttentionRecord, after: AttentionRecord, { tokens }: { tokens: TokenRange }): OutputChange | null {
  const rows = (name: string): [ArrayLike<number>, ArrayLike<number>][] | null => {
    const [one, two] = [before.tensors[name], after.tensors[name]];
    if (!Object.hasOwn(before.tensors, name) || one.shape.join() !== two.shape.join()) return null;
    const width = one.shape[one.shape.length - 1];
    const count = one.shape.length === 3 ? one.shape[1] : 1;
    const own = one.shape.length === 3 && before.targets === null && count >= tokens.end;
    const [from, to] = own ? [tokens.start, tokens.end] : [0, count];
    return Array.from({ length: to - from }, (_, row) => {
      const cut = (data: ArrayLike<number | bigint>): number[] => Array.from({ length: width }, (__, i) => Number(data[(from + row) * width + i]));
      return [cut(one.data), cut(two.data)];
    });
  };
  const answer = [rows('start_logits'), rows('end_logits')];
  if (answer.every((each) => each !== null)) return { output: 'answer', ...meanVariation(answer.flatMap((each) => each ?? [])) };
  const logits = rows('logits');
  if (logits !== null) return { output: before.tensors.logits.shape.length === 3 ? 'words' : 'classes', ...meanVariation(logits) };
  const hidden = rows('last_hidden_state') ?? rows('encoder_last_hidden_state');
  if (hidden === null) return null;
  const length = (values: number[]): number => Math.sqrt(values.reduce((sum, x) => sum + x * x, 0));
  const changes = hidden.map(([a, b]) => length(Array.from(a, (x, i) => x - b[i])) / length(Array.from(a)));
  return { output: 'hidden', change: mean(changes), other: false };
}

/** Of pairs of logits. */
function meanVariation(pairs: [ArrayLike<number>, ArrayLike<number>][]): { change: number; other: boolean } {
  const first = (values: Float64Array): number => values.reduce((best, x, i) => (x > values[best] ? i : best), 0);
  const both = pairs.map(([a, b]) => [softmax(a), softmax(b)]);
  return {
    change: mean(both.map(([p, q]) => totalVariation(p, q))),
    other: both.some(([p, q]) => first(p) !== first(q)),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}
