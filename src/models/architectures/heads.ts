import type { Value } from '../onnx/build.js';
import { linear, unflatten, type BatchShape, type Blocks } from './blocks.js';

/** The hidden state of each token as an output, [B,S,D]: what a model without a head says. Returns the output's name. */
export function hiddenState({ graph }: Blocks, hidden: Value, { size, shape }: { size: number; shape: BatchShape }): string[] {
  graph.output('last_hidden_state', unflatten(graph, hidden, { shape, size }), 'float32', ['B', 'S', size]);
  return ['last_hidden_state'];
}

/** Start and end of the answer, [B,S] each. Returns the outputs' names. */
export function spanHead(
  blocks: Blocks,
  hidden: Value,
  { size, shape, name = 'qa_outputs' }: { size: number; shape: BatchShape; name?: string },
): string[] {
  const { graph } = blocks;
  const both = unflatten(graph, linear(blocks, name, hidden, { input: size, output: 2 }), { shape, size: 2 }); // [B,S,2]
  const pick = (index: number): Value => graph.op('Gather', [both, graph.ints(index)], { axis: 2 });
  graph.output('start_logits', pick(0), 'float32', ['B', 'S']);
  graph.output('end_logits', pick(1), 'float32', ['B', 'S']);
  return ['start_logits', 'end_logits'];
}

/**
 * A score for each word of the vocabulary, [B,S,V]. Returns the output's name.
 * @param hidden [B*S, size]
 * @param options `decoder`: the layer that scores; see {@link tiedWords} for where its table is that of the input embeddings. `table`: the name
 *   of the table where it is not the decoder's; `bias`: that of the bias, or null where there is none
 */
export function wordHead(
  blocks: Blocks,
  hidden: Value,
  {
    decoder,
    size,
    vocabulary,
    shape,
    table = `${decoder}.weight`,
    bias = `${decoder}.bias`,
  }: { decoder: string; size: number; vocabulary: number; shape: BatchShape; table?: string; bias?: string | null },
): string[] {
  const { graph, weights } = blocks;
  const inputs = [hidden, weights.take(table, [vocabulary, size]), ...(bias === null ? [] : [weights.take(bias, [vocabulary])])];
  const scores = graph.op('Gemm', inputs, { transB: 1 });
  graph.output('logits', unflatten(graph, scores, { shape, size: vocabulary }), 'float32', ['B', 'S', vocabulary]);
  return ['logits'];
}

/**
 * The weights of a decoder of words that go under two names: its table is that of the input embeddings where config.json ties them; its bias
 * is stored beside it.
 */
export function tiedWords(
  { tie_word_embeddings: tie }: { tie_word_embeddings: boolean },
  { decoder, words = 'embeddings.word_embeddings.weight', bias }: { decoder: string; words?: string; bias?: string },
): Record<string, string> {
  return { ...(tie ? { [`${decoder}.weight`]: words } : {}), ...(bias === undefined ? {} : { [`${decoder}.bias`]: bias }) };
}

/** A score for each class, [B, labels]. Returns the output's name. */
export function classHead(
  blocks: Blocks,
  pooled: Value,
  { size, labels, name = 'classifier' }: { size: number; labels: number; name?: string },
): string[] {
  blocks.graph.output('logits', linear(blocks, name, pooled, { input: size, output: labels }), 'float32', ['B', labels]);
  return ['logits'];
}

/** The hidden state of each sequence's first token, [B, D]. */
export function firstToken({ graph }: Blocks, hidden: Value, { size, shape }: { size: number; shape: BatchShape }): Value {
  return graph.op('Gather', [unflatten(graph, hidden, { shape, size }), graph.ints(0)], { axis: 1 });
}
