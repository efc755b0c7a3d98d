import { labelCount } from '../config.js';
import { elementTypeNumber, type Value } from '../onnx/build.js';
import type { Task } from './architecture.js';
import { spanHead } from './heads.js';
import { linear, positions, unflatten, type BatchShape, type Blocks } from './blocks.js';

/** What a head of a decoder needs besides the last hidden state. */
export interface CausalHead {
  task: Task;
  /** config.json: `id2label` and `num_labels` count a classifier's classes. */
  config: { vocab_size: number; tie_word_embeddings: boolean; pad_token_id?: number | null; [field: string]: unknown };
  /** Size of the hidden state, D. */
  size: number;
  /** The name of the input embeddings, which score words too where `tie_word_embeddings` says so. */
  words: string;
  /** The name of the table that scores words elsewhere; default `lm_head.weight`. */
  output?: string;
  /** [B,S] int64. */
  inputIds: Value;
  /** [B,S] int64. */
  mask: Value;
  shape: BatchShape;
}

/**
 * What a decoder says: a score for each next word (`logits` [B,S,V]), classes (`logits` [B,labels]), the ends of an answer, or its last
 * hidden state [B,S,D] where it has no such head. Returns the outputs' names.
 * @param hidden [B*S, D]
 */
export function causalHead(blocks: Blocks, hidden: Value, head: CausalHead): string[] {
  const { graph, weights } = blocks;
  const { task, config, size, words, output = 'lm_head.weight', shape } = head;
  if (task === 'text-generation') {
    const { vocab_size: vocabulary, tie_word_embeddings: tied } = config;
    const scores = graph.op('Gemm', [hidden, weights.take(tied ? words : output, [vocabulary, size])], { transB: 1 }); // [B*S, V]
    graph.output('logits', unflatten(graph, scores, { shape, size: vocabulary }), 'float32', ['B', 'S', vocabulary]);
    return ['logits'];
  }
  if (task === 'text-classification') {
    const labels = labelCount(config);
    const last = lastToken(blocks, unflatten(graph, hidden, { shape, size }), head); // [B, D]
    graph.output('logits', linear(blocks, 'score', last, { input: size, output: labels, bias: false }), 'float32', ['B', labels]);
    return ['logits'];
  }
  if (task === 'question-answering') return spanHead(blocks, hidden, { size, shape });
  graph.output('last_hidden_state', unflatten(graph, hidden, { shape, size }), 'float32', ['B', 'S', size]);
  return ['last_hidden_state'];
}

/**
 * The hidden state of each sequence's last token that is neither masked nor the padding token: the only one that has seen all the others.
 * @param hidden [B,S,D]
 * @returns [B, D]
 */
function lastToken({ graph }: Blocks, hidden: Value, { config, inputIds, mask, shape }: CausalHead): Value {
  const { pad_token_id: padding = null } = config;
  const shown = graph.op('Cast', [mask], { to: elementTypeNumber('bool') });
  const real = padding === null ? shown : graph.op('And', [shown, graph.op('Not', [graph.op('Equal', [inputIds, graph.ints(padding)])])]); // [B,S]
  const place = graph.op('Mul', [graph.op('Cast', [real], { to: elementTypeNumber('int64') }), positions(graph, shape)]); // [B,S], 0 for the others
  const last = graph.op('ArgMax', [place], { axis: 1, keepdims: 1 }); // [B,1]
  return graph.op('GatherND', [hidden, last], { batch_dims: 1 });
}
