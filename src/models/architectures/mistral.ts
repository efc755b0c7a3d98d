import * as v from 'valibot';
import { readConfig, refuse, size } from '../config.js';
import type { Architecture } from './architecture.js';
import { gatedConfig } from './gated-config.js';
import { gatedDecoder } from './gated-decoder.js';
import { readRotary } from './rotary-config.js';

const FIELDS = { sliding_window: v.optional(v.nullable(size), 4096) };

/** Mistral 7B (Jiang 2023): Llama, each layer seeing a window of tokens; later versions have no window. */
export const mistral: Architecture = (input) => {
  const config = gatedConfig(input.config, input.label, { num_key_value_heads: 8, max_position_embeddings: 131_072 });
  // Ministral's layers differ; transformers reads it under another model_type.
  refuse(input.config, config.label, { layer_types: null });
  const { sliding_window: window } = readConfig(FIELDS, input.config, config.label);
  return gatedDecoder(input, config, {
    rotary: readRotary(input.config, config),
    windows: Array.from({ length: config.layers }, () => window),
  });
};
