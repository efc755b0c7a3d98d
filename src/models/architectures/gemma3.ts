import * as v from 'valibot';
import { briefly, LupaError } from '../../errors.js';
import { flag, positive, readConfig, size } from '../config.js';
import type { Architecture, ArchitectureInput } from './architecture.js';
import { gatedConfig, layerTypes, windowsOf, type GatedConfig, type LayerType } from './gated-config.js';
import { gatedDecoder, type Design } from './gated-decoder.js';
import { gemmaTraits } from './gemma.js';
import { sandwichNorm } from './gemma2.js';
import { rotaryFields, rotaryOf } from './rotary-config.js';
import type { Rotary } from './rotary-scaling.js';

type Json = Record<string, unknown>;

const FIELDS = {
  query_pre_attn_scalar: v.optional(positive, 256),
  sliding_window: v.optional(v.nullable(size), 4096),
  sliding_window_pattern: v.optional(size, 6),
  final_logit_softcapping: v.optional(v.nullable(positive), null),
  use_bidirectional_attention: v.optional(v.nullable(flag), false),
  rope_theta: v.optional(positive, 1_000_000),
  rope_local_base_freq: v.optional(positive, 10_000),
};

/** What transformers takes for fields that are missing: the files of the larger models name only what differs. */
const DEFAULTS = {
  vocab_size: 262_208,
  hidden_size: 2304,
  intermediate_size: 9216,
  num_hidden_layers: 26,
  num_attention_heads: 8,
  num_key_value_heads: 4,
  head_dim: 256,
  max_position_embeddings: 131_072,
  tie_word_embeddings: true,
};

/**
 * Gemma 3 (Kamath 2025), text only: Gemma 2 with normalised queries and keys in place of the cap on scores; five layers with a window for each
 * without, and a base of frequencies for either kind. Embedding models of this family let tokens see later ones too.
 */
export const gemma3Text: Architecture = (input) => {
  const { config, design } = read(input.config, input.label);
  return gatedDecoder(input, config, design);
};

/** Gemma 3 with eyes: the language model inside, as it reads a text without pictures. */
export const gemma3: Architecture = (input) => {
  const { text_config: text, tie_word_embeddings: tied = true } = input.config;
  if (typeof text !== 'object' || text === null) {
    throw new LupaError('InvalidCheckpoint', `${input.label}/config.json: text_config is ${briefly(text)}, an object is expected`, {
      subject: 'text_config',
      value: text,
    });
  }
  const json: Json = { ...(text as Json), tie_word_embeddings: tied };
  const { config, design } = read(json, input.label);
  return gatedDecoder({ ...input, config: json }, config, {
    ...design,
    ...languageModelNames(input),
    finalCap: null, // transformers caps the words' scores in the model without pictures only
    leftOver: [/^(model\.)?(vision_tower|multi_modal_projector)\./, /^language_model\.lm_head\./],
  });
};

function read(json: Json, label: string): { config: GatedConfig; design: Design } {
  const { hidden_activation: activation = 'gelu_pytorch_tanh' } = json;
  const config = gatedConfig({ ...json, hidden_act: activation }, label, DEFAULTS);
  const own = readConfig(FIELDS, json, config.label);
  const bidirectional = own.use_bidirectional_attention ?? false;
  // A window to both sides: its size counts from half of it on.
  const window = bidirectional && own.sliding_window !== null ? Math.floor(own.sliding_window / 2) + 1 : own.sliding_window;
  const types = layerTypes(json, config, (layer) => ((layer + 1) % own.sliding_window_pattern === 0 ? 'full_attention' : 'sliding_attention'));
  const rotary = rotaryByType(json, config, { full_attention: own.rope_theta, sliding_attention: own.rope_local_base_freq });
  return {
    config,
    design: {
      rotary: types.map((type) => rotary[type]),
      windows: windowsOf(types, window, config),
      bidirectional,
      layer: sandwichNorm,
      ...gemmaTraits(json, config),
      headNorms: true,
      scale: own.query_pre_attn_scalar ** -0.5,
      finalCap: own.final_logit_softcapping,
    },
  };
}

/** Older files scale the frequencies of full layers only (`rope_scaling`); newer ones have parameters for each type of layer. */
function rotaryByType(json: Json, config: GatedConfig, bases: Record<LayerType, number>): Record<LayerType, Rotary> {
  const { rope_scaling: scaling, ...rest } = json;
  const nested = rotaryFields(rest, config.label);
  if (Object.keys(nested).length > 0 && !('full_attention' in nested) && !('sliding_attention' in nested)) {
    throw new LupaError(
      'Unsupported',
      `${config.label}: rope_parameters has no full_attention and no sliding_attention: Gemma 3 needs parameters for each type of layer`,
      {
        subject: 'rope_parameters',
        value: nested,
      },
    );
  }
  const of = (type: LayerType, more: unknown): Rotary => {
    // YaRN's `truncate` is looked for beside the types, where no file has it.
    const fields: Json = { rope_theta: bases[type], ...(nested[type] as Json), ...(more as Json), truncate: true };
    // max_position_embeddings counts what the scaling reaches.
    return { ...rotaryOf({}, fields, config), reach: undefined };
  };
  return { full_attention: of('full_attention', scaling), sliding_attention: of('sliding_attention', null) };
}

/** Files on the hub call the language model `language_model.model.`, those that transformers 5 keeps in memory `model.language_model.`. */
function languageModelNames({ weights, label }: ArchitectureInput): Pick<Design, 'prefix' | 'head'> {
  const names = [...weights.keys()];
  const prefix = ['language_model.model.', 'model.language_model.'].find((candidate) => names.some((name) => name.startsWith(candidate)));
  if (prefix === undefined) {
    throw new LupaError(
      'Unsupported',
      `${label}: no weight is called language_model.model.… or model.language_model.…: Lupa reads only the language model of gemma3`,
      {
        subject: 'language_model',
        value: names[0],
      },
    );
  }
  return { prefix, head: names.includes('language_model.lm_head.weight') ? 'language_model.lm_head' : 'lm_head' };
}
