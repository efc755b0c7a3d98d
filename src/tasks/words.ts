import { softmax } from '../analysis/probabilities.js';
import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import { inspect } from '../inspect.js';
import type { Model } from '../model.js';
import type { Task } from '../models/architectures/architecture.js';
import { bestChoices } from './probabilities.js';

/** A word of the vocabulary that the model would write. */
export interface WordChoice {
  /** Its number in the vocabulary. */
  id: number;
  /** Its name there: `##ing`, `Ġcat`. */
  piece: string;
  /** As it is written. */
  text: string;
  probability: number;
}

/** How to ask for words. */
export interface WordOptions {
  /** How many; default 5. */
  top?: number;
  /** Whether to cut a text that is too long, with a warning in the record. */
  truncate?: boolean;
  /** What the record's provenance names as the call that made it. */
  command?: string;
}

/** What a masked model puts in the place of each mask. */
export interface Filled {
  /** In the order of the text. */
  masks: { /** Which token. */ token: number; /** UTF-16 units in the text. */ start: number; end: number; words: WordChoice[] }[];
  record: AttentionRecord;
}

/** What comes after a text. */
export interface NextWords {
  words: WordChoice[];
  record: AttentionRecord;
}

/**
 * Guesses masked words: the softmax of the logits at each mask. Several masks are guessed each on its own, as in the fill-mask pipeline of transformers.
 * @throws LupaError InvalidInput for a text without a mask, or a model without a head for masked words; and as `inspect`
 */
export async function fill(model: Model, text: string, { top = 5, command = 'fill()', ...options }: WordOptions = {}): Promise<Filled> {
  mustHaveTask(model, ['fill-mask'], 'fill masked words', '…ForMaskedLM');
  mustCountChoices(top);
  const { mask } = model.tokenizer;
  if (mask === null)
    throw new LupaError('Unsupported', 'the tokenizer of this model has no mask token: there is nothing to fill', { subject: 'mask_token' });
  const record = await inspect(model, text, { ...options, command });
  const masks = recordedMasks(model, record, { top });
  if (masks.length === 0) {
    throw new LupaError('InvalidInput', `there is no word to fill: put ${mask.piece}, this model's mask, in its place`, { subject: 'text', value: text, limit: mask.piece }); // prettier-ignore
  }
  return { masks, record };
}

/**
 * The next word after a text: the softmax of the logits at its last token.
 * @throws LupaError InvalidInput for a model that writes no next words; and as `inspect`
 */
export async function next(model: Model, text: string, { top = 5, command = 'next()', ...options }: WordOptions = {}): Promise<NextWords> {
  mustHaveTask(model, ['text-generation'], 'go on with a text', '…ForCausalLM');
  mustCountChoices(top);
  const record = await inspect(model, text, { ...options, command });
  return { words: recordedNext(model, record, { top }), record };
}

/** The words that a record of a masked model has for each mask of its first sequence: of a run that was changed, too. */
export function recordedMasks(model: Model, record: AttentionRecord, { top = 5 }: { top?: number } = {}): Filled['masks'] {
  return record.tokens[0].flatMap(({ id, start, end }, token) =>
    id === model.tokenizer.mask?.id ? [{ token, start, end, words: wordsAt(model, record, { token, top }) }] : [],
  );
}

/** The next words that a record of a causal model has after its first sequence. */
export function recordedNext(model: Model, record: AttentionRecord, { top = 5 }: { top?: number } = {}): WordChoice[] {
  return wordsAt(model, record, { token: record.tokens[0].length - 1, top });
}

/** The best words at one token: `logits` is [B,S,V]. */
function wordsAt({ tokenizer }: Model, { tensors: { logits } }: AttentionRecord, { token, top }: { token: number; top: number }): WordChoice[] {
  const size = logits.shape[2];
  const scores = (logits.data as Float32Array).subarray(token * size, (token + 1) * size);
  return bestChoices(softmax(scores), top).map(({ id, probability }) => {
    const piece = tokenizer.tokenOf(id)?.piece ?? `#${id}`;
    const { text } = tokenizer.decode([id]);
    return { id, piece, text: text === '' ? piece : text, probability };
  });
}

/** Checks that a model says what is asked of it. */
export function mustHaveTask({ plan }: Model, tasks: readonly Task[], what: string, heads: string): void {
  if (tasks.includes(plan.task)) return;
  const is = plan.task === 'none' ? 'has no head' : `is made for ${plan.task}`;
  throw new LupaError('InvalidInput', `this model (${plan.family}) ${is} and cannot ${what}: give one with such a head (${heads})`, {
    subject: 'model',
    value: plan.task,
    limit: tasks,
  });
}

/** Checks how many choices are asked for. */
export function mustCountChoices(top: number): void {
  if (Number.isSafeInteger(top) && top >= 1) return;
  throw new LupaError('InvalidInput', `top is ${top}, a whole number from 1 on is expected`, { subject: 'top', value: top, limit: 1 });
}
