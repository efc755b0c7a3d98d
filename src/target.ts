import type { SourceText } from './attention/record.js';
import { briefly, LupaError } from './errors.js';
import type { Model, Writer } from './model.js';
import { generate } from './runtime/generate.js';
import type { Tensor } from './tensor.js';
import { shiftRight } from './tokens/batch.js';
import type { Token } from './tokens/token.js';
import type { Encoded } from './tokens/tokenizer.js';

/** What the decoder of an encoder-decoder model reads. */
export interface TargetOptions {
  /** The decoder's text (of each sequence); null: what the model writes itself. */
  target?: string | (string | null)[] | null;
  /** What the decoder of each sequence wrote, as ids with the end token: what a beam search found. Takes the place of `target`. */
  written?: number[][] | null;
  /** How many tokens the model writes at most; null: what its generation_config.json says, else 64. */
  maxNewTokens?: number | null;
  /** Whether to cut a text that is too long, with a warning in the record, instead of refusing it. */
  truncate?: boolean;
}

/** The decoder's side of one sequence. */
export interface Target {
  text: string;
  /** What the decoder reads: the start token, then the text's tokens but the last. */
  tokens: Token[];
}

/**
 * The decoder's side of every sequence: the given text, else what the model writes, else (BART without a head for words) the text itself.
 * @returns null for models without a decoder's side
 * @throws LupaError InvalidInput when there is a target and no decoder, or the reverse, OutOfRange when it is too long
 */
export async function targetsOf(
  model: Model,
  sequences: Encoded[],
  {
    target = null,
    written = null,
    maxNewTokens = null,
    truncate = false,
    texts,
    warnings,
  }: TargetOptions & { texts: SourceText[]; warnings: string[] },
): Promise<Target[] | null> {
  const { plan, tokenizer, writer } = model;
  const side = plan.decoder;
  if (side === undefined) {
    if (target === null && maxNewTokens === null) return null;
    const option = target === null ? '--max-new-tokens' : '--target';
    throw new LupaError('InvalidInput', `this model has no decoder side: leave ${option} out`, { subject: option });
  }
  const given = typeof target === 'string' || target === null ? sequences.map(() => target) : target;
  checkOptions(given, sequences.length, maxNewTokens, plan.maxTargetTokens ?? Infinity);
  const start: Token = { ...tokenizer.decode([side.start]).tokens[0], start: 0, end: 0, segment: null, special: true, word: null };
  start.text = start.piece;
  const targets: Target[] = [];
  for (const [index, own] of given.entries()) {
    if (written !== null) {
      const { text, tokens } = tokenizer.decode(written[index]);
      targets.push({ text, tokens: shiftRight(tokens, start) });
    } else if (own !== null) {
      const tokens = encodeTarget(model, own, { truncate, warnings });
      // Whisper's tokenizer puts the start token before a text itself.
      targets.push({ text: own, tokens: shiftRight(tokens[0].id === start.id && tokens.length > 1 ? tokens.slice(1) : tokens, start) });
    } else if (writer !== null) {
      const { text, tokens } = tokenizer.decode(await write(model, writer, sequences[index], { maxNewTokens, warnings }));
      targets.push({ text, tokens: shiftRight(tokens, start) });
    } else if (side.repeatsText) targets.push({ text: texts[index].text, tokens: shiftRight(sequences[index].tokens, start) });
    else throw new LupaError('InvalidInput', "this model writes no text of its own: give the decoder's with --target", { subject: 'target' });
  }
  return targets;
}

/** Checks what can be checked before anything runs. */
function checkOptions(given: (string | null)[], sequences: number, maxNewTokens: number | null, limit: number): void {
  if (given.length !== sequences) {
    throw new LupaError('InvalidInput', `there are ${sequences} texts and ${given.length} targets: each text needs one, or null`, {
      subject: 'target',
      value: given.length,
      limit: sequences,
    });
  }
  const empty = given.find((text) => text !== null && text.trim() === '');
  if (empty !== undefined && empty !== null) {
    throw new LupaError(
      'InvalidInput',
      `the target ${empty === '' ? 'is empty' : 'has only spaces'}: give at least one word, or leave it out and the model writes one`,
      { subject: 'target', value: empty },
    );
  }
  if (maxNewTokens === null) return;
  if (given.every((text) => text !== null)) {
    throw new LupaError('InvalidInput', '--max-new-tokens is for what the model writes, and --target is given: leave one of them out', {
      subject: 'maxNewTokens',
      value: maxNewTokens,
    });
  }
  if (Number.isSafeInteger(maxNewTokens) && maxNewTokens >= 1 && maxNewTokens <= limit) return;
  const range = limit === Infinity ? 'from 1 on' : `from 1 to ${limit}, which is what the decoder reads,`;
  throw new LupaError('OutOfRange', `--max-new-tokens is ${maxNewTokens}, a whole number ${range} is expected`, {
    subject: 'maxNewTokens',
    value: maxNewTokens,
    limit,
  });
}

