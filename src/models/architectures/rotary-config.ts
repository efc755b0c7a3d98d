import * as v from 'valibot';
import { briefly, LupaError } from '../../errors.js';
import { flag, positive, readConfig, size } from '../config.js';
import { dynamicRotary, linearRotary, llama3Rotary, longRotary, plainRotary, yarnRotary, type Rotary, type RotaryBase } from './rotary-scaling.js';

type Fields = Record<string, unknown>;

const factor = v.optional(v.nullable(positive), null);
const list = v.array(positive, 'a list of numbers above 0');

/** How the frequencies are found, by `rope_type`, from the fields that it needs. */
const SCALINGS: Record<string, (base: RotaryBase, fields: Fields, context: { label: string; positions: number }) => Rotary> = {
  default: (base) => plainRotary(base),
  linear: (base, fields, { label, positions }) => linearRotary(base, { ...readConfig({ factor: positive }, fields, label), limit: positions }),
  dynamic: (base, fields, { label, positions }) => dynamicRotary(base, { ...readConfig({ factor: positive }, fields, label), limit: positions }),
  llama3: (base, fields, { label }) =>
    llama3Rotary(
      base,
      readConfig({ factor: positive, low_freq_factor: positive, high_freq_factor: positive, original_max_position_embeddings: size }, fields, label),
    ),
  yarn(base, fields, { label, positions }) {
    const settings = readConfig(
      {
        factor,
        beta_fast: factor,
        beta_slow: factor,
        attention_factor: factor,
        mscale: factor,
        mscale_all_dim: factor,
        truncate: v.optional(flag, true),
        original_max_position_embeddings: size,
      },
      fields,
      label,
    );
    return yarnRotary(base, {
      ...settings,
      factor: settings.factor ?? positions / settings.original_max_position_embeddings,
      beta_fast: settings.beta_fast ?? 32,
      beta_slow: settings.beta_slow ?? 1,
    });
  },
  longrope(base, fields, { label, positions }) {
    const settings = readConfig(
      { short_factor: list, long_factor: list, factor, attention_factor: factor, original_max_position_embeddings: size },
      fields,
      label,
    );
    for (const name of ['short_factor', 'long_factor'] as const) {
      const [found, expected] = [settings[name].length, Math.ceil(base.width / 2)];
      if (found !== expected)
        throw new LupaError('InvalidCheckpoint', `${label}: ${name} has ${found} numbers, ${expected} are expected`, {
          subject: name,
          value: found,
          limit: expected,
        });
    }
    return longRotary(base, { ...settings, factor: settings.factor ?? positions / settings.original_max_position_embeddings });
  },
};

/** What a family knows of its rotary embedding besides config.json. */
export interface RotaryOptions {
  label: string;
  /** Size of a head. */
  width: number;
  /** `max_position_embeddings`. */
  positions: number;
  /** The base where config.json names none. */
  theta?: number;
  /** Whether the family turns only a part of a head where `partial_rotary_factor` says so; others are refused. */
  partial?: boolean;
  /** The scalings the family takes; default all. */
  types?: string[];
}

/**
 * Reads the rotary embedding of a model: `rope_parameters` (transformers 5) or `rope_theta` and `rope_scaling` (before), whose type is called
 * `rope_type` or, in the first files, `type`.
 * @throws LupaError Unsupported naming a type that is not computed, InvalidCheckpoint naming a field that is missing
 */
export function readRotary(config: Fields, options: RotaryOptions): Rotary {
  const fields = rotaryFields(config, options.label);
  const nested = Object.keys(fields).find((key) => key.endsWith('_attention'));
  if (nested !== undefined) {
    throw new LupaError(
      'Unsupported',
      `${options.label}: rope_parameters has ${nested}: parameters for each type of layer are supported in Gemma 3 only`,
      {
        subject: 'rope_parameters',
        value: nested,
      },
    );
  }
  return rotaryOf(config, fields, options);
}

/** `rope_scaling` where it says something, else `rope_parameters`, else nothing. */
export function rotaryFields(config: Fields, label: string): Fields {
  for (const name of ['rope_scaling', 'rope_parameters']) {
    const value = config[name] ?? {};
    if (typeof value !== 'object' || Array.isArray(value)) {
      throw new LupaError('InvalidCheckpoint', `${label}: ${name} is ${briefly(value)}, an object is expected`, { subject: name, value });
    }
    if (Object.keys(value).length > 0) return value as Fields;
  }
  return {};
}

/** As {@link readRotary}, from one set of parameters: Gemma 3 has two. */
export function rotaryOf(
  config: Fields,
  fields: Fields,
  { label, width, positions, theta = 10_000, partial = false, types = Object.keys(SCALINGS) }: RotaryOptions,
): Rotary {
  const type = fields.rope_type ?? fields.type ?? 'default';
  if (typeof type !== 'string' || !types.includes(type)) {
    throw new LupaError('Unsupported', `${label}: rope_type is ${briefly(type)}, ${types.join(', ')} are supported`, {
      subject: 'rope_type',
      value: type,
      limit: types,
    });
  }
  const share = fields.partial_rotary_factor ?? config.partial_rotary_factor ?? 1;
  if (typeof share !== 'number' || share <= 0 || share > 1 || (!partial && share !== 1)) {
    throw new LupaError(
      'Unsupported',
      `${label}: partial_rotary_factor is ${briefly(share)}, ${partial ? 'a number above 0 and up to 1' : 'only 1'} is supported`,
      {
        subject: 'partial_rotary_factor',
        value: share,
        limit: 1,
      },
    );
  }
  const { rope_theta: base } = readConfig({ rope_theta: positive }, { rope_theta: fields.rope_theta ?? config.rope_theta ?? theta }, label);
  // The field beside the parameters goes first: Phi-3 has it there.
  const context = config.original_max_position_embeddings ?? fields.original_max_position_embeddings ?? positions;
  const turned = { width: Math.trunc(width * share), theta: base };
  return SCALINGS[type](turned, { ...fields, original_max_position_embeddings: context }, { label: `${label}: rope_scaling`, positions });
}
