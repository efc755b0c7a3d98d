import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';

/** Answers are not longer than this, in tokens, as in transformers' pipeline for questions. */
const LONGEST = 15;

/**
 * The tokens of the best answer of a model for question answering: those of the second text with the largest sum of start and end logit, start not
 * after end (Devlin et al. 2019, section 4.2). Ties go to the first.
 * @throws LupaError InvalidInput for a record without such logits, or without a second text
 */
export function answerTokens(record: AttentionRecord, { sequence = 0 }: { sequence?: number } = {}): number[] {
  const { start_logits: starts, end_logits: ends } = record.tensors;
  if (starts === undefined || ends === undefined) {
    throw new LupaError('InvalidInput', 'this model answers no questions: the record has no start_logits and end_logits', { subject: 'answer' });
  }
  const tokens = record.tokens[sequence];
  const size = starts.shape[1];
  let best = { score: -Infinity, start: -1, end: -1 };
  for (let start = 0; start < tokens.length; start++) {
    for (let end = start; end < Math.min(tokens.length, start + LONGEST); end++) {
      if (tokens[start].segment !== 1 || tokens[end].segment !== 1) continue;
      const score = Number(starts.data[sequence * size + start]) + Number(ends.data[sequence * size + end]);
      if (score > best.score) best = { score, start, end };
    }
  }
  if (best.start < 0) {
    throw new LupaError(
      'InvalidInput',
      'an answer is looked for in a second text, and there is none: the question is TEXT, the context --pair TEXT',
      {
        subject: 'pair',
      },
    );
  }
  return Array.from({ length: best.end - best.start + 1 }, (_, i) => best.start + i);
}