/** A given target's tokens, checked against what the decoder can read. */
function encodeTarget({ plan, tokenizer }: Model, text: string, { truncate, warnings }: { truncate: boolean; warnings: string[] }): Token[] {
  const limit = plan.maxTargetTokens ?? Infinity;
  const { tokens, cut } = (tokenizer.encodeTarget ?? tokenizer.encode)(text, { maxTokens: truncate ? limit : Infinity });
  if (cut.length === 0 && tokens.every(({ special }) => special)) {
    throw new LupaError('InvalidInput', `the target ${briefly(text)} has no character that this model's tokenizer keeps`, {
      subject: 'target',
      value: text,
    });
  }
  if (tokens.length > limit) {
    throw new LupaError(
      'OutOfRange',
      `the target has ${tokens.length} tokens, this model's decoder reads at most ${limit}: shorten it, or cut it with --truncate (truncate: true)`,
      {
        subject: 'target',
        value: tokens.length,
        limit,
      },
    );
  }
  for (const { from, tokens: count } of cut) warnings.push(`The target was cut at character ${from}: its last ${count} tokens were left out.`);
  const vocabulary = plan.decoder?.vocabulary ?? 0;
  const unknown = tokens.find(({ id }) => !Number.isInteger(id) || id < 0 || id >= vocabulary);
  if (unknown !== undefined) {
    throw new LupaError(
      'InvalidCheckpoint',
      `token ${briefly(unknown.piece)} of the target has the id ${briefly(unknown.id)}, the decoder's vocabulary has the ids 0 to ${vocabulary - 1}: tokenizer and weights do not belong together`,
      {
        subject: unknown.piece,
        value: unknown.id,
        limit: vocabulary - 1,
      },
    );
  }
  return tokens;
}

/** What the model writes after one sequence, as ids. The encoder runs once, the decoder once a word. */
async function write(
  { plan, session }: Model,
  writer: Writer,
  { tokens }: Encoded,
  { maxNewTokens, warnings }: { maxNewTokens: number | null; warnings: string[] },
): Promise<number[]> {
  const settings = writer.settings();
  const { start } = plan.decoder as { start: number };
  const source = tokens.map(({ id }) => id);
  const steps = await decoderSteps({ session }, writer, source, start);
  const step = async (sequence: number[]): Promise<Float32Array> => (await steps([sequence]))[0];
  const ids = await generate(step, { settings, start, source, maxNewTokens, maxTargetTokens: plan.maxTargetTokens ?? Infinity });
  if (!settings.eos.includes(ids[ids.length - 1]))
    warnings.push(`The model had not come to an end after ${ids.length} tokens: --max-new-tokens says how many it may write.`);
  return ids;
}

/**
 * Runs the encoder once, and gives what runs the decoder once a word.
 * @param source the ids that the encoder reads
 * @returns from sequences of one length, which begin with the start token, to the scores [V] of the word after each
 */
export async function decoderSteps(
  { session }: Pick<Model, 'session'>,
  writer: Writer,
  source: readonly number[],
  start: number,
): Promise<(sequences: number[][]) => Promise<Float32Array[]>> {
  const rows = (lists: readonly (readonly number[])[]): Tensor => ({
    data: BigInt64Array.from(lists.flat(), BigInt),
    shape: [lists.length, lists[0].length],
  });
  const mask = source.map(() => 1);
  const both = { input_ids: rows([source]), attention_mask: rows([mask]) };
  const decoder = await writer.decoder();
  // Where the encoder cannot be run alone, the decoder's graph reads the text itself.
  const name = writer.whole ? 'input_ids' : 'encoder_last_hidden_state';
  const read = writer.whole ? both.input_ids : (await session.run({ ...both, decoder_input_ids: rows([[start]]) }, [name]))[name];
  return async (sequences) => {
    const feeds = {
      [name]: repeated(read, sequences.length),
      attention_mask: rows(sequences.map(() => mask)),
      decoder_input_ids: rows(sequences),
    };
    const { logits } = await decoder.run(feeds, ['logits']);
    const size = logits.shape[1];
    return sequences.map((_, row) => (logits.data as Float32Array).subarray(row * size, (row + 1) * size));
  };
}

/** The one row of a tensor, `count` times. */
function repeated({ data, shape }: Tensor, count: number): Tensor {
  const copies = new (data.constructor as Float32ArrayConstructor)(count * data.length);
  for (let row = 0; row < count; row++) copies.set(data as Float32Array, row * data.length);
  return { data: copies, shape: [count, ...shape.slice(1)] };
}
