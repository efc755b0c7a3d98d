import { briefly, LupaError } from '../../errors.js';
import { elementTypeNumber, type GraphBuilder, type Value } from '../onnx/build.js';
import type { Weights } from '../weights.js';

/** What every block needs: the graph it writes into and the weights it takes. */
export interface Blocks {
  graph: GraphBuilder;
  weights: Weights;
}

/**
 * x W^T + b with the [out, in] weight as Hugging Face stores it: `Gemm` reads it transposed, so no copy is made.
 * @param x [N, input]
 * @returns [N, output]
 */
export function linear({ graph, weights }: Blocks, name: string, x: Value, { input, output }: { input: number; output: number }): Value {
  const weight = weights.take(`${name}.weight`, [output, input]);
  return graph.op('Gemm', [x, weight, weights.take(`${name}.bias`, [output])], { transB: 1 });
}

/** Layer normalisation over the last dimension (Ba 2016). */
export function layerNorm({ graph, weights }: Blocks, name: string, x: Value, { size, epsilon }: { size: number; epsilon: number }): Value {
  const inputs = [x, weights.take(`${name}.weight`, [size]), weights.take(`${name}.bias`, [size])];
  return graph.op('LayerNormalization', inputs, { axis: -1, epsilon: { float: epsilon } });
}

const GELU_TANH = (graph: GraphBuilder, x: Value): Value => graph.op('Gelu', [x], { approximate: 'tanh' });
const SIGMOID_GATE = (graph: GraphBuilder, x: Value, slope?: number): Value => {
  const inner = slope === undefined ? x : graph.op('Mul', [x, graph.float(slope)]);
  return graph.op('Mul', [x, graph.op('Sigmoid', [inner])]);
};

/** Activations by the names that `hidden_act` has in config.json (transformers, activations.py). */
const ACTIVATIONS: Record<string, (graph: GraphBuilder, x: Value) => Value> = {
  gelu: (graph, x) => graph.op('Gelu', [x]),
  gelu_python: (graph, x) => graph.op('Gelu', [x]),
  gelu_new: GELU_TANH,
  gelu_fast: GELU_TANH,
  gelu_accurate: GELU_TANH,
  gelu_pytorch_tanh: GELU_TANH,
  gelu_python_tanh: GELU_TANH,
  quick_gelu: (graph, x) => SIGMOID_GATE(graph, x, 1.702),
  relu: (graph, x) => graph.op('Relu', [x]),
  relu2: (graph, x) => {
    const positive = graph.op('Relu', [x]);
    return graph.op('Mul', [positive, positive]);
  },
  relu6: (graph, x) => graph.op('Clip', [x, graph.float(0), graph.float(6)]),
  leaky_relu: (graph, x) => graph.op('LeakyRelu', [x], { alpha: { float: 0.01 } }),
  silu: (graph, x) => SIGMOID_GATE(graph, x),
  swish: (graph, x) => SIGMOID_GATE(graph, x),
  mish: (graph, x) => graph.op('Mish', [x]),
  sigmoid: (graph, x) => graph.op('Sigmoid', [x]),
  tanh: (graph, x) => graph.op('Tanh', [x]),
  linear: (_, x) => x,
};

/**
 * Applies the activation that config.json names.
 * @throws LupaError Unsupported naming it and the known ones
 */
export function activation({ graph }: Blocks, name: string, x: Value): Value {
  if (!Object.hasOwn(ACTIVATIONS, name)) {
    const known = Object.keys(ACTIVATIONS);
    throw new LupaError('Unsupported', `the activation ${briefly(name)} (hidden_act) is not supported: ${known.join(', ')} are`, {
      subject: 'hidden_act',
      value: name,
      limit: known,
    });
  }
  return ACTIVATIONS[name](graph, x);
}

/** The sizes of the batch, as values of the graph. */
export interface BatchShape {
  /** [2]: B, S. */
  both: Value;
  /** [1]: S. */
  sequence: Value;
}

/** Reads B and S off an input [B,S]. */
export function batchShape(graph: GraphBuilder, input: Value): BatchShape {
  const both = graph.op('Shape', [input]);
  return { both, sequence: graph.op('Gather', [both, graph.ints([1])], { axis: 0 }) };
}

/** [B*S, size] back to [B,S,size]. */
export function unflatten(graph: GraphBuilder, x: Value, { shape, size }: { shape: BatchShape; size: number }): Value {
  return graph.op('Reshape', [x, graph.op('Concat', [shape.both, graph.ints([size])], { axis: 0 })]);
}

/**
 * What is added to the scores so that no query sees padding: 0 where the mask is 1, the lowest float32 where it is 0.
 * @param mask [B,S] int64
 * @returns [B,1,1,S] float32
 */
export function paddingBias(graph: GraphBuilder, mask: Value): Value {
  const kept = graph.op('Cast', [mask], { to: elementTypeNumber('float32') });
  const bias = graph.op('Mul', [graph.op('Sub', [graph.float(1), kept]), graph.float(-3.4028234663852886e38)]);
  return graph.op('Unsqueeze', [bias, graph.ints([1, 2])]);
}
