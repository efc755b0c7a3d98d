import * as v from 'valibot';
import { briefly, LupaError } from '../../errors.js';
import { flag, mustDivide, readConfig, refuse, size, small, word } from '../config.js';

/** Fields of config.json that decoders of Llama's kind share. The first five are in every published file; the others have defaults. */
const FIELDS = {
  vocab_size: size,
  hidden_size: size,
  intermediate_size: size,
  num_hidden_layers: size,
  num_attention_heads: size,
  num_key_value_heads: v.optional(v.nullable(size), null),
  head_dim: v.optional(v.nullable(size), null),
  max_position_embeddings: size,
  rms_norm_eps: v.optional(small, 1e-6),
  hidden_act: v.optional(word, 'silu'),
  tie_word_embeddings: v.optional(flag, false),
};

/** The sizes of a decoder of Llama's kind, checked. */
export interface GatedConfig {
  /** How messages name config.json. */
  label: string;
  vocabulary: number;
  /** D, the width of the residual stream. */
  size: number;
  /** F, the width inside a feed-forward block. */
  inner: number;
  layers: number;
  /** H. */
  heads: number;
  /** Hkv: how many different keys and values there are for the H queries. */
  keyHeads: number;
  /** d, the size of a head; H · d need not be D. */
  width: number;
  /** The longest sequence the model was trained for. */
  positions: number;
  epsilon: number;
  activation: string;
  /** Whether the words' embeddings score the next word too. */
  tied: boolean;
}

/** What a layer attends to: everything before a token, or a window. */
export type LayerType = 'full_attention' | 'sliding_attention';

/**
 * Checks config.json of a decoder of Llama's kind.
 * @param defaults what transformers takes for a field that is missing, where the family has a value of its own
 * @throws LupaError InvalidCheckpoint naming the field, Unsupported when a field asks for what Lupa does not compute
 */
export function gatedConfig(json: Record<string, unknown>, checkpoint: string, defaults: Record<string, unknown>): GatedConfig {
  const label = `${checkpoint}/config.json`;
  const config = readConfig(FIELDS, { ...defaults, ...json }, label);
  const { hidden_size: model, num_attention_heads: heads } = config;
  if (config.head_dim === null) mustDivide(label, ['hidden_size', model], ['num_attention_heads', heads]);
  const width = config.head_dim ?? model / heads;
  const keyHeads = config.num_key_value_heads ?? heads;
  mustDivide(label, ['num_attention_heads', heads], ['num_key_value_heads', keyHeads]);
  mustDivide(label, ['the size of a head (head_dim)', width], ['the pairs that positions turn,', 2]);
  refuse(json, label, { is_causal: true, quantization_config: null });
  return {
    label,
    vocabulary: config.vocab_size,
    size: model,
    inner: config.intermediate_size,
    layers: config.num_hidden_layers,
    heads,
    keyHeads,
    width,
    positions: config.max_position_embeddings,
    epsilon: config.rms_norm_eps,
    activation: config.hidden_act,
    tied: config.tie_word_embeddings,
  };
}

/**
 * The type of each layer: as `layer_types` says, else as the family's rule does.
 * @throws LupaError InvalidCheckpoint when there is not one a layer, Unsupported naming a type that is not computed
 */
export function layerTypes(json: Record<string, unknown>, { label, layers }: GatedConfig, rule: (layer: number) => LayerType): LayerType[] {
  const types = json.layer_types ?? Array.from({ length: layers }, (_, layer) => rule(layer));
  if (!Array.isArray(types) || types.length !== layers) {
    throw new LupaError('InvalidCheckpoint', `${label}: layer_types is ${briefly(types)}, a list of ${layers} names is expected`, {
      subject: 'layer_types',
      value: types,
      limit: layers,
    });
  }
  for (const type of types as unknown[]) {
    if (type === 'full_attention' || type === 'sliding_attention') continue;
    throw new LupaError('Unsupported', `${label}: layer_types has ${briefly(type)}, only full_attention and sliding_attention are supported`, {
      subject: 'layer_types',
      value: type,
      limit: ['full_attention', 'sliding_attention'],
    });
  }
  return types as LayerType[];
}

/**
 * How many tokens a layer sees, itself included, one number a layer; null: all before it.
 * @throws LupaError InvalidCheckpoint when a layer slides and `sliding_window` says nothing
 */
export function windowsOf(types: LayerType[], window: number | null, { label }: GatedConfig): (number | null)[] {
  if (window === null && types.includes('sliding_attention')) {
    throw new LupaError('InvalidCheckpoint', `${label}: layer_types has sliding_attention, and sliding_window gives no size for it`, {
      subject: 'sliding_window',
      value: null,
    });
  }
  return types.map((type) => (type === 'sliding_attention' ? window : null));
}
