import * as v from 'valibot';
import { readConfig, size } from '../config.js';
import type { GraphBuilder, Value } from '../onnx/build.js';
import type { Architecture } from './architecture.js';
import { gatedConfig } from './gated-config.js';
import { gatedDecoder } from './gated-decoder.js';
import { readRotary, rotaryFields } from './rotary-config.js';

const FIELDS = { sliding_window: v.optional(v.nullable(size), null) };

/**
 * Phi-3 (Abdin 2024): Llama with queries, keys and values from one matrix, gate and up from another. Long-context versions have LongRoPE;
 * Phi-4-mini turns only three quarters of a head.
 */
export const phi3: Architecture = (input) => {
  const { graph } = input;
  const config = gatedConfig(input.config, input.label, { max_position_embeddings: 4096, rms_norm_eps: 1e-5 });
  const { heads, keyHeads, width, inner } = config;
  const { sliding_window: window } = readConfig(FIELDS, input.config, config.label);
  return gatedDecoder(input, config, {
    rotary: readRotary(longRope(input.config, config.label), { ...config, partial: true, types: ['default', 'longrope'] }),
    windows: Array.from({ length: config.layers }, () => window),
    attentionInputs(project, x) {
      const all = project('self_attn.qkv_proj', x, (heads + 2 * keyHeads) * width); // [B*S, (H + 2 Hkv)·d]
      const [keys, values, end] = [heads * width, (heads + keyHeads) * width, (heads + 2 * keyHeads) * width];
      return [columns(graph, all, 0, keys), columns(graph, all, keys, values), columns(graph, all, values, end)];
    },
    gateAndUp(project, x) {
      const both = project('mlp.gate_up_proj', x, 2 * inner); // [B*S, 2F]
      return [columns(graph, both, 0, inner), columns(graph, both, inner, 2 * inner)];
    },
  });
};

/** The first files call LongRoPE `su` or `yarn`, and leave out what its original context was. */
function longRope(json: Record<string, unknown>, label: string): Record<string, unknown> {
  const fields = rotaryFields(json, label);
  const type = fields.rope_type ?? fields.type;
  return {
    original_max_position_embeddings: 4096,
    ...json,
    rope_scaling: { ...fields, rope_type: type === 'su' || type === 'yarn' ? 'longrope' : type },
  };
}

function columns(graph: GraphBuilder, x: Value, from: number, to: number): Value {
  return graph.op('Slice', [x, graph.ints([from]), graph.ints([to]), graph.ints([1])]);
}
