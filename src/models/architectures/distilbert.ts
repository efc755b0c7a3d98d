import * as v from 'valibot';
import { flag, labelCount, mustDivide, readConfig, size as sizeField, word } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, flatten, layerNorm, linear, positions as places, splitHeads, type BatchShape, type Blocks } from './blocks.js';
import { classHead, firstToken, hiddenState, spanHead, tiedWords, wordHead } from './heads.js';
import { paddingBias } from './masks.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.position_ids$/, // a buffer of older versions
  /^vocab_(transform|layer_norm|projector)\./,
  /^pre_classifier\./,
  /^qa_outputs\./,
  /^classifier\./,
];

const DECODER = 'vocab_projector';

/** Of every layer norm; config.json has no field for it. */
const EPSILON = 1e-12;

/** config.json; `sinusoidal_pos_embds` only says what the table of positions held before training. */
const FIELDS = {
  vocab_size: sizeField,
  dim: sizeField,
  n_layers: sizeField,
  n_heads: sizeField,
  hidden_dim: sizeField,
  max_position_embeddings: sizeField,
  activation: v.optional(word, 'gelu'),
  tie_word_embeddings: v.optional(flag, true),
};

/** DistilBERT (Sanh 2019): half of BERT's layers, without token types and pooler, under names of its own. */
export const distilbert: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = readConfig(FIELDS, json, `${label}/config.json`);
  const { vocab_size: vocabulary, dim: size, n_heads: heads, n_layers: layers, max_position_embeddings: positions } = config;
  mustDivide(`${label}/config.json`, ['dim', size], ['n_heads', heads]);
  const weights = weightsOf(found, graph, { prefix: 'distilbert.', label, tied: tiedWords(config, { decoder: DECODER }) });
  const blocks = { graph, weights };
  const width = size / heads; // d
  const stack: Stack = { name: '', layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(width), softcap: null };

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const bias = paddingBias(graph, mask); // [B,1,1,S]

  const words = weights.rows('embeddings.word_embeddings.weight', [vocabulary, size], inputIds); // [B,S,D]
  const place = weights.rows('embeddings.position_embeddings.weight', [positions, size], places(graph, shape)); // [S,D]
  const embedded = layerNorm(blocks, 'embeddings.LayerNorm', graph.op('Add', [words, place]), { size, epsilon: EPSILON });

  let x = flatten(graph, embedded, size); // [B*S, D]
  for (let layer = 0; layer < layers; layer++) {
    const name = `transformer.layer.${layer}`;
    const project = (which: string): Value =>
      splitHeads(graph, linear(blocks, `${name}.attention.${which}`, x, { input: size, output: size }), { shape, heads, width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries: project('q_lin'), keys: project('k_lin'), values: project('v_lin'), bias, width }, stack);
    const projected = linear(blocks, `${name}.attention.out_lin`, attention.context, { input: size, output: size });
    x = layerNorm(blocks, `${name}.sa_layer_norm`, graph.op('Add', [projected, x]), { size, epsilon: EPSILON });

    const expanded = activation(blocks, config.activation, linear(blocks, `${name}.ffn.lin1`, x, { input: size, output: config.hidden_dim })); // [B*S, F]
    const reduced = linear(blocks, `${name}.ffn.lin2`, expanded, { input: config.hidden_dim, output: size });
    x = layerNorm(blocks, `${name}.output_layer_norm`, graph.op('Add', [reduced, x]), { size, epsilon: EPSILON });

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }

  const results = head(blocks, x, { config, task, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens: positions, vocabulary, types: 0, inputs: ['input_ids', 'attention_mask'], results };
};

/** What the model says; see BERT's. Returns the outputs' names. */
function head(
  blocks: Blocks,
  hidden: Value,
  {
    config,
    task,
    shape,
  }: { config: { dim: number; vocab_size: number; activation: string; [field: string]: unknown }; task: Task; shape: BatchShape },
): string[] {
  const { dim: size, vocab_size: vocabulary } = config;
  switch (task) {
    case 'question-answering':
      return spanHead(blocks, hidden, { size, shape });
    case 'fill-mask': {
      const dense = activation(blocks, config.activation, linear(blocks, 'vocab_transform', hidden, { input: size, output: size }));
      const transformed = layerNorm(blocks, 'vocab_layer_norm', dense, { size, epsilon: EPSILON });
      return wordHead(blocks, transformed, { decoder: DECODER, size, vocabulary, shape });
    }
    case 'text-classification': {
      const first = firstToken(blocks, hidden, { size, shape });
      const pooled = blocks.graph.op('Relu', [linear(blocks, 'pre_classifier', first, { input: size, output: size })]);
      return classHead(blocks, pooled, { size, labels: labelCount(config) });
    }
    default:
      return hiddenState(blocks, hidden, { size, shape });
  }
}
