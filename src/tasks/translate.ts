import { softmax } from '../analysis/probabilities.js';
import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import { inspect } from '../inspect.js';
import type { Model, Writer } from '../model.js';
import { beamSearch, type BeamOptions } from '../runtime/beam.js';
import { generate } from '../runtime/generate.js';
import { decoderSteps } from '../target.js';
import type { Token } from '../tokens/token.js';
import { mustHaveTask } from './words.js';

/** How to write; what is left out is as generation_config.json says, then as transformers has it. */
export interface TranslateOptions extends Partial<Pick<BeamOptions, 'numBeams' | 'lengthPenalty' | 'earlyStopping'>> {
  /** No sequence of so many tokens comes twice; 0: it may. */
  noRepeatNgramSize?: number;
  /** How many tokens at most. */
  maxNewTokens?: number | null;
  truncate?: boolean;
  command?: string;
}

/** What an encoder-decoder model writes. */
export interface Translated {
  text: string;
  /** Σ log probability / length^lengthPenalty, the rules of generation counted in; null without beams, as in transformers. */
  score: number | null;
  /** Its tokens, the end token included, each with its probability after those before it: the softmax of the logits, before any rule. */
  tokens: (Token & { probability: number })[];
  /** Everything that was found, the best first: with several beams, several texts. */
  beams: { text: string; score: number | null }[];
  /** Encoder, decoder and cross attention of the text that was written. */
  record: AttentionRecord;
}

/**
 * Translates or sums up, whatever an encoder-decoder model was made for, with beams or without (`numBeams` 1).
 * @throws LupaError InvalidInput for a model that writes no text; and as `inspect`
 */
export async function translate(
  model: Model,
  text: string,
  { command = 'translate()', truncate = false, maxNewTokens = null, ...given }: TranslateOptions = {},
): Promise<Translated> {
  mustHaveTask(model, ['text2text-generation'], 'translate', '…ForConditionalGeneration, MarianMTModel');
  const { tokenizer, plan, writer } = model;
  const limit = (plan.maxTargetTokens ?? Infinity) - 1;
  for (const [name, value, least, most] of [
    ['numBeams', given.numBeams, 1, 64],
    ['noRepeatNgramSize', given.noRepeatNgramSize, 0, Infinity],
    ['maxNewTokens', maxNewTokens ?? undefined, 1, limit],
  ] as const) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= least && value <= most)) continue;
    throw new LupaError('OutOfRange', `${name} is ${value}, a whole number from ${least} ${most === Infinity ? 'on' : `to ${most}`} is expected`, {
      subject: name,
      value,
      limit: most,
    });
  }
  if (writer === null) throw new LupaError('InvalidInput', 'this model writes no text', { subject: 'model' });
  const own = writer.settings();
  const settings = { ...own, noRepeat: given.noRepeatNgramSize ?? own.noRepeat };
  const { tokens } = tokenizer.encode(text, { maxTokens: truncate ? plan.maxTokens : Infinity });
  const source = tokens.map(({ id }) => id);
  // What is wrong with the text is said by `inspect`, in its words; nothing is run before.
  const sound = text.trim() !== '' && source.length <= plan.maxTokens && source.every((id) => id < plan.vocabulary);
  const beams = sound
    ? await search(model, writer, source, {
        numBeams: given.numBeams ?? own.numBeams,
        lengthPenalty: given.lengthPenalty ?? own.lengthPenalty,
        earlyStopping: given.earlyStopping ?? own.earlyStopping,
        settings,
        maxNewTokens,
      })
    : [];
  const record = await inspect(model, text, { truncate, command, written: [beams[0]?.ids ?? []] });
  const [{ ids }] = beams;
  const { data, shape } = record.tensors.logits;
  const decoded = tokenizer.decode(ids);
  const tokensOf = decoded.tokens.map((token, at) => {
    const scores = (data as Float32Array).subarray(at * shape[2], (at + 1) * shape[2]);
    return { ...token, probability: softmax(scores)[token.id] };
  });
  return {
    text: decoded.text,
    score: beams[0].score,
    tokens: tokensOf,
    beams: beams.map((beam) => ({ text: tokenizer.decode(beam.ids).text, score: beam.score })),
    record,
  };
}

/** What was written, as ids; a greedy search gives no score. */
interface Found {
  ids: number[];
  score: number | null;
}

/** What the model writes: the best word each time, or beams. */
async function search(
  { session, plan }: Model,
  writer: Writer,
  source: number[],
  { numBeams, ...rules }: Pick<BeamOptions, 'numBeams' | 'lengthPenalty' | 'earlyStopping' | 'settings' | 'maxNewTokens'>,
): Promise<Found[]> {
  const start = plan.decoder?.start ?? 0;
  const options = { ...rules, numBeams, source, start, maxTargetTokens: plan.maxTargetTokens ?? Infinity };
  const step = await decoderSteps({ session }, writer, source, start);
  if (numBeams > 1) return beamSearch(step, options);
  // Without beams rules change the logits, with beams their log softmax: that is another word where words already written are penalised.
  const ids = await generate(async (sequence) => (await step([sequence]))[0], options);
  return [{ ids, score: null }];
}
