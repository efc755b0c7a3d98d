import * as v from 'valibot';
import { encoderConfig, labelCount, readConfig, size as sizeField, type EncoderConfig } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Task } from './architecture.js';
import { embeddings, encoderLayers, encoderStack } from './bert.js';
import { flatten, layerNorm, linear, type BatchShape, type Blocks } from './blocks.js';
import { classHead, firstToken, hiddenState, spanHead, tiedWords, wordHead } from './heads.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.position_ids$/, // a buffer of older versions
  /^discriminator_predictions\./, // the discriminator's own head: was this token replaced?
  /^generator_(predictions|lm_head)\./,
  /^qa_outputs\./,
  /^classifier\./,
];

const DECODER = 'generator_lm_head';

/** What config.json has beside BERT's fields. */
const FIELDS = { embedding_size: v.optional(sizeField, 128) };

/**
 * ELECTRA (Clark 2020): BERT's encoder. The generator proposes words, the discriminator finds those that were replaced; both are published,
 * both have the same encoder. Where the table of words is narrower than the hidden size it is projected once.
 */
export const electra: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = encoderConfig(json, `${label}/config.json`);
  const { embedding_size: narrow } = readConfig(FIELDS, json, `${label}/config.json`);
  const { vocab_size: vocabulary, hidden_size: size, max_position_embeddings: positions, type_vocab_size: types, layer_norm_eps: epsilon } = config;
  const weights = weightsOf(found, graph, { prefix: 'electra.', label, tied: tiedWords(config, { decoder: DECODER }) });
  const blocks = { graph, weights };

  const { embedded, mask, shape } = embeddings(blocks, { vocabulary, positions, types, width: narrow }); // [B,S,E]
  const normed = flatten(graph, layerNorm(blocks, 'embeddings.LayerNorm', embedded, { size: narrow, epsilon }), narrow); // [B*S, E]
  const x = narrow === size ? normed : linear(blocks, 'embeddings_project', normed, { input: narrow, output: size }); // [B*S, D]

  const hidden = encoderLayers(blocks, x, { config, mask, shape, queriesAndKeys }); // [B*S, D]
  const results = head(blocks, hidden, { config, narrow, task, shape });
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

/** What the model says; see BERT's. The activation of the heads is gelu whatever hidden_act says. Returns the outputs' names. */
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
      const dense = activation(blocks, 'gelu', linear(blocks, 'generator_predictions.dense', hidden, { input: size, output: narrow }));
      const transformed = layerNorm(blocks, 'generator_predictions.LayerNorm', dense, { size: narrow, epsilon: config.layer_norm_eps });
      return wordHead(blocks, transformed, { decoder: DECODER, size: narrow, vocabulary, shape });
    }
    case 'text-classification': {
      const first = firstToken(blocks, hidden, { size, shape });
      const dense = activation(blocks, 'gelu', linear(blocks, 'classifier.dense', first, { input: size, output: size }));
      return classHead(blocks, dense, { size, labels: labelCount(config), name: 'classifier.out_proj' });
    }
    default:
      return hiddenState(blocks, hidden, { size, shape });
  }
}
