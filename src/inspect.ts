import { firstBadLayer, notFinite } from './attention/finite.js';
import type { AttentionRecord } from './attention/record.js';
import { briefly, LupaError } from './errors.js';
import { gatherFeeds, type Feeds, type MediaOptions } from './feeds.js';
import type { Model } from './model.js';
import type { ModelPlan } from './models/plan.js';
import type { Session } from './runtime/session.js';
import { targetsOf, type TargetOptions } from './target.js';
import type { Tensor } from './tensor.js';
import { batchFeeds, targetFeed } from './tokens/batch.js';
import type { Encoded } from './tokens/tokenizer.js';
import { PACKAGE } from './version.js';

/** How to inspect a text, an image or sound. */
export interface InspectOptions extends MediaOptions, TargetOptions {
  /** The second text (of each sequence): a question's context, a premise's hypothesis. */
  pair?: string | (string | null)[] | null;
  /** What the record's provenance names as the call that made it. */
  command?: string;
}

/**
 * The whole pipeline: text → tokens → run → attention record.
 * @param text one text, or several to be run as one batch; null where there is none, but an image, sound or tensors
 * @throws LupaError InvalidInput for an empty text, OutOfRange for one that is too long, RuntimeFailed
 */
export async function inspect(model: Model, text: string | string[] | null, options: InspectOptions = {}): Promise<AttentionRecord> {
  return runModel(model, text, options);
}

/** Something that changes a run: the session that can be changed, and what it is fed for that. */
export interface Change {
  session: Session;
  inputs: Record<string, Tensor>;
  /** Sentences that say what was changed. */
  notes: string[];
}

/**
 * As {@link inspect}, with a run that may be changed.
 * @param change told what is fed, says what is changed; null: nothing
 */
export async function runModel(
  model: Model,
  text: string | string[] | null,
  { pair = null, target = null, written = null, maxNewTokens = null, command = 'inspect()', ...media }: InspectOptions,
  change: ((feeds: Feeds) => Promise<Change>) | null = null,
): Promise<AttentionRecord> {
  const warnings: string[] = [...model.plan.warnings];

  // Text → tokens, with their places in the user's own string, on the decoder's side too; images and sound → patches and moments;
  // all of them → the tensors the graph reads.
  const options = { target, written, maxNewTokens, truncate: media.truncate ?? false, warnings };
  const encoded = text === null ? null : await textFeeds(model, pairUp(text, pair), options);
  const spoken = text === null && (target ?? maxNewTokens) !== null ? await targetAlone(model, options) : {};
  const given = { ...media, inputs: { ...spoken, ...media.inputs } };
  const feeds = await gatherFeeds(model, encoded, given, warnings);
  const changed = await change?.(feeds);
  warnings.push(...(changed?.notes ?? []));
  return runRecord(model, feeds, { command, warnings, change: changed });
}

/**
 * Runs what was put together and keeps what the run leaves behind.
 * @param options `warnings` gets one more where numbers are none; `change`: how the run is changed
 * @throws LupaError RuntimeFailed
 */
export async function runRecord(
  model: Model,
  { inputs, tokens, images, pixels, targets, texts }: Feeds,
  { command, warnings, change }: { command: string; warnings: string[]; change?: Change },
): Promise<AttentionRecord> {
  const { plan } = model;
  // One run gives everything: the graph has the attention of every layer among its outputs.
  const session = change?.session ?? model.session;
  const outputs = await session.run({ ...inputs, ...change?.inputs }, plan.outputs);
  const tensors: Record<string, Tensor> = { ...inputs, ...(pixels === undefined ? {} : { pixels }), ...outputs };

  // Numbers that are none would look like a picture; say so beside it.
  const results = plan.outputs.filter((name) => !/(^|_)(attentions|queries|keys|biases|value_norms)\./.test(name));
  const bad = firstBadLayer(tensors, { results });
  if (bad !== null) warnings.push(notFinite(bad));

  return {
    tokens,
    targets: targets ?? null,
    ...(images === undefined ? {} : { images }),
    texts,
    tensors,
    model: await model.info(),
    provenance: { version: PACKAGE, command, runtime: session.runtime },
    warnings,
  };
}

/** Texts as a model reads them, and its decoder's side. A model that reads none refuses them later, with a word on what it reads. */
async function textFeeds(
  model: Model,
  texts: AttentionRecord['texts'],
  { warnings, truncate = false, ...target }: TargetOptions & { warnings: string[] },
): Promise<Feeds> {
  const { plan, tokenizer } = model;
  if (!plan.inputs.includes('input_ids')) return { inputs: {}, tokens: [], texts };
  const sequences = texts.map((source) => encode(model, source, { truncate, warnings }));
  const feeds: Record<string, Tensor> = { ...batchFeeds(sequences, tokenizer.padding) };
  // The decoder's side: the text that was given, or what the model writes.
  const targets = await targetsOf(model, sequences, { ...target, truncate, texts, warnings });
  if (targets !== null) feeds.decoder_input_ids = targetFeed(targets, tokenizer.padding);
  return {
    inputs: Object.fromEntries(Object.entries(feeds).filter(([name]) => (plan.inputs as string[]).includes(name))),
    tokens: sequences.map(({ tokens }) => tokens),
    ...(targets === null ? {} : { targets: targets.map(({ tokens }) => tokens) }),
    texts: targets === null ? texts : texts.map((source, index) => ({ ...source, target: targets[index].text })),
  };
}

