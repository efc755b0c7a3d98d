import * as v from 'valibot';
import { briefly, LupaError } from '../errors.js';

const WHOLE = 'a whole number from 1 on';
const SMALL = 'a number from 0 to 1';
const PIECE = 'the number of a token';

type Schema<T> = v.GenericSchema<T>;

/** A size: a whole number from 1 on. */
export const size: Schema<number> = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(1, WHOLE));
/** Any whole number: a size that may be 0, or −1 where there is none. */
export const whole: Schema<number> = v.pipe(v.number('a whole number'), v.safeInteger('a whole number'));
/** An epsilon or a share: a number from 0 to 1. */
export const small: Schema<number> = v.pipe(v.number(SMALL), v.minValue(0, SMALL), v.maxValue(1, SMALL));
/** Any number above 0: a base of frequencies, a cap. */
export const positive: Schema<number> = v.pipe(v.number('a number above 0'), v.finite('a number above 0'), v.gtValue(0, 'a number above 0'));
/** True or false. */
export const flag: Schema<boolean> = v.boolean('true or false');
/** A name: of an activation, of a kind of layer. */
export const word: Schema<string> = v.string('a name');
/** The number of a token. */
export const tokenId: Schema<number> = v.pipe(v.number(PIECE), v.safeInteger(PIECE));

/** Fields of config.json that encoders of BERT's kind share, with the defaults transformers gives them. */
const ENCODER_FIELDS = {
  vocab_size: size,
  hidden_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  intermediate_size: size,
  max_position_embeddings: size,
  type_vocab_size: v.optional(size, 2),
  hidden_act: v.optional(word, 'gelu'),
  layer_norm_eps: v.optional(small, 1e-12),
  pad_token_id: v.optional(v.nullable(tokenId)),
  tie_word_embeddings: v.optional(flag, true),
};

/** config.json of an encoder, checked. Unknown fields are kept. */
export interface EncoderConfig {
  vocab_size: number;
  hidden_size: number;
  num_hidden_layers: number;
  num_attention_heads: number;
  intermediate_size: number;
  max_position_embeddings: number;
  type_vocab_size: number;
  hidden_act: string;
  layer_norm_eps: number;
  pad_token_id?: number | null;
  tie_word_embeddings: boolean;
  [field: string]: unknown;
}

/**
 * Checks config.json against what a family needs of it.
 * @param fields the fields by name; others are let through
 * @param label how messages name the file
 * @throws LupaError InvalidCheckpoint naming the field, the value found and what is expected
 */
export function readConfig<F extends v.ObjectEntries>(
  fields: F,
  json: Record<string, unknown>,
  label: string,
): v.InferOutput<v.LooseObjectSchema<F, string>> {
  // What is said of a field that is missing: nearly all that must be there are sizes.
  const result = v.safeParse(v.looseObject(fields, WHOLE), json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const field = v.getDotPath(issue) ?? '';
  const { input: value } = issue;
  const [found, expected] =
    value === undefined ? ['is missing', expectation(fields[field]) ?? issue.message] : [`is ${briefly(value)}`, issue.message];
  throw new LupaError('InvalidCheckpoint', `${label}: ${field} ${found}, ${expected} is expected`, { subject: field, value, limit: expected });
}

/** What a field's schema says of a value it does not take. */
function expectation(schema: unknown): string | undefined {
  const { message } = (schema ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : undefined;
}

/**
 * config.json with its fields under one name each. Where a field stands there under both its names the second counts, as in
 * transformers' attribute_map.
 * @param second the second name of a field, by its first
 */
export function underFirstName(json: Record<string, unknown>, second: Record<string, string>): Record<string, unknown> {
  const given = Object.entries(second).filter(([, name]) => json[name] !== undefined && json[name] !== null);
  return { ...json, ...Object.fromEntries(given.map(([first, name]) => [first, json[name]])) };
}

/**
 * Checks that one size divides another.
 * @throws LupaError InvalidCheckpoint
 */
export function mustDivide(label: string, [whole, a]: [string, number], [part, b]: [string, number]): void {
  if (a % b === 0) return;
  throw new LupaError('InvalidCheckpoint', `${label}: ${whole} ${a} is not a multiple of ${part} ${b}`, { subject: whole, value: a, limit: b });
}

/**
 * Checks config.json of an encoder of BERT's kind.
 * @throws LupaError InvalidCheckpoint naming the field, Unsupported when a field asks for what Lupa does not compute
 */
export function encoderConfig(json: Record<string, unknown>, label: string): EncoderConfig {
  const config: EncoderConfig = readConfig(ENCODER_FIELDS, json, label);
  mustDivide(label, ['hidden_size', config.hidden_size], ['num_attention_heads', config.num_attention_heads]);
  refuse(config, label, { position_embedding_type: 'absolute', is_decoder: false, add_cross_attention: false });
  return config;
}

/** Refuses fields that would change the numbers: each may only be missing or have the one value that is computed. */
export function refuse(config: Record<string, unknown>, label: string, only: Record<string, unknown>): void {
  for (const [field, value] of Object.entries(only)) {
    const found = config[field];
    if (found === undefined || found === null || found === value) continue;
    throw new LupaError('Unsupported', `${label}: ${field} is ${briefly(found)}, only ${JSON.stringify(value)} is supported`, {
      subject: field,
      value: found,
      limit: value,
    });
  }
}

/**
 * The number of classes a classifier has: entries of `id2label`, else `num_labels`, else 2, as transformers counts.
 * @throws LupaError InvalidCheckpoint when that is no number of classes
 */
export function labelCount(config: Record<string, unknown>): number {
  const { id2label, num_labels: count } = config;
  const [field, value, labels] =
    typeof id2label === 'object' && id2label !== null ? ['id2label', id2label, Object.keys(id2label).length] : ['num_labels', count, count ?? 2];
  if (typeof labels === 'number' && Number.isSafeInteger(labels) && labels >= 1) return labels;
  throw new LupaError('InvalidCheckpoint', `config.json: ${field} is ${briefly(value)}, at least one class is expected`, {
    subject: field,
    value,
    limit: 1,
  });
}
