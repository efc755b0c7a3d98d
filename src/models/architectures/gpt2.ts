import * as v from 'valibot';
import { flag, mustDivide, readConfig, refuse, size as whole, small, tokenId, underFirstName, word } from '../config.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, cut, flatten, layerNorm, linear, positions as places, splitHeads } from './blocks.js';
import { causalHead } from './causal-head.js';
import { causalBias } from './masks.js';

/** Fields of config.json, with the defaults of transformers: gpt2 itself. */
const FIELDS = {
  vocab_size: v.optional(whole, 50257),
  n_positions: v.optional(whole, 1024),
  n_embd: v.optional(whole, 768),
  n_layer: v.optional(whole, 12),
  n_head: v.optional(whole, 12),
  n_inner: v.optional(v.nullable(whole)),
  activation_function: v.optional(word, 'gelu_new'),
  layer_norm_epsilon: v.optional(small, 1e-5),
  scale_attn_weights: v.optional(flag, true),
  scale_attn_by_inverse_layer_idx: v.optional(flag, false),
  pad_token_id: v.optional(v.nullable(tokenId)),
  tie_word_embeddings: v.optional(flag, true),
};
const SECOND_NAMES = { n_embd: 'hidden_size', n_positions: 'max_position_embeddings', n_head: 'num_attention_heads', n_layer: 'num_hidden_layers' };

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^h\.\d+\.attn\.(bias|masked_bias)$/, // buffers of older versions: the causal mask and what stood for minus infinity
  /^lm_head\./, // the input embeddings once more where they are tied
  /^(score|qa_outputs|classifier|multiple_choice_head)\./,
];

/** GPT-2 (Radford 2019): learned positions, layer norm before attention and before feed-forward, one more at the end. */
export const gpt2: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = readConfig(FIELDS, underFirstName(json, SECOND_NAMES), file);
  const { vocab_size: vocabulary, n_positions: positions, n_embd: size, n_layer: layers, n_head: heads, layer_norm_epsilon: epsilon } = config;
  mustDivide(file, ['n_embd', size], ['n_head', heads]);
  refuse(config, file, { add_cross_attention: false, is_causal: true });
  const inner = config.n_inner ?? 4 * size; // F
  const width = size / heads; // d
  const stack: Stack = { name: '', layers, heads, keyHeads: heads, scale: config.scale_attn_weights ? 1 / Math.sqrt(width) : 1, softcap: null };
  const weights = weightsOf(found, graph, { prefix: 'transformer.', label, body: /^(wte|wpe|h|ln_f)\./ });
  const blocks = { graph, weights };

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const bias = causalBias(graph, mask, { shape }); // [B,1,S,S]

  const words = weights.rows('wte.weight', [vocabulary, size], inputIds); // [B,S,D]
  const place = weights.rows('wpe.weight', [positions, size], places(graph, shape)); // [S,D]
  let x = flatten(graph, graph.op('Add', [words, place]), size); // [B*S, D]
  for (let layer = 0; layer < layers; layer++) {
    const name = `h.${layer}`;
    const normed = layerNorm(blocks, `${name}.ln_1`, x, { size, epsilon });
    const fused = linear(blocks, `${name}.attn.c_attn`, normed, { input: size, output: 3 * size, stored: 'in,out' }); // [B*S, 3D]
    const [plain, keys, values] = cut(graph, fused, { axis: 1, parts: 3, size }).map((part) => splitHeads(graph, part, { shape, heads, width })); // [B,H,S,d]
    // The deeper the layer the smaller its scores (Mistral, Stanford CRFM 2021). A stack has one scale, so the queries carry the rest.
    const queries = config.scale_attn_by_inverse_layer_idx && layer > 0 ? graph.op('Mul', [plain, graph.float(1 / (layer + 1))]) : plain;
    const attention = scaledAttention(graph, { queries, keys, values, bias, width }, stack);
    const projected = linear(blocks, `${name}.attn.c_proj`, attention.context, { input: size, output: size, stored: 'in,out' });
    x = graph.op('Add', [projected, x]);

    const expanded = linear(blocks, `${name}.mlp.c_fc`, layerNorm(blocks, `${name}.ln_2`, x, { size, epsilon }), {
      input: size,
      output: inner,
      stored: 'in,out',
    }); // [B*S, F]
    const activated = activation(blocks, config.activation_function, expanded, 'activation_function');
    x = graph.op('Add', [x, linear(blocks, `${name}.mlp.c_proj`, activated, { input: inner, output: size, stored: 'in,out' })]);

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  const hidden = layerNorm(blocks, 'ln_f', x, { size, epsilon }); // [B*S, D]

  const results = causalHead(blocks, hidden, { task, config, size, words: 'wte.weight', inputIds, mask, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens: positions, vocabulary, types: 1, inputs: ['input_ids', 'attention_mask'], results };
};
