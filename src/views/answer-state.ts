import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import { isAnswerRecord } from '../tasks/recorded.js';
import type { Theme } from './colours.js';
import { selection, type Selection } from './selection.js';

/** Whether a word's own attention is shown, or that which it gets. */
export const ANSWER_DIRECTIONS = ['from', 'to'] as const;
export type AnswerDirection = (typeof ANSWER_DIRECTIONS)[number];

/** What the grid of layers and heads can show; those of a word are of the question's word that is chosen. */
export const ANSWER_MEASURES = [
  'questionToAnswer',
  'answerToQuestion',
  'wordToAnswer',
  'answerToWord',
  'questionToContext',
  'contextToQuestion',
  'questionToQuestion',
  'questionToSpecial',
  'contextToSpecial',
] as const;
export type AnswerMeasure = (typeof ANSWER_MEASURES)[number];

/** The longest answer in tokens, as `answer` has it. */
export const USUAL_LENGTH = 15;

/** All that decides what the answer view shows of a record. Plain data. */
export interface AnswerState extends Selection {
  /** Which of the model's answers is marked, the best is 0. */
  answer: number;
  /** The longest answer in tokens. */
  maxLength: number;
  /** Whether the model's verdict was that there is no answer. */
  noAnswer: boolean;
  direction: AnswerDirection;
  measure: AnswerMeasure;
  theme: Theme;
}

/** How many of the model's answers are listed. */
export const LISTED_ANSWERS = 5;

/**
 * Fills in what is left out (the best answer, where words look, question → answer, light) and checks the rest.
 * @throws LupaError OutOfRange for what the record does not have, also when it has no answer
 */
export function answerState(record: AttentionRecord, state: Partial<AnswerState> = {}): AnswerState {
  const { answer = 0, maxLength = USUAL_LENGTH, noAnswer = false, direction = 'from', measure = 'questionToAnswer', theme = 'light' } = state;
  const own = selection(record, state);
  if (!isAnswerRecord(record, own.sequence)) {
    throw new LupaError('OutOfRange', 'this record has no answer: the answer view shows what lupa answer writes', {
      subject: 'view',
      value: 'answer',
    });
  }
  for (const [name, value, least, limit] of [['answer', answer, 0, LISTED_ANSWERS - 1], ['maxLength', maxLength, 1, 999_999]] as const) {
    if (Number.isInteger(value) && value >= least && value <= limit) continue;
    throw new LupaError('OutOfRange', `${name} is ${value}, a whole number from ${least} to ${limit} is expected`, { subject: name, value, limit });
  } // prettier-ignore
  return { ...own, answer, maxLength, noAnswer, direction, measure, theme };
}
