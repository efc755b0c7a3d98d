import type { Value } from '../onnx/build.js';
import { takenBy, type GraphIndex } from '../onnx/walk.js';
import type { NodeProto } from '../onnx/generated/onnx_pb.js';

/** Which inputs of the graph hold what a value is computed from: a bit an input. Sizes do not count: a mask's shape says nothing of the text. */
export type Dependence = Map<Value, bigint>;

/** Operators whose output hangs on the size of their input only. */
const SIZES_ONLY = new Set(['Shape', 'Size']);

/** For each value the inputs whose content it depends on, as bits in the order of `graph.input`; none for constants. */
export function dependences({ graph }: GraphIndex, order: readonly NodeProto[]): Dependence {
  const found: Dependence = new Map();
  const defaults = new Set(graph.initializer.map(({ name }) => name));
  graph.input.forEach(({ name }, i) => {
    if (!defaults.has(name)) found.set(name, 1n << BigInt(i));
  });
  for (const node of order) {
    let bits = 0n;
    if (!SIZES_ONLY.has(node.opType)) for (const value of takenBy(node)) bits |= found.get(value) ?? 0n;
    for (const output of node.output) found.set(output, bits);
  }
  return found;
}
