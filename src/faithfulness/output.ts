import { totalVariation } from '../analysis/probabilities.js';
import type { AttentionRecord } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';
import type { Model } from '../model.js';
import type { Tensor } from '../tensor.js';
import { answerOutput } from './output-answer.js';
import { classOutput } from './output-class.js';
import { stateOutput } from './output-state.js';
import { maskOutput, nextOutput, writtenOutput } from './output-words.js';

/** What kind of thing a model says: the answer to a question, the word for a mask, the next word, a class, a text, or (without a head) a hidden state. */
export type OutputKind = 'answer' | 'mask' | 'next' | 'class' | 'written' | 'state';

/** What a run says of the thing that is watched. */
export interface Reading {
  /** The probability of what the plain run said; of a state, its cosine with that of the plain run. */
  value: number;
  /** What this run says instead; null for a state. */
  said: string | null;
  /** What total variation is taken of: probabilities over places, words or classes, always in the same order. Of a state, the state. */
  distributions: Float64Array[];
}

/**
 * What is watched while a text or the attention is changed: one thing that the model said, as a probability, and the distribution it comes from.
 */
export interface Output {
  kind: OutputKind;
  /** What the plain run said; null for a state. */
  said: string | null;
  /** The attention that leads to it: '' where there is one kind, cross for what a decoder wrote. */
  stack: StackName;
  /** From which tokens' rows of that attention it is read. */
  rows: number[];
  /** Tokens that are the output itself: to remove them says nothing of what it hangs on. */
  own: number[];
  /** Names of the graph's outputs that are read. */
  results: string[];
  /**
   * Reads a run.
   * @param row which sequence of the batch
   * @param kept of each token of the sequence, which one it was in the plain run
   */
  read(outputs: Record<string, Tensor>, row: number, kept: readonly number[]): Reading;
}

/** How a change changed the output. */
export interface Effect {
  /** See {@link Reading}. */
  value: number;
  /** Value less that of the plain run: below 0, the change takes something from the output. */
  change: number;
  /** Total variation distance ½ Σ|p − q| to the plain run, 0-1, mean over the distributions; of a state 1 − cosine, 0-2. */
  distance: number;
  /** What was said instead; null where it is the same, and for a state. */
  instead: string | null;
}

/** What to watch, where there is a choice. */
export interface OutputOptions {
  /** For questions: the answer to watch, which must stand in the context; default the model's. */
  answer?: string | null;
  /** For states: which token's; default the mean over the tokens of the text. */
  token?: number | null;
}

/**
 * What a model says of a text that has run.
 * @param record of one sequence, with what the model says
 * @throws LupaError InvalidInput where the text gives nothing to watch, Unsupported for models that read no text
 */
export function outputOf(model: Model, record: AttentionRecord, options: OutputOptions = {}): Output {
  const { plan } = model;
  if (!plan.inputs.includes('input_ids')) {
    throw new LupaError('Unsupported', `check leaves out tokens of a text, and this model (${plan.family}) reads no text`, { subject: 'model', value: plan.family }); // prettier-ignore
  }
  if (options.answer != null && plan.task !== 'question-answering')
    throw new LupaError('InvalidInput', `an answer is for models that answer questions, and this one (${plan.family}) does not: leave it out`, { subject: 'answer' }); // prettier-ignore
  if (options.token != null && plan.task !== 'none')
    throw new LupaError('InvalidInput', 'a token is chosen to watch its hidden state, and this model says something itself: leave it out', { subject: 'token' }); // prettier-ignore
  switch (plan.task) {
    case 'question-answering':
      return answerOutput(model, record, options);
    case 'fill-mask':
      return maskOutput(model, record);
    case 'text-generation':
      return nextOutput(model, record);
    case 'text2text-generation':
      return writtenOutput(model, record);
    case 'text-classification':
      return classOutput(model, record);
    default:
      return stateOutput(model, record, options);
  }
}

/** Whether a model is made to say something, but not of this text: it answers questions and there is none, or fills masks and there is none. Loaded with `head: false`, its hidden state is watched. */
export function saysNothing({ plan, tokenizer }: Pick<Model, 'plan' | 'tokenizer'>, { text, pair = null }: { text: string; pair?: string | null }): boolean {
  if (plan.task === 'question-answering') return pair === null;
  return plan.task === 'fill-mask' && tokenizer.mask !== null && !text.includes(tokenizer.mask.piece);
} // prettier-ignore

/** Whether a reading is made of numbers. */
export function isSound({ value, distributions }: Reading): boolean {
  return Number.isFinite(value) && distributions.every((each) => each.every(Number.isFinite));
}

/** Compares a reading with that of the plain run. */
export function effectOf({ kind }: Pick<Output, 'kind'>, plain: Reading, changed: Reading): Effect {
  const distances = plain.distributions.map((own, index) =>
    kind === 'state' ? 1 - changed.value : totalVariation(own, changed.distributions[index]),
  );
  return {
    value: changed.value,
    change: changed.value - plain.value,
    distance: distances.reduce((sum, each) => sum + each, 0) / Math.max(1, distances.length),
    instead: changed.said === plain.said ? null : changed.said,
  };
}
