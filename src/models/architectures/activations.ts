import { briefly, LupaError } from '../../errors.js';
import type { GraphBuilder, Value } from '../onnx/build.js';
import type { Blocks } from './blocks.js';

const gelu = (graph: GraphBuilder, x: Value): Value => graph.op('Gelu', [x]);
const geluTanh = (graph: GraphBuilder, x: Value): Value => graph.op('Gelu', [x], { approximate: 'tanh' });
const silu = (graph: GraphBuilder, x: Value): Value => graph.op('Mul', [x, graph.op('Sigmoid', [x])]);

/** Activations by the names that `hidden_act` has in config.json (transformers, activations.py). */
const ACTIVATIONS: Record<string, (graph: GraphBuilder, x: Value) => Value> = {
  gelu,
  gelu_python: gelu,
  gelu_new: geluTanh,
  gelu_fast: geluTanh,
  gelu_accurate: geluTanh,
  gelu_pytorch_tanh: geluTanh,
  gelu_python_tanh: geluTanh,
  quick_gelu: (graph, x) => graph.op('Mul', [x, graph.op('Sigmoid', [graph.op('Mul', [x, graph.float(1.702)])])]),
  relu: (graph, x) => graph.op('Relu', [x]),
  relu2: (graph, x) => {
    const positive = graph.op('Relu', [x]);
    return graph.op('Mul', [positive, positive]);
  },
  relu6: (graph, x) => graph.op('Clip', [x, graph.float(0), graph.float(6)]),
  leaky_relu: (graph, x) => graph.op('LeakyRelu', [x], { alpha: { float: 0.01 } }),
  silu,
  swish: silu,
  mish: (graph, x) => graph.op('Mish', [x]),
  sigmoid: (graph, x) => graph.op('Sigmoid', [x]),
  tanh: (graph, x) => graph.op('Tanh', [x]),
  linear: (_, x) => x,
};

/**
 * Applies the activation that config.json names.
 * @param field how the family calls it there
 * @throws LupaError Unsupported naming it and the known ones
 */
export function activation({ graph }: Pick<Blocks, 'graph'>, name: string, x: Value, field: string = 'hidden_act'): Value {
  if (!Object.hasOwn(ACTIVATIONS, name)) {
    const known = Object.keys(ACTIVATIONS);
    throw new LupaError('Unsupported', `the activation ${briefly(name)} (${field}) is not supported: ${known.join(', ')} are`, {
      subject: field,
      value: name,
      limit: known,
    });
  }
  return ACTIVATIONS[name](graph, x);
}
