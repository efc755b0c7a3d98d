import type { AnswerHead, HeadMasses } from '../tasks/answer-attention.js';
import type { AnswerMeasure } from './answer-state.js';

/**
 * One measure of a head. What needs the answer is NaN where the window does not hold it, what needs a word NaN without one.
 * @param word which of the question's words is chosen; null for none
 */
export function massOf(head: HeadMasses | AnswerHead, measure: AnswerMeasure, word: number | null): number {
  if (measure === 'wordToAnswer' || measure === 'answerToWord') return word !== null && measure in head ? (head as AnswerHead)[measure][word] : NaN;
  return (head as AnswerHead)[measure] ?? NaN;
}
