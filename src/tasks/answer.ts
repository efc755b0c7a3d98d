import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import { checkTokens, runRecord } from '../inspect.js';
import type { Model } from '../model.js';
import { families } from '../models/registry.js';
import type { Tensor } from '../tensor.js';
import { batchFeeds } from '../tokens/batch.js';
import type { Encoded } from '../tokens/tokenizer.js';
import { chooseAnswers, type Answer, type AnswerRules, type WindowLogits } from './choose.js';
import { contextWindows, type Window } from './windows.js';

/** How to answer. */
export interface AnswerOptions extends Partial<AnswerRules> {
  /** The longest window in tokens; default what the model reads, at most 384, as in transformers. */
  maxTokens?: number | null;
  /** How many tokens of the context neighbouring windows share; null (the default): 128, less where windows are short. */
  stride?: number | null;
  /** Windows run together; default 8. */
  batch?: number;
  /** Whether to keep the record: the attention of every window; default true. Without it, and with a model loaded with `attentions: false`, answers come sooner. */
  record?: boolean;
  /** What the record's provenance names as the call that made it. */
  command?: string;
}

/** What a model answers. */
export interface Answered {
  question: string;
  context: string;
  /** The best first. One of them may be no answer: its text is empty. */
  answers: Answer[];
  /** The score of no answer, the least over the windows; null where the family has no token for it. */
  noAnswerScore: number | null;
  /** By how much the logits of no answer are above those of the best answer (SQuAD 2's score difference); null likewise. */
  noAnswerDifference: number | null;
  /** What each window's tokens got. */
  windows: WindowLogits[];
  /** A sequence a window, its offsets counted in the whole context; null where it was not asked for. */
  record: AttentionRecord | null;
}

/** The most windows whose attention is kept at once. */
const MAX_RECORDED = 64;

/**
 * Answers questions from contexts, each longer than the model reads if need be.
 * @param question one, or several that run together
 * @param context one for all, or one a question
 * @throws LupaError InvalidInput for an empty question or context, or a model without a question-answering head; OutOfRange, RuntimeFailed
 */
export async function answer(model: Model, question: string, context: string, options?: AnswerOptions): Promise<Answered>;
export async function answer(model: Model, question: string[], context: string | string[], options?: AnswerOptions): Promise<Answered[]>;
export async function answer(
  model: Model,
  question: string | string[],
  context: string | string[],
  {
    top = 1,
    maxAnswerLength = 15,
    noAnswer = false,
    nullThreshold = null,
    batch = 8,
    record = true,
    command = 'answer()',
    ...sizes
  }: AnswerOptions = {},
): Promise<Answered | Answered[]> {
  mustAnswer(model);
  for (const [name, value] of Object.entries({ top, maxAnswerLength, batch })) mustCount(name, value);
  const questions = typeof question === 'string' ? [question] : question;
  const contexts = typeof context === 'string' ? questions.map(() => context) : context;
  if (contexts.length !== questions.length) {
    throw new LupaError('InvalidInput', `there are ${questions.length} questions and ${contexts.length} contexts: give one context for all, or one a question`, {
      subject: 'context', value: contexts.length, limit: questions.length,
    }); // prettier-ignore
  }
  const encoded = questions.map((own, index) => encodeQuestion(model, own, contexts[index]));
  const windows = encoded.map((each) => windowsOf(model, each, sizes));
  const records = record ? await recordsOf(model, { questions, contexts, windows, command }) : null;
  const logits =
    records?.map((each, index) => logitsOf(each.tensors, windows[index], noneOf(model, windows[index][0]))) ??
    (await runWindows(model, windows, batch));
  const rules = { top, maxAnswerLength, noAnswer: noAnswer || nullThreshold !== null, nullThreshold };
  const answered = questions.map((own, index) => ({
    question: own,
    context: contexts[index],
    ...chooseAnswers(logits[index], { context: contexts[index], tokens: encoded[index].tokens, rules }),
    windows: logits[index],
    record: records?.[index] ?? null,
  }));
  return typeof question === 'string' ? answered[0] : answered;
}

/** Checks that the model has a head for answers. */
export function mustAnswer({ plan }: Model): void {
  if (plan.task === 'question-answering') return;
  const task = plan.task === 'none' ? 'has no head' : `is made for ${plan.task}`;
  throw new LupaError('InvalidInput', `this model (${plan.family}) ${task} and cannot answer questions: give one with a question-answering head (…ForQuestionAnswering)`, {
    subject: 'model', value: plan.task, limit: 'question-answering',
  }); // prettier-ignore
}

function mustCount(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new LupaError('InvalidInput', `${name} is ${value}, a whole number from 1 on is expected`, { subject: name, value, limit: 1 });
}

