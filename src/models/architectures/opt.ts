import * as v from 'valibot';
import { flag, mustDivide, readConfig, refuse, size as whole, tokenId, word } from '../config.js';
import type { GraphBuilder, Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, flatten, layerNorm, linear, splitHeads } from './blocks.js';
import { causalHead } from './causal-head.js';
import { causalBias } from './masks.js';

/** Fields of config.json, with the defaults of transformers: opt-125m. */
const FIELDS = {
  vocab_size: v.optional(whole, 50272),
  max_position_embeddings: v.optional(whole, 2048),
  hidden_size: v.optional(whole, 768),
  num_hidden_layers: v.optional(whole, 12),
  num_attention_heads: v.optional(whole, 12),
  ffn_dim: v.optional(whole, 3072),
  word_embed_proj_dim: v.optional(v.nullable(whole)),
  activation_function: v.optional(word, 'relu'),
  do_layer_norm_before: v.optional(flag, true),
  _remove_final_layer_norm: v.optional(flag, false),
  enable_bias: v.optional(flag, true),
  layer_norm_elementwise_affine: v.optional(flag, true),
  pad_token_id: v.optional(v.nullable(tokenId), 1),
  tie_word_embeddings: v.optional(flag, true),
};

/** torch's default; config.json has no field for it. */
const EPSILON = 1e-5;
/** The table's first rows belong to no position: a heritage of fairseq, where padding had the number 1. */
const OFFSET = 2;

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^decoder\.version$/, // a mark that fairseq left
  /^lm_head\./, // the input embeddings once more where they are tied
  /^(score|qa_outputs)\./,
];

/** OPT (Zhang 2022): GPT-3's architecture; opt-350m alone normalises after attention and feed-forward and has words smaller than its layers. */
export const opt: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = readConfig(FIELDS, json, file);
  const {
    vocab_size: vocabulary,
    max_position_embeddings: positions,
    hidden_size: size,
    num_hidden_layers: layers,
    num_attention_heads: heads,
    ffn_dim: inner,
  } = config;
  const { do_layer_norm_before: before, enable_bias: biased, layer_norm_elementwise_affine: affine } = config;
  mustDivide(file, ['hidden_size', size], ['num_attention_heads', heads]);
  refuse(config, file, { is_causal: true });
  const wordSize = config.word_embed_proj_dim ?? size; // E
  const width = size / heads; // d
  // The queries are scaled before they enter the dot product.
  const stack: Stack = { name: '', layers, heads, keyHeads: heads, scale: 1, softcap: null };
  const weights = weightsOf(found, graph, { prefix: 'model.', label, body: /^decoder\./ });
  const blocks = { graph, weights };
  const norm = (name: string, x: Value): Value => layerNorm(blocks, name, x, { size, epsilon: EPSILON, affine });
  const resize = (name: string, x: Value, input: number, output: number): Value =>
    input === output ? x : linear(blocks, name, x, { input, output, bias: false });

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const bias = causalBias(graph, mask, { shape }); // [B,1,S,S]

  const words = weights.rows('decoder.embed_tokens.weight', [vocabulary, wordSize], inputIds); // [B,S,E]
  const place = weights.rows('decoder.embed_positions.weight', [positions + OFFSET, size], positionIds(graph, mask)); // [B,S,D]
  const entered = resize('decoder.project_in', flatten(graph, words, wordSize), wordSize, size);
  let x = graph.op('Add', [entered, flatten(graph, place, size)]); // [B*S, D]
  for (let layer = 0; layer < layers; layer++) {
    const name = `decoder.layers.${layer}`;
    const read = before ? norm(`${name}.self_attn_layer_norm`, x) : x;
    const project = (which: string): Value => linear(blocks, `${name}.self_attn.${which}_proj`, read, { input: size, output: size, bias: biased });
    const scaled = graph.op('Mul', [project('q'), graph.float(1 / Math.sqrt(width))]);
    const [queries, keys, values] = [scaled, project('k'), project('v')].map((part) => splitHeads(graph, part, { shape, heads, width })); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries, keys, values, bias, width }, stack);
    x = graph.op('Add', [x, linear(blocks, `${name}.self_attn.out_proj`, attention.context, { input: size, output: size, bias: biased })]);
    if (!before) x = norm(`${name}.self_attn_layer_norm`, x);

    const expanded = linear(blocks, `${name}.fc1`, before ? norm(`${name}.final_layer_norm`, x) : x, { input: size, output: inner, bias: biased }); // [B*S, F]
    const activated = activation(blocks, config.activation_function, expanded, 'activation_function');
    x = graph.op('Add', [x, linear(blocks, `${name}.fc2`, activated, { input: inner, output: size, bias: biased })]);
    if (!before) x = norm(`${name}.final_layer_norm`, x);

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  const normed = before && !config._remove_final_layer_norm ? norm('decoder.final_layer_norm', x) : x;
  const hidden = resize('decoder.project_out', normed, size, wordSize); // [B*S, E]

  const results = causalHead(blocks, hidden, { task, config, size: wordSize, words: 'decoder.embed_tokens.weight', inputIds, mask, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens: positions, vocabulary, types: 1, inputs: ['input_ids', 'attention_mask'], results };
};

/** Rows of the position table: tokens count on from the offset, padding does not count and has the row before it. [B,S] int64. */
function positionIds(graph: GraphBuilder, mask: Value): Value {
  const counted = graph.op('Mul', [graph.op('CumSum', [mask, graph.ints(1)]), mask]);
  return graph.op('Add', [counted, graph.ints(OFFSET - 1)]);
}
