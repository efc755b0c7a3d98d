import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import { recordedLogits } from '../tasks/recorded.js';
import { bestSpans } from '../tasks/spans.js';

/** Answers are not longer than this, in tokens, as in transformers' pipeline for questions. */
const LONGEST = 15;

/**
 * The tokens of the best answer of a model for question answering: the best span of the second text ({@link bestSpans}). Ties go to the first.
 * @throws LupaError InvalidInput for a record without such logits, or without a second text
 */
export function answerTokens(record: AttentionRecord, { sequence = 0 }: { sequence?: number } = {}): number[] {
  if (record.tensors.start_logits === undefined || record.tensors.end_logits === undefined) {
    throw new LupaError('InvalidInput', 'this model answers no questions: the record has no start_logits and end_logits', { subject: 'answer' });
  }
  const first = record.tokens[sequence].findIndex(({ segment }) => segment === 1);
  const last = record.tokens[sequence].findLastIndex(({ segment }) => segment === 1) + 1;
  if (first < 0) {
    throw new LupaError(
      'InvalidInput',
      'an answer is looked for in a second text, and there is none: the question is TEXT, the context --pair TEXT',
      {
        subject: 'pair',
      },
    );
  }
  const [{ from, to }] = bestSpans({ ...recordedLogits(record, sequence), first, last, none: null }, { top: 1, maxLength: LONGEST }).spans;
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
