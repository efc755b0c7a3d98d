import type { GraphBuilder, Value } from '../onnx/build.js';
import type { Weights } from '../weights.js';
import type { ArchitectureInput, Stack } from './architecture.js';
import { scaledAttention, exposeAttention, type AttentionBlock } from './attention.js';
import { batchShape, flatten, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';

/** The two sequences of an encoder-decoder model, as values of the graph. */
export interface Sides {
  /** [B,S] int64: 1 where the source has a token. */
  mask: Value;
  source: BatchShape;
  /** `decoder_input_ids`, [B,T] int64. */
  targetIds: Value;
  target: BatchShape;
}

/** Declares the inputs that the whole model and its decoder alone have in common. */
export function sides(graph: GraphBuilder): Sides {
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const targetIds = graph.input('decoder_input_ids', 'int64', ['B', 'T']);
  return { mask, source: batchShape(graph, mask), targetIds, target: batchShape(graph, targetIds) };
}

/** What the encoder gave, for a decoder alone: [B*S, D]. */
export function memoryInput(graph: GraphBuilder, size: number): Value {
  return flatten(graph, graph.input('encoder_last_hidden_state', 'float32', ['B', 'S', size]), size);
}

/** The first of these names that the file has. Where it has none the first is given, so that the error names that. */
export function firstPresent(weights: Weights, names: string[]): string {
  return names.find((name) => weights.has(name)) ?? names[0];
}

/** How a family projects queries, keys and values. */
export interface ProjectedAttention {
  stack: Stack;
  /** Size of a head, d. */
  width: number;
  /** The side that looks: [B*Sq, H*d], after the projection. */
  queries: Value;
  /** The side that is looked at: [B*Sk, H*d] each. */
  keys: Value;
  values: Value;
  queryShape: BatchShape;
  keyShape: BatchShape;
  bias: Value | null;
}

/** Attention between two sequences, or within one, with its projections made. */
export function attendAcross(
  graph: GraphBuilder,
  { stack, width, queries, keys, values, queryShape, keyShape, bias }: ProjectedAttention,
): AttentionBlock {
  const split = (x: Value, shape: BatchShape): Value => splitHeads(graph, x, { shape, heads: stack.heads, width }); // [B,H,S,d]
  return scaledAttention(
    graph,
    { queries: split(queries, queryShape), keys: split(keys, keyShape), values: split(values, keyShape), bias, width },
    stack,
  );
}

/** Makes a layer's attention an output, but for a decoder that only generates. */
export function exposeUnlessPart(
  graph: GraphBuilder,
  attention: AttentionBlock,
  { part, ...options }: { stack: Stack; layer: number; width: number } & Pick<ArchitectureInput, 'queriesAndKeys' | 'part'>,
): void {
  if (part === undefined) exposeAttention(graph, attention, options);
}

/**
 * What the model says: a score for each word of the vocabulary at every position of the target, or, for a decoder that generates, at the last one; the
 * decoder's hidden state where the model scores no words. Beside it, the encoder's hidden state.
 * @param hidden the decoder's last hidden state, [B*T, D]
 * @param options `memory`: the encoder's, [B*S, D]; `score`: [N, D] to [N, V]
 * @returns the outputs' names
 */
export function sequenceResults(
  { graph }: Blocks,
  hidden: Value,
  {
    memory,
    sides: { source, target },
    size,
    vocabulary,
    task,
    part,
    score,
  }: {
    memory: Value;
    sides: Sides;
    size: number;
    vocabulary: number;
    score: (hidden: Value) => Value;
  } & Pick<ArchitectureInput, 'task' | 'part'>,
): string[] {
  if (part === 'decoder') {
    const last = graph.op('Gather', [unflatten(graph, hidden, { shape: target, size }), graph.ints(-1)], { axis: 1 }); // [B,D]
    graph.output('logits', score(last), 'float32', ['B', vocabulary]);
    return ['logits'];
  }
  const speaks = task === 'text2text-generation';
  const name = speaks ? 'logits' : 'last_hidden_state';
  const columns = speaks ? vocabulary : size;
  graph.output(name, unflatten(graph, speaks ? score(hidden) : hidden, { shape: target, size: columns }), 'float32', ['B', 'T', columns]);
  graph.output('encoder_last_hidden_state', unflatten(graph, memory, { shape: source, size }), 'float32', ['B', 'S', size]);
  return [name, 'encoder_last_hidden_state'];
}
