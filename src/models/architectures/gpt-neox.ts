import * as v from 'valibot';
import { LupaError } from '../../errors.js';
import { flag, mustDivide, positive, readConfig, refuse, size as whole, small, tokenId, word } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, cut, flatten, layerNorm, linear, positions as places, splitHeads } from './blocks.js';
import { causalHead } from './causal-head.js';
import { causalBias } from './masks.js';
import { applyRotary, rotaryTables } from './rotary.js';

/** How the rotary embedding is described since transformers 5, or its extension before. */
const ROPE = v.optional(
  v.nullable(
    v.looseObject(
      {
        rope_theta: v.optional(positive),
        partial_rotary_factor: v.optional(small),
        rope_type: v.optional(word),
        type: v.optional(word),
        factor: v.optional(positive),
      },
      'an object',
    ),
  ),
);

/** Fields of config.json, with the defaults of transformers: GPT-NeoX-20B. */
const FIELDS = {
  vocab_size: v.optional(whole, 50432),
  max_position_embeddings: v.optional(whole, 2048),
  hidden_size: v.optional(whole, 6144),
  num_hidden_layers: v.optional(whole, 44),
  num_attention_heads: v.optional(whole, 64),
  intermediate_size: v.optional(whole, 24576),
  hidden_act: v.optional(word, 'gelu'),
  layer_norm_eps: v.optional(small, 1e-5),
  use_parallel_residual: v.optional(flag, true),
  attention_bias: v.optional(flag, true),
  rotary_pct: v.optional(small, 0.25),
  rotary_emb_base: v.optional(positive, 10000),
  rope_parameters: ROPE,
  rope_scaling: ROPE,
  pad_token_id: v.optional(v.nullable(tokenId)),
  tie_word_embeddings: v.optional(flag, false),
};
type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, string>>;

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^layers\.\d+\.attention\.(bias|masked_bias)$/, // buffers of older versions: the causal mask and what stood for minus infinity
  /(^|\.)rotary_emb\.inv_freq$/, // a buffer of older versions, computed from the config
  /^(embed_out|lm_head)\./,
  /^(score|qa_outputs|classifier)\./,
];

/** GPT-NeoX (Black 2022) and Pythia: rotary positions on a part of each head, attention and feed-forward side by side. */
export const gptNeox: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = readConfig(FIELDS, json, file);
  const {
    vocab_size: vocabulary,
    hidden_size: size,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    intermediate_size: inner,
    layer_norm_eps: epsilon,
    attention_bias: attentionBias,
  } = config;
  mustDivide(file, ['hidden_size', size], ['num_attention_heads', heads]);
  const width = size / heads; // d
  refuse(config, file, { is_causal: true, head_dim: width });
  const stack: Stack = { name: '', layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(width), softcap: null };
  const weights = weightsOf(found, graph, { prefix: 'gpt_neox.', label, body: /^(embed_in|layers|final_layer_norm)\./ });
  const blocks = { graph, weights };

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);

  let x = flatten(graph, weights.rows('embed_in.weight', [vocabulary, size], inputIds), size); // [B*S, D]
  const bias = causalBias(graph, mask, { shape }); // [B,1,S,S]
  const frequencies = rotaryFrequencies(config, width, file);
  const tables = frequencies.length === 0 ? null : rotaryTables(graph, places(graph, shape), { frequencies });
  const turn = (x: Value): Value => (tables === null ? x : applyRotary(graph, x, tables, { size: width })); // [B,H,S,d]
  for (let layer = 0; layer < layers; layer++) {
    const name = `layers.${layer}`;
    const normed = layerNorm(blocks, `${name}.input_layernorm`, x, { size, epsilon });
    const fused = linear(blocks, `${name}.attention.query_key_value`, normed, { input: size, output: 3 * size, bias: attentionBias }); // [B*S, H*3*d]
    // Each head has its query, key and value side by side.
    const apart = splitHeads(graph, fused, { shape, heads, width: 3 * width }); // [B,H,S,3d]
    const [queries, keys, values] = cut(graph, apart, { axis: 3, parts: 3, size: width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries: turn(queries), keys: turn(keys), values, bias, width }, stack);
    const projected = linear(blocks, `${name}.attention.dense`, attention.context, { input: size, output: size, bias: attentionBias });
    const attended = graph.op('Add', [projected, x]);

    // Side by side: the feed-forward reads what the attention read. One after the other: it reads what the attention made of it.
    const read = layerNorm(blocks, `${name}.post_attention_layernorm`, config.use_parallel_residual ? x : attended, { size, epsilon });
    const expanded = activation(blocks, config.hidden_act, linear(blocks, `${name}.mlp.dense_h_to_4h`, read, { input: size, output: inner })); // [B*S, F]
    x = graph.op('Add', [linear(blocks, `${name}.mlp.dense_4h_to_h`, expanded, { input: inner, output: size }), attended]);

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  const hidden = layerNorm(blocks, 'final_layer_norm', x, { size, epsilon }); // [B*S, D]

  const output = weights.has('lm_head.weight') ? 'lm_head.weight' : 'embed_out.weight'; // published as embed_out
  const results = causalHead(blocks, hidden, { task, config, size, words: 'embed_in.weight', output, inputIds, mask, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens: config.max_position_embeddings, vocabulary, types: 1, inputs: ['input_ids', 'attention_mask'], results };
};

/**
 * Angles a position, for the part of a head that is turned: theta^(−2i/r) for r = ⌊d · share⌋, none where r is 0. Computed with the
 * roundings to float32 that torch makes, which at position 2000 are seen in the fourth digit of a cosine.
 * @throws LupaError Unsupported for an extension of the embedding that is not computed
 */
function rotaryFrequencies(
  { rope_parameters: parameters, rope_scaling: scaling, rotary_emb_base: base, rotary_pct: share, ...config }: Config,
  width: number,
  file: string,
): number[] {
  const rope = scaling ?? parameters ?? {};
  const { rope_theta: theta = base, partial_rotary_factor: part = share, rope_type: type = rope.type ?? 'default', factor } = rope;
  // transformers reads neither of them for this family: one that says something else may not be passed over.
  refuse(config, file, { rope_theta: theta, partial_rotary_factor: part });
  // NTK scaling ("dynamic") changes nothing up to max_position_embeddings, where Lupa ends.
  if (!['default', 'linear', 'dynamic'].includes(type)) {
    throw new LupaError(
      'Unsupported',
      `${file}: the rotary embedding is extended by ${type} (rope_type), default, linear and dynamic are supported`,
      {
        subject: 'rope_type',
        value: type,
      },
    );
  }
  if (type === 'linear' && factor === undefined) {
    throw new LupaError('InvalidCheckpoint', `${file}: rope_type is linear and there is no factor, a number above 0 is expected`, {
      subject: 'factor',
    });
  }
  const stretch = type === 'linear' ? (factor as number) : 1;
  const turned = Math.trunc(width * part); // r
  if (2 * Math.ceil(turned / 2) > width) {
    throw new LupaError('InvalidCheckpoint', `${file}: ${turned} dimensions of a head are turned in pairs, a head has ${width}`, {
      subject: 'partial_rotary_factor',
      value: turned,
      limit: width,
    });
  }
  const { fround } = Math;
  return Array.from({ length: Math.ceil(turned / 2) }, (_, i) => fround(fround(1 / fround(theta ** fround((2 * i) / turned))) / stretch));
}
