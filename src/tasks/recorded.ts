import type { AttentionRecord } from '../attention/record.js';
import type { Token } from '../tokens/token.js';
import { contextOffsets } from './answer-attention.js';
import { chooseAnswers, type Chosen, type WindowLogits } from './choose.js';

/** What the model's answers are in a record. */
export interface RecordedAnswers extends Chosen {
  /** The sequences that are windows of this question and context, in order. `window` of an answer is one of them. */
  sequences: number[];
}

/** Whether a sequence is of a question and a context, with the logits of an answer. */
export function isAnswerRecord({ tensors, tokens }: AttentionRecord, sequence: number = 0): boolean {
  const logits = ['start_logits', 'end_logits'].every((name) => Object.hasOwn(tensors, name) && tensors[name].shape.length === 2);
  return logits && [0, 1].every((segment) => (tokens[sequence] ?? []).some((token) => token.segment === segment));
}

/** The logits of one sequence, [S] each, without its padding. */
export function recordedLogits({ tensors, tokens }: AttentionRecord, sequence: number): { start: Float32Array; end: Float32Array } {
  const row = (name: string): Float32Array => {
    const { data, shape } = tensors[name];
    return (data as Float32Array).slice(sequence * shape[1], sequence * shape[1] + tokens[sequence].length);
  };
  return { start: row('start_logits'), end: row('end_logits') };
}

/**
 * The answers that the logits of a record give, by the rules of `answer`: over all windows of the question that a sequence is of. No answer has a score where
 * sequences begin and end with a special token, as those of encoders do.
 * @param options `top`: how many; `maxLength`: the longest, in tokens
 */
export function recordedAnswers(
  record: AttentionRecord,
  { sequence = 0, top = 5, maxLength = 15 }: { sequence?: number; top?: number; maxLength?: number } = {},
): RecordedAnswers {
  const { text, pair } = record.texts[sequence];
  const sequences = record.texts.flatMap((own, index) => (own.text === text && own.pair === pair ? [index] : []));
  const lists = sequences.map((index) => record.tokens[index]);
  const offsets = contextOffsets(lists);
  const whole: Token[] = [];
  const windows = lists.map((tokens, window): WindowLogits => {
    const context = tokens.flatMap((token, index) => (token.segment === 1 ? [index] : []));
    for (const [place, index] of context.entries()) whole[offsets[window] + place] = tokens[index];
    const none = tokens[0].special && tokens[tokens.length - 1].special ? 0 : null;
    const [first, last] = [context[0], context[context.length - 1] + 1];
    return { ...recordedLogits(record, sequences[window]), first, last, offset: offsets[window], none };
  });
  const rules = { top, maxAnswerLength: maxLength, noAnswer: false, nullThreshold: null };
  const { answers, ...none } = chooseAnswers(windows, { context: pair ?? '', tokens: whole, rules });
  const placed = answers.map((answer) => ({ ...answer, window: answer.window === null ? null : sequences[answer.window] }));
  return { answers: placed, ...none, sequences };
}
