import { encoderConfig, labelCount } from '../config.js';
import { weightsOf } from '../weights.js';
import type { Value } from '../onnx/build.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { activation } from './activations.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, flatten, layerNorm, linear, positions as places, splitHeads, type BatchShape, type Blocks } from './blocks.js';
import { classHead, firstToken, hiddenState, spanHead, tiedWords, wordHead } from './heads.js';
import { paddingBias } from './masks.js';
import type { EncoderConfig } from '../config.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.position_ids$/, // a buffer of older versions
  /^pooler\./,
  /^cls\.seq_relationship\./, // next-sentence head of pre-training
  /^cls\.predictions\./,
  /^qa_outputs\./,
  /^classifier\./,
];

const DECODER = 'cls.predictions.decoder';

/** BERT (Devlin 2018): embeddings, then layers of attention and feed-forward, each followed by its layer norm. */
export const bert: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = encoderConfig(json, `${label}/config.json`);
  const { vocab_size: vocabulary, hidden_size: size, max_position_embeddings: positions, type_vocab_size: types } = config;
  const tied = tiedWords(config, { decoder: DECODER, bias: 'cls.predictions.bias' });
  const weights = weightsOf(found, graph, { prefix: 'bert.', label, tied });
  const blocks = { graph, weights };

  const { embedded, mask, shape } = embeddings(blocks, { vocabulary, positions, types, width: size }); // [B,S,D]
  const hidden = encoder(blocks, embedded, { config, mask, shape, queriesAndKeys }); // [B*S, D]
  const results = head(blocks, hidden, { config, task, shape });
  weights.finish(LEFT_OVER);
  return {
    stacks: [encoderStack(config)],
    maxTokens: positions,
    vocabulary,
    types,
    inputs: ['input_ids', 'attention_mask', 'token_type_ids'],
    results,
  };
};

/**
 * The sum of the embeddings of words, places and segments, from inputs `input_ids`, `attention_mask` and `token_type_ids` [B,S] of the graph.
 * ALBERT and ELECTRA share it, with tables narrower than the hidden size.
 * @returns `embedded` [B,S,width], before its layer norm
 */
export function embeddings(
  { graph, weights }: Blocks,
  { vocabulary, positions, types, width }: { vocabulary: number; positions: number; types: number; width: number },
): { embedded: Value; mask: Value; shape: BatchShape } {
  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const typeIds = graph.input('token_type_ids', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const words = weights.rows('embeddings.word_embeddings.weight', [vocabulary, width], inputIds); // [B,S,width]
  const place = weights.rows('embeddings.position_embeddings.weight', [positions, width], places(graph, shape)); // [S,width]
  const segments = weights.rows('embeddings.token_type_embeddings.weight', [types, width], typeIds); // [B,S,width]
  return { embedded: graph.op('Add', [graph.op('Add', [words, segments]), place]), mask, shape };
}

/** The one stack of an encoder of BERT's kind. */
export function encoderStack({ num_hidden_layers: layers, num_attention_heads: heads, hidden_size: size }: EncoderConfig): Stack {
  return { name: '', layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(size / heads), softcap: null };
}

/** What the layers of an encoder are built with. */
interface EncoderInput {
  config: EncoderConfig;
  /** [B,S] int64. */
  mask: Value;
  shape: BatchShape;
  queriesAndKeys: boolean;
}

/**
 * From the sum of the embeddings to the last hidden state; makes the attentions (and queries and keys) outputs.
 * RoBERTa, XLM-R and CamemBERT share it.
 * @param embedded [B,S,D]
 * @returns [B*S, D]
 */
export function encoder(blocks: Blocks, embedded: Value, input: EncoderInput): Value {
  const { hidden_size: size, layer_norm_eps: epsilon } = input.config;
  const x = flatten(blocks.graph, layerNorm(blocks, 'embeddings.LayerNorm', embedded, { size, epsilon }), size); // [B*S, D]
  return encoderLayers(blocks, x, input);
}

/** The layers of {@link encoder}, from [B*S, D] to [B*S, D]; ELECTRA, whose embeddings have a size of their own, has them too. */
export function encoderLayers(blocks: Blocks, embedded: Value, { config, mask, shape, queriesAndKeys }: EncoderInput): Value {
  const { graph } = blocks;
  const { hidden_size: size, intermediate_size: inner, num_attention_heads: heads, layer_norm_eps: epsilon } = config;
  const stack = encoderStack(config);
  const width = size / heads; // d
  const norm = (name: string, x: Value): Value => layerNorm(blocks, name, x, { size, epsilon });
  const bias = paddingBias(graph, mask);
  let x = embedded;
  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const project = (which: string): Value =>
      splitHeads(graph, linear(blocks, `${name}.attention.self.${which}`, x, { input: size, output: size }), { shape, heads, width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries: project('query'), keys: project('key'), values: project('value'), bias, width }, stack);
    const projected = linear(blocks, `${name}.attention.output.dense`, attention.context, { input: size, output: size });
    x = norm(`${name}.attention.output.LayerNorm`, graph.op('Add', [projected, x]));

    const expanded = activation(blocks, config.hidden_act, linear(blocks, `${name}.intermediate.dense`, x, { input: size, output: inner })); // [B*S, F]
    const reduced = linear(blocks, `${name}.output.dense`, expanded, { input: inner, output: size });
    x = norm(`${name}.output.LayerNorm`, graph.op('Add', [reduced, x]));

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  return x;
}

/** What the model says: spans, words or classes; the hidden state where it has no head. Returns the outputs' names. */
function head(blocks: Blocks, hidden: Value, { config, task, shape }: { config: EncoderConfig; task: Task; shape: BatchShape }): string[] {
  const { graph } = blocks;
  const { hidden_size: size } = config;
  switch (task) {
    case 'question-answering':
      return spanHead(blocks, hidden, { size, shape });
    case 'fill-mask': {
      const name = 'cls.predictions.transform';
      const dense = activation(blocks, config.hidden_act, linear(blocks, `${name}.dense`, hidden, { input: size, output: size }));
      const transformed = layerNorm(blocks, `${name}.LayerNorm`, dense, { size, epsilon: config.layer_norm_eps });
      return wordHead(blocks, transformed, { decoder: DECODER, size, vocabulary: config.vocab_size, shape });
    }
    case 'text-classification': {
      const pooled = graph.op('Tanh', [linear(blocks, 'pooler.dense', firstToken(blocks, hidden, { size, shape }), { input: size, output: size })]);
      return classHead(blocks, pooled, { size, labels: labelCount(config) });
    }
    default:
      return hiddenState(blocks, hidden, { size, shape });
  }
}
