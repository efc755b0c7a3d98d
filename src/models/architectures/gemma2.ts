import * as v from 'valibot';
import { positive, readConfig, refuse, size } from '../config.js';
import type { Value } from '../onnx/build.js';
import type { Architecture } from './architecture.js';
import { gatedConfig, layerTypes, windowsOf } from './gated-config.js';
import { gatedDecoder, type LayerParts } from './gated-decoder.js';
import { gemmaTraits } from './gemma.js';
import { readRotary } from './rotary-config.js';

const FIELDS = {
  query_pre_attn_scalar: v.optional(positive, 256),
  sliding_window: v.optional(v.nullable(size), 4096),
  attn_logit_softcapping: v.optional(v.nullable(positive), 50),
  final_logit_softcapping: v.optional(v.nullable(positive), 30),
};

/**
 * Gemma 2 (Rivière 2024): Gemma with a norm after each block too, every other layer seeing a window, and scores that cannot exceed a cap.
 * `head_dim` does not say how scores are scaled: `query_pre_attn_scalar` does.
 */
export const gemma2: Architecture = (input) => {
  const { hidden_activation: activation = 'gelu_pytorch_tanh' } = input.config;
  const defaults = { num_key_value_heads: 4, head_dim: 256, max_position_embeddings: 8192, tie_word_embeddings: true };
  const config = gatedConfig({ ...input.config, hidden_act: activation }, input.label, defaults);
  refuse(input.config, config.label, { use_bidirectional_attention: false });
  const own = readConfig(FIELDS, input.config, config.label);
  const types = layerTypes(input.config, config, (layer) => (layer % 2 === 0 ? 'sliding_attention' : 'full_attention'));
  return gatedDecoder(input, config, {
    rotary: readRotary(input.config, config),
    windows: windowsOf(types, own.sliding_window, config),
    layer: sandwichNorm,
    ...gemmaTraits(input.config, config),
    scale: own.query_pre_attn_scalar ** -0.5,
    softcap: own.attn_logit_softcapping,
    finalCap: own.final_logit_softcapping,
  });
};

/** A norm before and one after each block; only what comes out of the second is added to the stream. */
export function sandwichNorm({ norm, attention, feedForward, add }: LayerParts, x: Value): Value {
  const attended = add(x, norm('post_attention_layernorm', attention(norm('input_layernorm', x))));
  return add(attended, norm('post_feedforward_layernorm', feedForward(norm('pre_feedforward_layernorm', attended))));
}