/** A question and its context as tokens, checked. */
export function encodeQuestion({ plan, tokenizer }: Pick<Model, 'plan' | 'tokenizer'>, question: string, context: string): Encoded {
  for (const [name, value] of Object.entries({ question, context })) {
    if (value.trim() !== '') continue;
    throw new LupaError('InvalidInput', `the ${name} ${value === '' ? 'is empty' : 'has only spaces'}: give at least one word`, {
      subject: name,
      value,
    });
  }
  const encoded = tokenizer.encode(question, { pair: context });
  for (const [segment, name] of ['question', 'context'].entries()) {
    if (encoded.tokens.some((token) => token.segment === segment)) continue;
    throw new LupaError('InvalidInput', `the ${name} has no character that this model's tokenizer keeps`, { subject: name });
  }
  checkTokens(plan, encoded);
  return encoded;
}

/** As transformers cuts them: windows of at most 384 tokens. */
export function windowsOf(
  { plan }: Pick<Model, 'plan'>,
  encoded: Encoded,
  { maxTokens = null, stride = null }: Pick<AnswerOptions, 'maxTokens' | 'stride'>,
): Window[] {
  if (maxTokens !== null) mustCount('maxTokens', maxTokens);
  if (stride !== null && !(Number.isSafeInteger(stride) && stride >= 0)) {
    throw new LupaError('InvalidInput', `the stride is ${stride}, a whole number from 0 on is expected`, {
      subject: 'stride',
      value: stride,
      limit: 0,
    });
  }
  if (maxTokens !== null && maxTokens > plan.maxTokens) {
    throw new LupaError('OutOfRange', `windows of ${maxTokens} tokens are too long: this model reads at most ${plan.maxTokens}`, { subject: 'maxTokens', value: maxTokens, limit: plan.maxTokens }); // prettier-ignore
  }
  return contextWindows(encoded, { maxTokens: maxTokens ?? Math.min(plan.maxTokens, 384), stride });
}

/** Where the token for no answer is. Decoders have none. */
export function noneOf({ plan }: Pick<Model, 'plan'>, { tokens: [token] }: Pick<Window, 'tokens'>): number | null {
  return token.special && families[plan.family]?.kind === 'encoder' ? 0 : null;
}

/** The logits of the windows of several questions, run in batches of about one length: what is padded is computed for nothing. */
export async function runWindows(model: Model, windows: Window[][], batch: number): Promise<WindowLogits[][]> {
  const found: WindowLogits[][] = windows.map(() => []);
  const all = windows.flatMap((list, question) => list.map((window, place) => ({ window, question, place })));
  all.sort((a, b) => b.window.tokens.length - a.window.tokens.length);
  for (let at = 0; at < all.length; at += batch) {
    const some = all.slice(at, at + batch);
    const sequences = some.map(({ window }) => window);
    const outputs = await model.session.run(feedsOf(model, sequences), ['start_logits', 'end_logits']);
    const logits = logitsOf(outputs, sequences, noneOf(model, sequences[0]));
    for (const [row, { question, place }] of some.entries()) found[question][place] = logits[row];
  }
  return found;
}

function feedsOf({ plan, tokenizer }: Model, windows: Window[]): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = { ...batchFeeds(windows.map((window) => ({ ...window, cut: [] })), tokenizer.padding) }; // prettier-ignore
  return Object.fromEntries(plan.inputs.map((name) => [name, feeds[name]]));
}

/** Start and end logits [B,S], a window's own. */
function logitsOf({ start_logits: starts, end_logits: ends }: Record<string, Tensor>, windows: Window[], none: number | null): WindowLogits[] {
  const size = starts.shape[1];
  return windows.map(({ tokens, first, end, offset }, row) => {
    const own = ({ data }: Tensor): Float32Array => (data as Float32Array).slice(row * size, row * size + tokens.length);
    return { start: own(starts), end: own(ends), first, last: end, offset, none };
  });
}

/** A record a question: its windows are the sequences. */
async function recordsOf(
  model: Model,
  { questions, contexts, windows, command }: { questions: string[]; contexts: string[]; windows: Window[][]; command: string },
): Promise<AttentionRecord[]> {
  const most = windows.reduce((max, list) => Math.max(max, list.length), 0);
  if (most > MAX_RECORDED) {
    throw new LupaError('OutOfRange', `the context makes ${most} windows, the attention of at most ${MAX_RECORDED} is kept: shorten it, or ask for the answer alone`, {
      subject: 'context', value: most, limit: MAX_RECORDED,
    }); // prettier-ignore
  }
  const records: AttentionRecord[] = [];
  for (const [index, list] of windows.entries()) {
    const texts = list.map(() => ({ text: questions[index], pair: contexts[index] }));
    records.push(
      await runRecord(
        model,
        { inputs: feedsOf(model, list), tokens: list.map(({ tokens }) => tokens), texts },
        { command, warnings: [...model.plan.warnings] },
      ),
    );
  }
  return records;
}
