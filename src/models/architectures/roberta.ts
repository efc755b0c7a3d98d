import { LupaError } from '../../errors.js';
import { encoderConfig, labelCount, type EncoderConfig } from '../config.js';
import { elementTypeNumber, type GraphBuilder, type Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import type { Architecture, Task } from './architecture.js';
import { encoder, encoderStack } from './bert.js';
import { activation } from './activations.js';
import { batchShape, layerNorm, linear, type BatchShape, type Blocks } from './blocks.js';
import { classHead, firstToken, hiddenState, spanHead, tiedWords, wordHead } from './heads.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [/^embeddings\.position_ids$/, /^pooler\./, /^lm_head\./, /^qa_outputs\./, /^classifier\./];

const DECODER = 'lm_head.decoder';

/**
 * RoBERTa (Liu 2019): BERT's encoder; positions count from the padding's number, and the heads have other names. XLM-RoBERTa
 * (Conneau 2020) and CamemBERT (Martin 2020) are the same model for other languages, published under the same names.
 */
export const roberta: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = encoderConfig({ pad_token_id: 1, ...json }, `${label}/config.json`);
  const { vocab_size: vocabulary, hidden_size: size, max_position_embeddings: positions, type_vocab_size: types } = config;
  const padding = config.pad_token_id ?? 1;
  if (padding < 0 || padding + 1 >= positions) {
    throw new LupaError(
      'InvalidCheckpoint',
      `${label}/config.json: pad_token_id is ${padding}, a number from 0 to ${positions - 2} is expected: the ${positions} positions count from it`,
      {
        subject: 'pad_token_id',
        value: padding,
        limit: positions,
      },
    );
  }
  const tied = tiedWords(config, { decoder: DECODER, bias: 'lm_head.bias' });
  const weights = weightsOf(found, graph, { prefix: 'roberta.', label, tied });
  const blocks = { graph, weights };

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const typeIds = types > 1 ? graph.input('token_type_ids', 'int64', ['B', 'S']) : graph.op('Mul', [inputIds, graph.ints(0)]);
  const shape = batchShape(graph, inputIds);

  const words = weights.rows('embeddings.word_embeddings.weight', [vocabulary, size], inputIds); // [B,S,D]
  const places = weights.rows('embeddings.position_embeddings.weight', [positions, size], positionIds(graph, inputIds, padding)); // [B,S,D]
  const segments = weights.rows('embeddings.token_type_embeddings.weight', [types, size], typeIds); // [B,S,D]
  const embedded = graph.op('Add', [graph.op('Add', [words, segments]), places]);

  const hidden = encoder(blocks, embedded, { config, mask, shape, queriesAndKeys }); // [B*S, D]
  const results = robertaHead(blocks, hidden, { config, task, shape });
  weights.finish(LEFT_OVER);
  return {
    stacks: [encoderStack(config)],
    maxTokens: positions - padding - 1,
    vocabulary,
    types,
    inputs: ['input_ids', 'attention_mask', ...(types > 1 ? (['token_type_ids'] as const) : [])],
    results,
  };
};

/** Padding keeps the number of the padding token, other tokens count on from there: [B,S] int64. MPNet counts the same way. */
export function positionIds(graph: GraphBuilder, inputIds: Value, padding: number): Value {
  const int64 = elementTypeNumber('int64');
  const real = graph.op('Cast', [graph.op('Not', [graph.op('Equal', [inputIds, graph.ints(padding)])])], { to: int64 });
  const counted = graph.op('Mul', [graph.op('CumSum', [real, graph.ints(1)]), real]);
  return graph.op('Add', [counted, graph.ints(padding)]);
}

/** What the model says; see BERT's. MPNet shares it. Returns the outputs' names. */
export function robertaHead(
  blocks: Blocks,
  hidden: Value,
  { config, task, shape }: { config: EncoderConfig; task: Task; shape: BatchShape },
): string[] {
  const { graph } = blocks;
  const { hidden_size: size } = config;
  switch (task) {
    case 'question-answering':
      return spanHead(blocks, hidden, { size, shape });
    case 'fill-mask': {
      // The head's activation is gelu whatever hidden_act says.
      const dense = activation(blocks, 'gelu', linear(blocks, 'lm_head.dense', hidden, { input: size, output: size }));
      const transformed = layerNorm(blocks, 'lm_head.layer_norm', dense, { size, epsilon: config.layer_norm_eps });
      return wordHead(blocks, transformed, { decoder: DECODER, size, vocabulary: config.vocab_size, shape });
    }
    case 'text-classification': {
      const first = firstToken(blocks, hidden, { size, shape });
      const dense = graph.op('Tanh', [linear(blocks, 'classifier.dense', first, { input: size, output: size })]);
      return classHead(blocks, dense, { size, labels: labelCount(config), name: 'classifier.out_proj' });
    }
    default:
      return hiddenState(blocks, hidden, { size, shape });
  }
}
