import type { Token } from '../tokens/token.js';
import { bestSpans, type SpanScores } from './spans.js';

/** What one window's tokens got, and which part of the context it is. */
export interface WindowLogits extends SpanScores {
  /** Which token of the context the window's first is, counted over the whole context. */
  offset: number;
}

/** Which answers are given. */
export interface AnswerRules {
  /** How many; default 1. */
  top: number;
  /** The longest answer in tokens, before it is widened to whole words; default 15. */
  maxAnswerLength: number;
  /** Whether no answer may be an answer, by its score among the others' (handle_impossible_answer of transformers); default false. */
  noAnswer: boolean;
  /**
   * There is no answer when its logits are above those of the best answer by more than this (SQuAD 2; null_score_diff_threshold of transformers' run_qa.py):
   * it then comes first, else behind the others. null (the default): its score decides.
   */
  nullThreshold: number | null;
}

/** An answer, and where it stands: `context.slice(start, end) === text`. */
export interface Answer {
  /** Empty: there is no answer. */
  text: string;
  /** UTF-16 units in the context. */
  start: number;
  end: number;
  /** softmax(start) · softmax(end) in its window. */
  score: number;
  /** Its tokens before it was widened to whole words, counted over the whole context: [first, last]; null for no answer. */
  tokens: [number, number] | null;
  /** Which window it was found in; null for no answer. */
  window: number | null;
}

/** The answers of one question over all windows. */
export interface Chosen {
  answers: Answer[];
  noAnswerScore: number | null;
  noAnswerDifference: number | null;
}

/**
 * Joins what the windows say: spans of all windows by their score; each is widened to whole words; of spans in the same place the best counts. No answer
 * has the least of the scores that it has in the windows, since most of them do not hold the answer.
 */
export function chooseAnswers(
  windows: WindowLogits[],
  { context, tokens, rules }: { context: string; tokens: readonly Token[]; rules: AnswerRules },
): Chosen {
  const own = tokens.filter(({ segment }) => segment === 1);
  const words = wordPlaces(own);
  const found: Answer[] = [];
  let none: Answer | null = null;
  for (const [window, logits] of windows.entries()) {
    // Some of them will be the same words.
    const { spans, none: score } = bestSpans(logits, { top: rules.top * 2 + 10, maxLength: rules.maxAnswerLength });
    const { offset, first } = logits;
    for (const { from, to, score: each } of spans) {
      const range: [number, number] = [from - first + offset, to - first + offset];
      const start = startOf(own[range[0]], words);
      const end = endOf(own[range[1]], words);
      found.push({ text: context.slice(start, end), start, end, score: each, tokens: range, window });
    }
    if (score !== null && score < (none?.score ?? Infinity)) none = { text: '', start: 0, end: 0, score, tokens: null, window: null };
  }
  found.sort((a, b) => b.score - a.score);
  const places = new Set<string>();
  const answers = found.filter(({ start, end }) => {
    const place = `${start} ${end}`;
    const isNew = start < end && !places.has(place);
    places.add(place);
    return isNew;
  });
  const difference = nullDifference(windows, rules.maxAnswerLength);
  if (rules.noAnswer && none !== null) {
    const { score } = none;
    const { nullThreshold: threshold } = rules;
    const ahead = answers.findIndex((other) => score > other.score);
    const at = threshold === null ? (ahead < 0 ? answers.length : ahead) : (difference ?? Infinity) > threshold ? 0 : 1;
    answers.splice(at, 0, none);
  }
  return { answers: answers.slice(0, rules.top), noAnswerScore: none?.score ?? null, noAnswerDifference: difference };
}

/** start + end of [CLS], the least over the windows, less the best start + end of any span: the score difference of SQuAD 2. */
function nullDifference(windows: WindowLogits[], maxLength: number): number | null {
  let [none, best] = [Infinity, -Infinity];
  for (const { start, end, first, last, none: place } of windows) {
    if (place === null) return null;
    none = Math.min(none, start[place] + end[place]);
    for (let from = first; from < last; from++) {
      for (let to = from; to < Math.min(last, from + maxLength); to++) best = Math.max(best, start[from] + end[to]);
    }
  }
  return none - best;
}

/** Where each word begins and ends. */
function wordPlaces(tokens: readonly Token[]): Map<number, { start: number; end: number }> {
  const places = new Map<number, { start: number; end: number }>();
  for (const { word, start, end } of tokens) {
    if (word === null) continue;
    const place = places.get(word);
    if (place === undefined) places.set(word, { start, end });
    else places.set(word, { start: Math.min(place.start, start), end: Math.max(place.end, end) });
  }
  return places;
}

function startOf({ word, start }: Token, words: Map<number, { start: number }>): number {
  return word === null ? start : (words.get(word)?.start ?? start);
}

function endOf({ word, end }: Token, words: Map<number, { end: number }>): number {
  return word === null ? end : (words.get(word)?.end ?? end);
}