/** What a decoder reads beside something that is no text (Whisper's sound): one sequence. */
async function targetAlone(model: Model, options: TargetOptions & { warnings: string[] }): Promise<Record<string, Tensor>> {
  const nothing: Encoded = { tokens: [], types: [], cut: [] };
  const targets = await targetsOf(model, [nothing], { ...options, texts: [{ text: '', pair: null }] });
  return targets === null ? {} : { decoder_input_ids: targetFeed(targets, model.tokenizer.padding) };
}

/** Puts each text beside its second text. */
function pairUp(text: string | string[], pair: InspectOptions['pair']): AttentionRecord['texts'] {
  const texts = typeof text === 'string' ? [text] : text;
  const pairs = typeof pair === 'string' || pair === null || pair === undefined ? texts.map(() => pair ?? null) : pair;
  if (texts.length === 0) throw new LupaError('InvalidInput', 'there is no text: give at least one', { subject: 'text' });
  if (pairs.length !== texts.length) {
    throw new LupaError('InvalidInput', `there are ${texts.length} texts and ${pairs.length} second texts: each text needs one, or null`, {
      subject: 'pair',
      value: pairs.length,
      limit: texts.length,
    });
  }
  return texts.map((own, index) => ({ text: own, pair: pairs[index] }));
}

/** One sequence's tokens, checked against what the model can read. */
function encode(
  { plan, tokenizer }: Model,
  { text, pair }: { text: string; pair: string | null },
  { truncate, warnings }: { truncate: boolean; warnings: string[] },
): Encoded {
  for (const [name, value] of [
    ['text', text],
    ['second text', pair],
  ] as const) {
    if (value === null || value.trim() !== '') continue;
    throw new LupaError('InvalidInput', `the ${name} ${value === '' ? 'is empty' : 'has only spaces'}: give at least one word`, {
      subject: name,
      value,
    });
  }
  const encoded = tokenizer.encode(text, { pair, maxTokens: truncate ? plan.maxTokens : Infinity });
  const { tokens, cut } = encoded;
  if (cut.length === 0 && tokens.every(({ special }) => special)) {
    throw new LupaError('InvalidInput', `the text ${briefly(text)} has no character that this model's tokenizer keeps`, {
      subject: 'text',
      value: text,
    });
  }
  if (tokens.length > plan.maxTokens) {
    throw new LupaError(
      'OutOfRange',
      `the text has ${tokens.length} tokens, this model reads at most ${plan.maxTokens}: shorten it, or cut it with --truncate (truncate: true)`,
      {
        subject: 'text',
        value: tokens.length,
        limit: plan.maxTokens,
      },
    );
  }
  for (const { segment, from, tokens: count } of cut) {
    const rest = (segment === 0 ? text : (pair ?? '')).slice(from);
    const shown = rest.length > 40 ? `${rest.slice(0, 40)}…` : rest;
    warnings.push(`The ${segment === 0 ? 'text' : 'second text'} was cut at character ${from}: its last ${count} tokens (“${shown}”) were left out.`);
  }
  checkTokens(plan, encoded);
  return encoded;
}

/**
 * Checks that the model has an embedding for every token and type.
 * @throws LupaError InvalidCheckpoint, Unsupported
 */
export function checkTokens(plan: ModelPlan, { tokens, types }: Pick<Encoded, 'tokens' | 'types'>): void {
  const unknown = tokens.find(({ id }) => !Number.isInteger(id) || id < 0 || id >= plan.vocabulary);
  if (unknown !== undefined) {
    throw new LupaError(
      'InvalidCheckpoint',
      `token ${briefly(unknown.piece)} has the id ${briefly(unknown.id)}, the model's vocabulary has the ids 0 to ${plan.vocabulary - 1}: tokenizer and weights do not belong together`,
      {
        subject: unknown.piece,
        value: unknown.id,
        limit: plan.vocabulary - 1,
      },
    );
  }
  const type = plan.inputs.includes('token_type_ids') ? types.find((number) => number >= plan.types) : undefined;
  if (type !== undefined) {
    throw new LupaError(
      'Unsupported',
      `a second text has the token type ${type}, this model's types are 0 to ${plan.types - 1} (type_vocab_size): leave the second text out`,
      {
        subject: 'type_vocab_size',
        value: type,
        limit: plan.types - 1,
      },
    );
  }
}
