import { layerAttention, type AttentionRecord } from '../attention/record.js';
import { meanMass } from '../tasks/answer-attention.js';
import type { Token } from '../tokens/token.js';
import type { AnswerState } from './answer-state.js';

/** A word of the question or the context, as it stands in the text. */
export interface TextWord {
  text: string;
  start: number;
  end: number;
  /** Its tokens in the sequence. */
  tokens: number[];
  /** Whether the answer covers it. */
  answer: boolean;
}

/** The words of one side, with what stands between them. */
export interface TextSide {
  words: TextWord[];
  /** `gaps[i]` comes before word i, the last one after the last word. */
  gaps: string[];
  /** Whether the text goes on before and after: a window shows a part of its context. */
  cut: { before: boolean; after: boolean };
}

/**
 * The question or the part of the context that a sequence has, word by word as the tokenizer splits it.
 * @param options `segment`: 0 the question, 1 the context; `answer`: its place in the context
 */
export function textSide(
  record: AttentionRecord,
  { sequence, segment, answer = null }: { sequence: number; segment: 0 | 1; answer?: { start: number; end: number } | null },
): TextSide {
  const source = record.texts[sequence];
  const text = segment === 0 ? source.text : (source.pair ?? '');
  const words: TextWord[] = [];
  const gaps: string[] = [];
  const groups = wordGroups(record.tokens[sequence], segment);
  let at = segment === 1 ? (groups[0]?.start ?? 0) : 0;
  const from = at;
  for (const { start, end, tokens } of groups) {
    // A tokenizer may count the space before a word, or several tokens within one character.
    const own = text.slice(Math.max(start, at), end);
    const first = Math.max(start, at) + own.length - own.trimStart().length;
    if (own.trim() === '') {
      words.at(-1)?.tokens.push(...tokens);
      continue;
    }
    const last = end - (own.length - own.trimEnd().length);
    gaps.push(text.slice(at, first));
    words.push({
      text: text.slice(first, last),
      start: first,
      end: last,
      tokens,
      answer: answer !== null && first < answer.end && last > answer.start,
    });
    at = last;
  }
  const after = segment === 1 && text.slice(at).trim() !== '' && record.texts.length > 1;
  gaps.push(after ? '' : text.slice(at));
  return { words, gaps, cut: { before: from > 0, after } };
}

/** Tokens of a side by their words; those without one stand alone. */
function wordGroups(list: readonly Token[], segment: 0 | 1): { start: number; end: number; tokens: number[] }[] {
  const groups: { word: number | null; start: number; end: number; tokens: number[] }[] = [];
  for (const [index, { segment: own, word, start, end }] of list.entries()) {
    if (own !== segment) continue;
    const last = groups.at(-1);
    if (last !== undefined && word !== null && last.word === word) {
      last.end = Math.max(last.end, end);
      last.tokens.push(index);
    } else groups.push({ word, start, end, tokens: [index] });
  }
  return groups;
}

/** Where the chosen word looks, or who looks at it: the mean over the heads that are on. */
export interface Looks {
  /** A weight a word. `from`: Σ over the word's pieces, mean over the chosen word's; `to`: the other way round. NaN where no head is on. */
  question: number[];
  context: number[];
  /** `from`: what goes to each group, together 1 but for the answer, which is part of the context. `to`: what each group's tokens give, on average. */
  groups: { question: number; context: number; special: number; answer: number };
}

/** Looks of some tokens: a word's, or the whole question's. */
export function looksOf(
  record: AttentionRecord,
  { sequence, stack, layer, heads, direction }: AnswerState,
  { tokens, question, context }: { tokens: readonly number[]; question: readonly TextWord[]; context: readonly TextWord[] },
): Looks {
  const { data, keys } = layerAttention(record, layer, { sequence, stack });
  const mass = (other: readonly number[]): number => {
    const [from, to] = direction === 'from' ? [tokens, other] : [other, tokens];
    return heads.reduce((sum, head) => sum + meanMass(data, keys, { head, from, to }), 0) / heads.length;
  };
  const group = (segment: Token['segment']): number[] =>
    record.tokens[sequence].flatMap((token, index) => (token.segment === segment ? [index] : []));
  return {
    question: question.map((word) => mass(word.tokens)),
    context: context.map((word) => mass(word.tokens)),
    groups: {
      question: mass(group(0)),
      context: mass(group(1)),
      special: mass(group(null)),
      answer: mass(context.flatMap((word) => (word.answer ? word.tokens : []))),
    },
  };
}
