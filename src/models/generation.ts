import * as v from 'valibot';
import { LupaError } from '../errors.js';
import { readConfig, refuse, size as whole, tokenId, positive } from './config.js';

/** How a model writes: what generation_config.json says, as far as it matters when the best word is taken each time. */
export interface GenerationSettings {
  /** Tokens that end a text. */
  eos: number[];
  /** Tokens of the longest text, the start token included; null where the checkpoint does not say. */
  maxLength: number | null;
  /** Tokens written at most; comes before `maxLength`. */
  maxNewTokens: number | null;
  /** No end before so many tokens, the start token included. */
  minLength: number;
  /** The first token written. */
  forcedBos: number | null;
  /** The token at the longest length. */
  forcedEos: number | null;
  /** Token sequences that are never written. */
  badWords: number[][];
  /** Tokens that are never written, and those that are not at the beginning. */
  suppressed: number[];
  suppressedFirst: number[];
  /** No sequence of so many tokens twice, or from the source; 0: no such rule. */
  noRepeat: number;
  noRepeatOfSource: number;
  /** What the scores of words already written are divided by (multiplied with, below 0). */
  repetitionPenalty: number;
  /** Of beam search: how many sequences are followed, what their length counts, when it stops. */
  numBeams: number;
  lengthPenalty: number;
  earlyStopping: boolean | 'never';
}

const count = v.nullish(
  v.pipe(v.number('a whole number from 0 on'), v.safeInteger('a whole number from 0 on'), v.minValue(0, 'a whole number from 0 on')),
  0,
);
const isIds = (value: unknown): boolean => Array.isArray(value) && value.every((id) => Number.isSafeInteger(id));
// Whole lists, so that messages name the field and not a place in it.
const ids = v.nullish(v.custom<number[]>(isIds, 'a list of token numbers'));
const idLists = v.nullish(v.custom<number[][]>((value) => Array.isArray(value) && value.every(isIds), 'a list of lists of token numbers'));
const idOrIds = v.nullish(
  v.custom<number | number[]>((value) => Number.isSafeInteger(value) || isIds(value), 'the number of a token, or a list of them'),
);

const FIELDS = {
  eos_token_id: idOrIds,
  max_length: v.nullish(whole),
  max_new_tokens: v.nullish(whole),
  min_length: count,
  min_new_tokens: v.nullish(whole),
  forced_bos_token_id: v.nullish(tokenId),
  forced_eos_token_id: idOrIds,
  bad_words_ids: idLists,
  suppress_tokens: ids,
  begin_suppress_tokens: ids,
  no_repeat_ngram_size: count,
  encoder_no_repeat_ngram_size: count,
  repetition_penalty: v.nullish(positive, 1),
  num_beams: v.nullish(whole, 1),
  length_penalty: v.nullish(v.pipe(v.number('a number'), v.finite('a number')), 1),
  early_stopping: v.nullish(v.union([v.boolean(), v.literal('never')], 'true, false or "never"'), false),
};

/** Fields that would change which word is the best, and are not computed; sampling and beams are chosen by the caller, who here wants neither. */
const ONLY = { guidance_scale: 1, encoder_repetition_penalty: 1, sequence_bias: null, exponential_decay_length_penalty: null, stop_strings: null };

/**
 * Reads generation_config.json, or, for checkpoints older than that file, config.json.
 * @param options `vocabulary`: the number of ids that can be written
 * @throws LupaError InvalidCheckpoint naming the field, Unsupported when a field asks for what Lupa does not compute
 */
export function generationSettings(json: Record<string, unknown>, { label, vocabulary }: { label: string; vocabulary: number }): GenerationSettings {
  const config = readConfig(FIELDS, json, label);
  refuse(json, label, ONLY);
  const list = (value: number | number[] | null | undefined): number[] =>
    value === null || value === undefined ? [] : typeof value === 'number' ? [value] : value;
  const forcedEos = list(config.forced_eos_token_id);
  for (const [field, id] of [
    ['forced_bos_token_id', config.forced_bos_token_id],
    ['forced_eos_token_id', forcedEos[0]],
  ] as const) {
    if (id === null || id === undefined || (id >= 0 && id < vocabulary)) continue;
    throw new LupaError('InvalidCheckpoint', `${label}: ${field} is ${id}, the ids that can be written are 0 to ${vocabulary - 1}`, {
      subject: field,
      value: id,
      limit: vocabulary - 1,
    });
  }
  return {
    eos: list(config.eos_token_id),
    maxLength: config.max_length ?? null,
    maxNewTokens: config.max_new_tokens ?? null,
    // Before the new tokens stands the start token.
    minLength: typeof config.min_new_tokens === 'number' ? config.min_new_tokens + 1 : config.min_length,
    forcedBos: config.forced_bos_token_id ?? null,
    // Of several all score the same, and the lowest is taken.
    forcedEos: forcedEos.length === 0 ? null : Math.min(...forcedEos),
    badWords: config.bad_words_ids ?? [],
    suppressed: config.suppress_tokens ?? [],
    suppressedFirst: config.begin_suppress_tokens ?? [],
    noRepeat: config.no_repeat_ngram_size,
    noRepeatOfSource: config.encoder_no_repeat_ngram_size,
    repetitionPenalty: config.repetition_penalty,
    numBeams: config.num_beams,
    lengthPenalty: config.length_penalty,
    earlyStopping: config.early_stopping,
  };
}
