import * as v from 'valibot';
import { flag, readConfig } from '../config.js';
import type { Architecture } from './architecture.js';
import { gatedConfig } from './gated-config.js';
import { gatedDecoder } from './gated-decoder.js';
import { upperWindows } from './qwen2.js';
import { readRotary } from './rotary-config.js';

/** Qwen3 (Yang 2025): Qwen2 without its biases; queries and keys are normalised, each head for itself, before positions turn them. */
export const qwen3: Architecture = (input) => {
  const config = gatedConfig(input.config, input.label, { num_key_value_heads: 32, head_dim: 128, max_position_embeddings: 32_768 });
  const { attention_bias: attention } = readConfig({ attention_bias: v.optional(flag, false) }, input.config, config.label);
  return gatedDecoder(input, config, {
    rotary: readRotary(input.config, config),
    windows: upperWindows(input.config, config),
    biases: { input: attention, output: attention },
    headNorms: true,
  });
};
