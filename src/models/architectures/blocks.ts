import type { GraphBuilder, Value } from '../onnx/build.js';
import type { Weights } from '../weights.js';

/** What every block needs: the graph it writes into and the weights it takes. */
export interface Blocks {
  graph: GraphBuilder;
  weights: Weights;
}

/**
 * x W^T + b with the [out, in] weight as Hugging Face stores it: `Gemm` reads it transposed, so no copy is made.
 * @param x [N, input]
 * @param options `bias`: whether the layer has one (default true); `stored: 'in,out'` for GPT-2's Conv1D, which keeps its weights transposed
 * @returns [N, output]
 */
export function linear(
  { graph, weights }: Blocks,
  name: string,
  x: Value,
  { input, output, bias = true, stored = 'out,in' }: { input: number; output: number; bias?: boolean; stored?: 'out,in' | 'in,out' },
): Value {
  const transposed = stored === 'out,in';
  const weight = weights.take(`${name}.weight`, transposed ? [output, input] : [input, output]);
  const inputs = bias ? [x, weight, weights.take(`${name}.bias`, [output])] : [x, weight];
  return graph.op('Gemm', inputs, transposed ? { transB: 1 } : {});
}

/**
 * Layer normalisation over the last dimension (Ba 2016). `bias: false` for models that have only the gain, `affine: false` for those that
 * have neither.
 */
export function layerNorm(
  { graph, weights }: Blocks,
  name: string,
  x: Value,
  { size, epsilon, bias = true, affine = true }: { size: number; epsilon: number; bias?: boolean; affine?: boolean },
): Value {
  const gain = affine ? weights.take(`${name}.weight`, [size]) : graph.floats(new Array<number>(size).fill(1), [size]);
  const inputs = [x, gain, ...(affine && bias ? [weights.take(`${name}.bias`, [size])] : [])];
  return graph.op('LayerNormalization', inputs, { axis: -1, epsilon: { float: epsilon } });
}

/**
 * Root-mean-square normalisation over the last dimension (Zhang and Sennrich 2019): x / sqrt(mean(x²) + ε) · gain.
 * @param options `offset`: what is added to the stored gain (Gemma stores gain − 1)
 */
export function rmsNorm(
  { graph, weights }: Blocks,
  name: string,
  x: Value,
  { size, epsilon, offset = 0 }: { size: number; epsilon: number; offset?: number },
): Value {
  const stored = weights.take(`${name}.weight`, [size]);
  const gain = offset === 0 ? stored : graph.op('Add', [stored, graph.float(offset)]);
  // Written with Pow: so onnxruntime knows it for what it is and computes it in one node.
  const mean = graph.op('ReduceMean', [graph.op('Pow', [x, graph.float(2)]), graph.ints([-1])], { keepdims: 1 });
  const root = graph.op('Sqrt', [graph.op('Add', [mean, graph.float(epsilon)])]);
  return graph.op('Mul', [graph.op('Div', [x, root]), gain]);
}

/** The sizes of a batch, as values of the graph. */
export interface BatchShape {
  /** [2]: B, S. */
  both: Value;
  /** [1]: B. */
  batch: Value;
  /** [1]: S. */
  sequence: Value;
}

/** Reads B and S off an input [B,S]. */
export function batchShape(graph: GraphBuilder, input: Value): BatchShape {
  const both = graph.op('Shape', [input]);
  const pick = (index: number): Value => graph.op('Gather', [both, graph.ints([index])], { axis: 0 });
  return { both, batch: pick(0), sequence: pick(1) };
}

/** B and S of a value [B,S,D]. */
export function shapeOf(graph: GraphBuilder, x: Value): BatchShape {
  const dims = (start: number, end: number): Value => graph.op('Shape', [x], { start, end });
  return { both: dims(0, 2), batch: dims(0, 1), sequence: dims(1, 2) };
}

/** 0, 1 … S − 1: [S] int64. */
export function positions(graph: GraphBuilder, { sequence }: Pick<BatchShape, 'sequence'>): Value {
  return graph.op('Range', [graph.ints(0), graph.op('Squeeze', [sequence]), graph.ints(1)]);
}

/** [B,S,size] to [B*S, size]. */
export function flatten(graph: GraphBuilder, x: Value, size: number): Value {
  return graph.op('Reshape', [x, graph.ints([-1, size])]);
}

/** [B*S, size] back to [B,S,size]. */
export function unflatten(graph: GraphBuilder, x: Value, { shape, size }: { shape: BatchShape; size: number }): Value {
  return graph.op('Reshape', [x, graph.op('Concat', [shape.both, graph.ints([size])], { axis: 0 })]);
}

/** [B*S, heads * width] to [B, heads, S, width]. */
export function splitHeads(graph: GraphBuilder, x: Value, { shape, heads, width }: { shape: BatchShape; heads: number; width: number }): Value {
  const apart = graph.op('Reshape', [x, graph.op('Concat', [shape.both, graph.ints([heads, width])], { axis: 0 })]);
  return graph.op('Transpose', [apart], { perm: [0, 2, 1, 3] });
}

/** Cuts x along an axis into pieces of one size: [.., parts * size, ..] to `parts` values [.., size, ..]. */
export function cut(graph: GraphBuilder, x: Value, { axis, parts, size }: { axis: number; parts: number; size: number }): Value[] {
  return Array.from({ length: parts }, (_, part) =>
    graph.op('Slice', [x, graph.ints([part * size]), graph.ints([(part + 1) * size]), graph.ints([axis])]),
  );
}
