import * as v from 'valibot';
import { flag, readConfig, refuse } from '../config.js';
import type { Architecture } from './architecture.js';
import { gatedConfig, type GatedConfig } from './gated-config.js';
import { gatedDecoder, type Design } from './gated-decoder.js';
import { readRotary } from './rotary-config.js';

/** Gemma (Mesnard 2024): Llama with wide heads, gelu in the gate, and embeddings that are scaled up and serve as the head too. */
export const gemma: Architecture = (input) => {
  const config = gatedConfig(input.config, input.label, {
    num_key_value_heads: 16,
    head_dim: 256,
    max_position_embeddings: 8192,
    hidden_act: 'gelu_pytorch_tanh',
    tie_word_embeddings: true,
  });
  refuse(input.config, config.label, { use_bidirectional_attention: false });
  // The first files say gelu and mean its approximation.
  const activation = config.activation === 'gelu' ? 'gelu_pytorch_tanh' : config.activation;
  return gatedDecoder(input, { ...config, activation }, { rotary: readRotary(input.config, config), ...gemmaTraits(input.config, config) });
};

/** What all versions of Gemma share. */
export function gemmaTraits(json: Record<string, unknown>, { label, size }: GatedConfig): Pick<Design, 'gainOffset' | 'embeddingScale' | 'biases'> {
  const { attention_bias: attention } = readConfig({ attention_bias: v.optional(flag, false) }, json, label);
  return {
    // Files hold gain − 1, so that weight decay draws gains to 1.
    gainOffset: 1,
    // In float32, like everything here. A run in bfloat16 rounds this factor to 8 bits too: 55.5 for sqrt(3072) = 55.43.
    embeddingScale: Math.fround(Math.sqrt(size)),
    biases: { input: attention, output: attention },
  };
}
