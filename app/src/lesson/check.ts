import { evaluateHead, evaluateNumber, evaluateToken, type Evidence } from './evaluate.js';
import type { Task } from './lesson.js';
import type { HeadPlace } from './rule.js';

/** What a learner gave: the index of an option or token, a number, a head, a text. */
export type Given =
  { kind: 'choice' | 'token'; index: number } | { kind: 'number'; value: number } | { kind: 'head'; at: HeadPlace } | { kind: 'text'; text: string };

/** What is right. */
export type Solution =
  | { kind: 'choice'; index: number }
  | { kind: 'number'; value: number; tolerance: number }
  | { kind: 'token'; indices: number[]; value: number | null }
  | { kind: 'head'; heads: HeadPlace[]; value: number | null }
  | { kind: 'text'; words: number };

/**
 * What is right in a task, computed where its rule says so.
 * @param evidence the record of the task's view; null where the task needs none
 * @throws LupaError for words, layers and heads that the record does not have
 */
export async function solve(task: Task, evidence: Evidence | null): Promise<Solution> {
  if (task.kind === 'choice') return { kind: 'choice', index: task.options.findIndex(({ correct }) => correct) };
  if (task.kind === 'text') return { kind: 'text', words: task.words };
  if (task.kind === 'number' && task.rule.kind === 'given') return { kind: 'number', value: task.rule.value, tolerance: task.tolerance };
  if (evidence === null) throw new Error('this task needs the record of its view');
  if (task.kind === 'number') return { kind: 'number', value: await evaluateNumber(task.rule, evidence), tolerance: task.tolerance };
  if (task.kind === 'token') {
    const { tokens, value } = evaluateToken(task.rule, evidence, task.within);
    return { kind: 'token', indices: tokens, value };
  }
  return { kind: 'head', ...evaluateHead(task.rule, evidence, task.within) };
}

/** Attention is float32: a difference in its last digit is no mistake. */
const SLACK = 1e-6;

/** Whether an answer is right; a text is when it is long enough. */
export function isRight(given: Given, solution: Solution): boolean {
  if (given.kind !== solution.kind) return false;
  switch (solution.kind) {
    case 'choice':
      return given.kind === 'choice' && given.index === solution.index;
    case 'token':
      return given.kind === 'token' && solution.indices.includes(given.index);
    case 'number':
      return given.kind === 'number' && Math.abs(given.value - solution.value) <= solution.tolerance + SLACK;
    case 'head':
      return given.kind === 'head' && solution.heads.some(({ layer, head }) => layer === given.at.layer && head === given.at.head);
    case 'text':
      return given.kind === 'text' && countWords(given.text) >= solution.words;
  }
}

/** Words of a text, in any language that separates them. */
export function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.-]*/gu)?.length ?? 0;
}

/** A number as people write it: `0.41`, `0,41`, `41 %`, `−2`; null for what is none. */
export function readNumber(text: string): number | null {
  const [, sign, digits, percent] = /^\s*([-−+]?)\s*(\d+(?:[.,]\d+)?|[.,]\d+)\s*(%?)\s*$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const value = Number(digits.replace(',', '.')) * (sign === '-' || sign === '−' ? -1 : 1);
  return percent === '%' ? value / 100 : value;
}

/** A head as people write it: `3.7`, `3,7`, `3 7`, `layer 3, head 7`; null for what is none. */
export function readHeadAnswer(text: string): HeadPlace | null {
  const numbers = text.match(/\d{1,3}/g) ?? [];
  return numbers.length === 2 ? { layer: Number(numbers[0]), head: Number(numbers[1]) } : null;
}
