import * as v from 'valibot';
import { encoderConfig, labelCount, readConfig, size as sizeField, type EncoderConfig } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { exposeAttention, scaledAttention, type AttentionBlock } from './attention.js';
import { embeddings, encoderStack } from './bert.js';
import { flatten, layerNorm, linear, splitHeads, type BatchShape, type Blocks } from './blocks.js';
import { classHead, firstToken, hiddenState, spanHead, tiedWords, wordHead } from './heads.js';
import { paddingBias } from './masks.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.position_ids$/, // a buffer of older versions
  /^pooler\./,
  /^predictions\./,
  /^sop_classifier\./, // sentence-order head of pre-training
  /^qa_outputs\./,
  /^classifier\./,
];

const DECODER = 'predictions.decoder';

/** What config.json has beside BERT's fields. */
const FIELDS = {
  embedding_size: v.optional(sizeField, 128),
  num_hidden_groups: v.optional(sizeField, 1),
  inner_group_num: v.optional(sizeField, 1),
};

/** What the layers are built with. */
interface LayerInput {
  config: EncoderConfig;
  stack: Stack;
  /** Added to the scores, [B,1,1,S]. */
  bias: Value;
  shape: BatchShape;
}

/**
 * ALBERT (Lan 2019): BERT with a narrow table of words, projected to the hidden size once, and with layers that share their weights: layer i
 * of L is the one of group ⌊i · groups / L⌋, and a group may have several inner layers, run one after the other.
 */
export const albert: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = encoderConfig({ hidden_act: 'gelu_new', ...json }, file);
  const { embedding_size: narrow, num_hidden_groups: groups, inner_group_num: inner } = readConfig(FIELDS, json, file);
  const { vocab_size: vocabulary, hidden_size: size, max_position_embeddings: positions, type_vocab_size: types, layer_norm_eps: epsilon } = config;
  const weights = weightsOf(found, graph, {
    prefix: 'albert.',
    label,
    tied: tiedWords(config, { decoder: DECODER, bias: 'predictions.bias' }),
  });
  const blocks = { graph, weights };
  const stack: Stack = { ...encoderStack(config), layers: config.num_hidden_layers * inner };

  const { embedded, mask, shape } = embeddings(blocks, { vocabulary, positions, types, width: narrow }); // [B,S,E]
  const normed = flatten(graph, layerNorm(blocks, 'embeddings.LayerNorm', embedded, { size: narrow, epsilon }), narrow); // [B*S, E]

  let x = linear(blocks, 'encoder.embedding_hidden_mapping_in', normed, { input: narrow, output: size }); // [B*S, D]
  const bias = paddingBias(graph, mask);
  for (let layer = 0; layer < stack.layers; layer++) {
    const [outer, within] = [Math.floor(layer / inner), layer % inner];
    const group = Math.floor(outer / (config.num_hidden_layers / groups));
    const name = `encoder.albert_layer_groups.${group}.albert_layers.${within}`;
    const { hidden, attention } = sharedLayer(blocks, x, { name, config, stack, bias, shape });
    x = hidden;
    exposeAttention(graph, attention, { stack, layer, width: size / stack.heads, queriesAndKeys });
  }

  const results = head(blocks, x, { config, narrow, task, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens: positions, vocabulary, types, inputs: ['input_ids', 'attention_mask', 'token_type_ids'], results };
};

/** Attention and feed-forward, each followed by its layer norm: [B*S, D] to [B*S, D]. */
function sharedLayer(
  blocks: Blocks,
  x: Value,
  { name, config, stack, bias, shape }: LayerInput & { name: string },
): { hidden: Value; attention: AttentionBlock } {
  const { graph } = blocks;
  const { hidden_size: size, intermediate_size: inner, num_attention_heads: heads, layer_norm_eps: epsilon } = config;
  const width = size / heads; // d
  const project = (which: string): Value =>
    splitHeads(graph, linear(blocks, `${name}.attention.${which}`, x, { input: size, output: size }), { shape, heads, width }); // [B,H,S,d]
  const attention = scaledAttention(graph, { queries: project('query'), keys: project('key'), values: project('value'), bias, width }, stack);
  const projected = linear(blocks, `${name}.attention.dense`, attention.context, { input: size, output: size });
  const attended = layerNorm(blocks, `${name}.attention.LayerNorm`, graph.op('Add', [x, projected]), { size, epsilon });

  const expanded = activation(blocks, config.hidden_act, linear(blocks, `${name}.ffn`, attended, { input: size, output: inner })); // [B*S, F]
  const reduced = linear(blocks, `${name}.ffn_output`, expanded, { input: inner, output: size });
  return { hidden: layerNorm(blocks, `${name}.full_layer_layer_norm`, graph.op('Add', [reduced, attended]), { size, epsilon }), attention };
}

/** What the model says; see BERT's. Words are scored in the narrow size of their table. Returns the outputs' names. */
function head(
  blocks: Blocks,
  hidden: Value,
  { config, narrow, task, shape }: { config: EncoderConfig; narrow: number; task: Task; shape: BatchShape },
): string[] {
  const { hidden_size: size, vocab_size: vocabulary } = config;
  switch (task) {
    case 'question-answering':
      return spanHead(blocks, hidden, { size, shape });
    case 'fill-mask': {
      const dense = activation(blocks, config.hidden_act, linear(blocks, 'predictions.dense', hidden, { input: size, output: narrow }));
      const transformed = layerNorm(blocks, 'predictions.LayerNorm', dense, { size: narrow, epsilon: config.layer_norm_eps });
      return wordHead(blocks, transformed, { decoder: DECODER, size: narrow, vocabulary, shape });
    }
    case 'text-classification': {
      const first = firstToken(blocks, hidden, { size, shape });
      const pooled = blocks.graph.op('Tanh', [linear(blocks, 'pooler', first, { input: size, output: size })]);
      return classHead(blocks, pooled, { size, labels: labelCount(config) });
    }
    default:
      return hiddenState(blocks, hidden, { size, shape });
  }
}
