import * as v from 'valibot';
import { flag, mustDivide, readConfig, refuse, size as whole, small, tokenId, underFirstName } from '../config.js';
import { elementTypeNumber, type GraphBuilder, type Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, cut, flatten, layerNorm, linear, splitHeads } from './blocks.js';
import { causalHead } from './causal-head.js';
import { causalBias } from './masks.js';

/** Fields of config.json, with the defaults of transformers. */
const FIELDS = {
  vocab_size: v.optional(whole, 250880),
  hidden_size: v.optional(whole, 64),
  n_layer: v.optional(whole, 2),
  n_head: v.optional(whole, 8),
  layer_norm_epsilon: v.optional(small, 1e-5),
  apply_residual_connection_post_layernorm: v.optional(flag, false),
  pretraining_tp: v.optional(whole, 1),
  pad_token_id: v.optional(v.nullable(tokenId)),
  tie_word_embeddings: v.optional(flag, true),
};
/** n_embed is the older name of hidden_size, and the one published checkpoints have. */
const SECOND_NAMES = { hidden_size: 'n_embed', n_head: 'num_attention_heads', n_layer: 'num_hidden_layers' };

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^lm_head\./, // the input embeddings once more where they are tied
  /^(score|qa_outputs|classifier)\./,
];

/** BLOOM (BigScience 2022): no positions but a penalty on distance, a slope a head (ALiBi, Press 2021); a layer norm on the embeddings. */
export const bloom: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = readConfig(FIELDS, underFirstName(json, SECOND_NAMES), file);
  const { vocab_size: vocabulary, hidden_size: size, n_layer: layers, n_head: heads, layer_norm_epsilon: epsilon } = config;
  mustDivide(file, ['hidden_size', size], ['n_head', heads]);
  refuse(config, file, { is_causal: true });
  // With several slices transformers leaves the biases out of the sums, so that this is another model.
  if (config.pretraining_tp > 1) refuse(config, file, { slow_but_exact: false });
  const width = size / heads; // d
  const stack: Stack = { name: '', layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(width), softcap: null };
  const weights = weightsOf(found, graph, { prefix: 'transformer.', label, body: /^(word_embeddings|word_embeddings_layernorm|h|ln_f)\./ });
  const blocks = { graph, weights };
  const norm = (name: string, x: Value): Value => layerNorm(blocks, name, x, { size, epsilon });
  const carried = (normed: Value, x: Value): Value => (config.apply_residual_connection_post_layernorm ? normed : x);

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);

  const words = weights.rows('word_embeddings.weight', [vocabulary, size], inputIds); // [B,S,D]
  const bias = graph.op('Add', [linearBiases(graph, mask, heads), causalBias(graph, mask, { shape })]); // [B,H,S,S]
  let x = norm('word_embeddings_layernorm', flatten(graph, words, size)); // [B*S, D]
  for (let layer = 0; layer < layers; layer++) {
    const name = `h.${layer}`;
    const read = norm(`${name}.input_layernorm`, x);
    const fused = linear(blocks, `${name}.self_attention.query_key_value`, read, { input: size, output: 3 * size }); // [B*S, H*3*d]
    // Each head has its query, key and value side by side.
    const apart = splitHeads(graph, fused, { shape, heads, width: 3 * width }); // [B,H,S,3d]
    const [queries, keys, values] = cut(graph, apart, { axis: 3, parts: 3, size: width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries, keys, values, bias, width }, stack);
    const projected = linear(blocks, `${name}.self_attention.dense`, attention.context, { input: size, output: size });
    const attended = graph.op('Add', [projected, carried(read, x)]);

    const normed = norm(`${name}.post_attention_layernorm`, attended);
    const expanded = activation(blocks, 'gelu_new', linear(blocks, `${name}.mlp.dense_h_to_4h`, normed, { input: size, output: 4 * size })); // [B*S, F]
    const reduced = linear(blocks, `${name}.mlp.dense_4h_to_h`, expanded, { input: 4 * size, output: size });
    x = graph.op('Add', [reduced, carried(normed, attended)]);

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  const hidden = norm('ln_f', x); // [B*S, D]

  const results = causalHead(blocks, hidden, { task, config, size, words: 'word_embeddings.weight', inputIds, mask, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens: Infinity, vocabulary, types: 1, inputs: ['input_ids', 'attention_mask'], results };
};

/**
 * ALiBi: slope · place of the key among the tokens that are no padding, [B,H,1,S]. Softmax sees only differences, so that this is the
 * paper's −slope · distance.
 */
function linearBiases(graph: GraphBuilder, mask: Value, heads: number): Value {
  const place = graph.op('Mul', [graph.op('Sub', [graph.op('CumSum', [mask, graph.ints(1)]), graph.ints(1)]), mask]); // [B,S]
  const along = graph.op('Unsqueeze', [graph.op('Cast', [place], { to: elementTypeNumber('float32') }), graph.ints([1, 2])]); // [B,1,1,S]
  return graph.op('Mul', [along, graph.floats(slopes(heads), [1, heads, 1, 1])]);
}

/** A slope a head: 2^(−8i/n) for i = 1 … n, n the greatest power of 2 up to the number of heads; the rest take every other one of 2n's. */
function slopes(heads: number): number[] {
  const { fround } = Math;
  const power = 2 ** Math.floor(Math.log2(heads)); // n
  // Rounded to float32 where torch rounds.
  const series = (n: number, exponents: number[]): number[] => exponents.map((i) => fround(fround(2 ** (-8 / n)) ** i));
  const own = series(
    power,
    Array.from({ length: power }, (_, i) => i + 1),
  );
  return [
    ...own,
    ...series(
      2 * power,
      Array.from({ length: heads - power }, (_, i) => 2 * i + 1),
    ),
  ];
}
