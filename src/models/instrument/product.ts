import { floatAttribute, intAttribute, textAttribute } from '../onnx/attributes.js';
import type { Value } from '../onnx/build.js';
import type { NodeProto } from '../onnx/generated/onnx_pb.js';

/** One side of a product of matrices: its value, and its axes in the order the record wants them: [batch axes …, rows, width]. */
export interface Operand {
  value: Value;
  /** Null: as they are. `swap`: the last two the other way round. A list: by Transpose. */
  axes: 'swap' | number[] | null;
  /** Scale and zero point where the value is of 8 bits and nothing before it was a float. */
  quantised?: [Value, Value];
}

/** Rows of one tensor multiplied with rows of another: queries with keys. */
export interface Product {
  node: NodeProto;
  queries: Operand;
  keys: Operand;
  /** By what the operator multiplies besides. */
  alpha: number;
  /** Where the scores' axes have another order than [batch axes …, queries, keys]: by which Transpose they get it. */
  order: number[] | null;
}

/** Where each operator that multiplies matrices has its two factors. */
const FACTORS: Record<string, [number, number]> = {
  MatMul: [0, 1],
  FusedMatMul: [0, 1],
  MatMulInteger: [0, 1],
  MatMulIntegerToFloat: [0, 1],
  QLinearMatMul: [0, 3],
  Einsum: [0, 1],
};

/** The two factors of a product, or null where the node is none. */
export function factorsOf(node: NodeProto): [Value, Value] | null {
  const places = Object.hasOwn(FACTORS, node.opType) ? FACTORS[node.opType] : undefined;
  if (places === undefined || (node.opType === 'Einsum' && node.input.length !== 2)) return null;
  return [node.input[places[0]], node.input[places[1]]];
}

/**
 * Reads a node as the product of queries and keys whose last axis counts the keys.
 * @returns null where it multiplies in a way that no attention does
 */
export function readProduct(node: NodeProto): Product | null {
  const factors = factorsOf(node);
  if (factors === null) return null;
  const [a, b] = factors;
  if (node.opType === 'Einsum') return readEinsum(node, factors);
  // Batch axes moved as well: only a graph saved after onnxruntime's own fusions has that.
  if (intAttribute(node, 'transBatchA', 0) !== 0 || intAttribute(node, 'transBatchB', 0) !== 0) return null;
  return {
    node,
    queries: { value: a, axes: intAttribute(node, 'transA', 0) === 0 ? null : 'swap', ...quantised(node, 0) },
    keys: { value: b, axes: intAttribute(node, 'transB', 0) === 0 ? 'swap' : null, ...quantised(node, 3) },
    alpha: node.opType === 'FusedMatMul' ? floatAttribute(node, 'alpha', 1) : 1,
    order: null,
  };
}

function quantised({ opType, input }: NodeProto, place: number): { quantised?: [Value, Value] } {
  return opType === 'QLinearMatMul' ? { quantised: [input[place + 1], input[place + 2]] } : {};
}

/** `bqhd,bkhd->bhqk` and its like: one letter on both sides only is summed over, the last letter of the result counts keys. */
function readEinsum(node: NodeProto, [a, b]: [Value, Value]): Product | null {
  const [left, right] = (textAttribute(node, 'equation') ?? '').replace(/\s/g, '').split('->');
  const [first, second] = left.split(',');
  if (right === undefined || second === undefined || left.includes('.')) return null;
  const summed = [...first].filter((letter) => second.includes(letter) && !right.includes(letter));
  const key = right.at(-1) as string;
  const queriesFirst = second.includes(key);
  const [queries, keys] = queriesFirst ? [first, second] : [second, first];
  const batch = [...right].filter((letter) => first.includes(letter) && second.includes(letter));
  const query = [...right].filter((letter) => queries.includes(letter) && !keys.includes(letter));
  if (summed.length !== 1 || query.length !== 1 || queries.includes(key) || right.length !== batch.length + 2) return null;
  const ordered = (letters: string, own: string): number[] => [...batch, own, summed[0]].map((letter) => letters.indexOf(letter));
  const [from, to] = queriesFirst ? [a, b] : [b, a];
  const [queryAxes, keyAxes] = [ordered(queries, query[0]), ordered(keys, key)];
  if ([...queryAxes, ...keyAxes].includes(-1)) return null;
  const order = [...batch, query[0], key].map((letter) => right.indexOf(letter));
  const inOrder = order.every((axis, i) => axis === i);
  return { node, queries: { value: from, axes: queryAxes }, keys: { value: to, axes: keyAxes }, alpha: 1, order: inOrder ? null : order };
}

/** The values that probabilities are multiplied with, axes in order [batch axes …, rows, width]; null where the product cannot be read. */
export function readValues(node: NodeProto, probabilities: ReadonlySet<Value>): Operand | null {
  const factors = factorsOf(node);
  if (factors === null) return null;
  const place = probabilities.has(factors[0]) ? 1 : 0;
  const value = factors[place];
  if (node.opType !== 'Einsum')
    return place === 0 ? null : { value, axes: intAttribute(node, 'transB', 0) === 0 ? null : 'swap', ...quantised(node, 3) };
  const [left, right] = (textAttribute(node, 'equation') ?? '').replace(/\s/g, '').split('->');
  const letters = left.split(',');
  const [values, shares] = [letters[place], letters[1 - place]];
  const summed = [...values].filter((letter) => shares.includes(letter) && !right.includes(letter));
  const width = [...values].filter((letter) => !shares.includes(letter));
  const batch = [...shares].filter((letter) => values.includes(letter) && right.includes(letter));
  if (summed.length !== 1 || width.length !== 1 || batch.length + 2 !== values.length) return null;
  return { value, axes: [...batch, summed[0], width[0]].map((letter) => values.indexOf(letter)) };
}
