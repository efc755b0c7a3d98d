import * as v from 'valibot';
import { flag, readConfig } from '../config.js';
import type { Architecture } from './architecture.js';
import { gatedConfig } from './gated-config.js';
import { gatedDecoder } from './gated-decoder.js';
import { readRotary } from './rotary-config.js';

const FIELDS = { attention_bias: v.optional(flag, false), mlp_bias: v.optional(flag, false) };

/**
 * Llama (Touvron 2023): norms before the blocks, rotary positions, gated feed-forward blocks; from the second version on grouped keys
 * (Ainslie 2023), from 3.1 on stretched frequencies.
 */
export const llama: Architecture = (input) => {
  const config = gatedConfig(input.config, input.label, { max_position_embeddings: 2048 });
  const { attention_bias: attention, mlp_bias: feedForward } = readConfig(FIELDS, input.config, config.label);
  return gatedDecoder(input, config, {
    rotary: readRotary(input.config, config),
    biases: { input: attention, output: attention, feedForward },
  });
};
