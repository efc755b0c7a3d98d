import type { Value } from '../onnx/build.js';
import { linear, type BatchShape, type Blocks } from './blocks.js';

/** The attention of one layer, as values of the graph. */
export interface AttentionBlock {
  /** [B,H,S,d], as they enter the dot product. */
  queries: Value;
  /** [B,H,S,d]. */
  keys: Value;
  /** softmax(Q K^T / sqrt(d) + bias), [B,H,S,S]. */
  probabilities: Value;
  /** The heads' outputs side by side, [B*S, D], before the output projection. */
  context: Value;
}

/**
 * Scaled dot-product attention with several heads (Vaswani 2017, section 3.2).
 * The nodes are plain MatMul, Mul and Transpose: onnxruntime folds scale and transpositions into the products when it
 * loads the graph, and the graph stays readable for others.
 * @param x [B*S, D]
 * @param names the three projections
 * @param bias [B,1,1,S], added to the scores
 */
export function selfAttention(
  blocks: Blocks,
  x: Value,
  {
    names,
    bias,
    shape,
    heads,
    size,
  }: { names: { query: string; key: string; value: string }; bias: Value; shape: BatchShape; heads: number; size: number },
): AttentionBlock {
  const { graph } = blocks;
  const width = size / heads; // d
  const perHead = graph.op('Concat', [shape.both, graph.ints([heads, width])], { axis: 0 });
  const project = (name: string): Value => {
    const flat = linear(blocks, name, x, { input: size, output: size }); // [B*S, D]
    return graph.op('Transpose', [graph.op('Reshape', [flat, perHead])], { perm: [0, 2, 1, 3] }); // [B,H,S,d]
  };
  const queries = project(names.query);
  const keys = project(names.key);
  const values = project(names.value);
  const product = graph.op('MatMul', [queries, graph.op('Transpose', [keys], { perm: [0, 1, 3, 2] })]); // [B,H,S,S]
  const scores = graph.op('Add', [graph.op('Mul', [product, graph.float(1 / Math.sqrt(width))]), bias]);
  const probabilities = graph.op('Softmax', [scores], { axis: -1 });
  const mixed = graph.op('Transpose', [graph.op('MatMul', [probabilities, values])], { perm: [0, 2, 1, 3] }); // [B,S,H,d]
  return { queries, keys, probabilities, context: graph.op('Reshape', [mixed, graph.ints([-1, size])]) };
}
