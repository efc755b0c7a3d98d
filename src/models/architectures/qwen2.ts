import * as v from 'valibot';
import { flag, readConfig, size } from '../config.js';
import type { Architecture } from './architecture.js';
import { gatedConfig, layerTypes, windowsOf, type GatedConfig } from './gated-config.js';
import { gatedDecoder } from './gated-decoder.js';
import { readRotary } from './rotary-config.js';

const FIELDS = {
  use_sliding_window: v.optional(flag, false),
  sliding_window: v.optional(v.nullable(size), 4096),
  max_window_layers: v.optional(v.number(), 28),
};

/** Qwen2 (Yang 2024): Llama with biases on queries, keys and values, and on request a window in the upper layers. */
export const qwen2: Architecture = (input) => {
  const config = gatedConfig(input.config, input.label, { num_key_value_heads: 32, max_position_embeddings: 32_768 });
  return gatedDecoder(input, config, {
    rotary: readRotary(input.config, config),
    windows: upperWindows(input.config, config),
    biases: { input: true },
  });
};

/** `sliding_window` counts only with `use_sliding_window`, and from layer `max_window_layers` on. */
export function upperWindows(json: Record<string, unknown>, config: GatedConfig): (number | null)[] {
  const { use_sliding_window: slides, sliding_window, max_window_layers: from } = readConfig(FIELDS, json, config.label);
  const window = slides ? sliding_window : null;
  const types = layerTypes(json, config, (layer) => (window !== null && layer >= from ? 'sliding_attention' : 'full_attention'));
  return windowsOf(types, window, config);
}
