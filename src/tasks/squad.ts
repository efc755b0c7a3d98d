import { briefly, LupaError } from '../errors.js';

/** A question of a file in SQuAD's format. */
export interface SquadQuestion {
  id: string;
  question: string;
  context: string;
  /** The right answers; empty where the context holds none (SQuAD 2). */
  golds: string[];
}

/**
 * Reads a file in the format of SQuAD 1.1 or 2.0.
 * @throws LupaError InvalidFile naming the place
 */
export function readSquad(json: unknown, label: string): SquadQuestion[] {
  const fail = (where: string, value: unknown, expected: string): LupaError =>
    new LupaError('InvalidFile', `${label} is not in SQuAD's format: ${where} is ${briefly(value)}, ${expected} is expected`, {
      subject: where,
      value,
    });
  const list = (value: unknown, where: string): unknown[] => {
    if (!Array.isArray(value)) throw fail(where, value, 'a list');
    return value as unknown[];
  };
  const text = (value: unknown, where: string): string => {
    if (typeof value !== 'string') throw fail(where, value, 'text');
    return value;
  };
  const fields = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});
  const questions: SquadQuestion[] = [];
  const ids = new Set<string>();
  list(fields(json).data, 'data').forEach((article, a) => {
    list(fields(article).paragraphs, `data[${a}].paragraphs`).forEach((paragraph, p) => {
      const place = `data[${a}].paragraphs[${p}]`;
      const { context, qas } = fields(paragraph);
      list(qas, `${place}.qas`).forEach((qa, q) => {
        const where = `${place}.qas[${q}]`;
        const { id, question, answers } = fields(qa);
        const golds = list(answers, `${where}.answers`).map((gold, g) => text(fields(gold).text, `${where}.answers[${g}].text`));
        const own = text(id, `${where}.id`);
        if (ids.has(own)) throw fail(`${where}.id`, own, 'an id that no other question has');
        ids.add(own);
        questions.push({ id: own, question: text(question, `${where}.question`), context: text(context, `${place}.context`), golds });
      });
    });
  });
  if (questions.length === 0) throw new LupaError('InvalidFile', `${label} has no question`, { subject: label });
  return questions;
}

/** string.punctuation of Python. */
const PUNCTUATION = /[!-/:-@[-`{-~]/g;
/** Between characters that are none of a word, as Python means it. */
const ARTICLES = /(?<![\p{L}\p{N}_])(a|an|the)(?![\p{L}\p{N}_])/gu;

/** An answer as the official scripts compare it: small letters, no punctuation, no articles, one space between words. */
export function normalizeAnswer(text: string): string {
  return text.toLowerCase().replace(PUNCTUATION, '').replace(ARTICLES, ' ').split(/\s+/u).filter((word) => word !== '').join(' '); // prettier-ignore
}

/** Of one answer, or the mean of many: from 0 to 1. */
export interface SquadScores {
  /** Whether it is a right answer, to the letter. */
  exact: number;
  /** How far its words are those of a right answer. */
  f1: number;
}

/**
 * Exact match and F1 of an answer by the definitions of SQuAD's official script (evaluate-v2.0.py; Rajpurkar 2016, section 6.1): the best over the right
 * answers. No answer is the empty text, and right where there is no right answer; a right answer of which nothing is left when it is normalised does not count.
 */
export function scoreAnswer(given: string, golds: readonly string[]): SquadScores {
  const kept = golds.filter((gold) => normalizeAnswer(gold) !== '');
  const all = kept.length === 0 ? [''] : kept;
  return {
    exact: Math.max(...all.map((gold) => (normalizeAnswer(gold) === normalizeAnswer(given) ? 1 : 0))),
    f1: Math.max(...all.map((gold) => wordOverlap(gold, given))),
  };
}

/** F1 over the words: 2·precision·recall / (precision + recall), words counted as often as they come. */
function wordOverlap(gold: string, given: string): number {
  const [right, found] = [gold, given].map((text) => normalizeAnswer(text).split(' ').filter((word) => word !== '')); // prettier-ignore
  if (right.length === 0 || found.length === 0) return right.length === found.length ? 1 : 0;
  const left = new Map<string, number>();
  for (const word of right) left.set(word, (left.get(word) ?? 0) + 1);
  let same = 0;
  for (const word of found) {
    const count = left.get(word) ?? 0;
    if (count > 0) same++;
    left.set(word, count - 1);
  }
  if (same === 0) return 0;
  const [precision, recall] = [same / found.length, same / right.length];
  return (2 * precision * recall) / (precision + recall);
}

/** Means over questions. */
export function meanScores(scores: readonly SquadScores[]): SquadScores {
  const mean = (pick: (each: SquadScores) => number): number => scores.reduce((sum, each) => sum + pick(each), 0) / scores.length;
  return { exact: mean(({ exact }) => exact), f1: mean(({ f1 }) => f1) };
}
