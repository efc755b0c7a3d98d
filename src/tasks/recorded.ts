import { headCount, layerCount, type AttentionRecord } from '../attention/record.js';
import type { Token } from '../tokens/token.js';
import { answerAttention, contextOffsets, headMasses, type AnswerAttention, type AnswerHead, type HeadMasses } from './answer-attention.js';
import { chooseAnswers, type Answer, type Chosen, type WindowLogits } from './choose.js';

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
