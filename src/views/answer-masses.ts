import { headCount, layerCount, type AttentionRecord } from '../attention/record.js';
import { answerAttention, headMasses, type AnswerAttention, type AnswerHead, type HeadMasses } from '../tasks/answer-attention.js';
import type { Answer } from '../tasks/choose.js';
import type { AnswerMeasure } from './answer-state.js';

/** What heads give to what, in one window. */
export interface AnswerMasses {
  layers: number;
  heads: number;
  /** Every head, in order: [layer · heads + head]. */
  all: HeadMasses[] | AnswerHead[];
  /** The same, ranked, with the baseline; null where the window does not hold the answer. */
  ranking: AnswerAttention | null;
}

/** Whether a window holds the whole of an answer. */
export function holdsAnswer(record: AttentionRecord, sequence: number, { start, end }: Pick<Answer, 'start' | 'end'>): boolean {
  const context = record.tokens[sequence].filter(({ segment }) => segment === 1);
  return context.length > 0 && context[0].start <= start && context[context.length - 1].end >= end;
}

/** The masses of every head in a window. */
export function answerMasses(record: AttentionRecord, sequence: number, answer: Answer | null): AnswerMasses {
  const ranking = answer !== null && holdsAnswer(record, sequence, answer) ? answerAttention(record, { ...answer, window: sequence }) : null;
  const inOrder = ranking === null ? null : [...ranking.heads].sort((a, b) => a.layer - b.layer || a.head - b.head);
  return { layers: layerCount(record), heads: headCount(record), all: inOrder ?? headMasses(record, { window: sequence }), ranking };
}

/**
 * One measure of a head. What needs the answer is NaN where the window does not hold it, what needs a word NaN without one.
 * @param word which of the question's words is chosen; null for none
 */
export function massOf(head: HeadMasses | AnswerHead, measure: AnswerMeasure, word: number | null): number {
  if (measure === 'wordToAnswer' || measure === 'answerToWord') return word !== null && measure in head ? (head as AnswerHead)[measure][word] : NaN;
  return (head as AnswerHead)[measure] ?? NaN;
}
