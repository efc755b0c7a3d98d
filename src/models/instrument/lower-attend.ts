import type { Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import type { Rewriter } from '../onnx/rewrite.js';

/** What all fused operators compute in the end. */
export interface PlainAttention {
  /** [B,H,Sq,d]. */
  queries: Value;
  /** [B,Hkv,Sk,d]. */
  keys: Value;
  /** [B,Hkv,Sk,dv]. */
  values: Value;
  heads: number;
  keyHeads: number;
  scale: number;
  /** Scores go through cap · tanh(score / cap); 0: they do not. */
  softcap: number;
  /** Added to the scores, each broadcast over [B,H,Sq,Sk]. */
  biases: Value[];
  type: DataType;
}

/** softmax(cap(scale · Q Kᵀ) + biases) V as plain operators. Returns the context [B,H,Sq,dv] and the probabilities [B,H,Sq,Sk]. */
export function attend(graph: Rewriter, attention: PlainAttention): { context: Value; probabilities: Value } {
  const { queries, keys, values, heads, keyHeads, scale, softcap, biases, type } = attention;
  const grouped = heads > keyHeads;
  const owners = Array.from({ length: heads }, (_, head) => Math.floor((head * keyHeads) / heads));
  const repeat = (x: Value): Value => (grouped ? graph.op('Gather', [x, graph.ints(owners)], { axis: 1 }) : x);
  const number = (value: number): Value => constantOf(graph, value, type);
  const product = graph.op('MatMul', [queries, graph.op('Transpose', [repeat(keys)], { perm: [0, 1, 3, 2] })]); // [B,H,Sq,Sk]
  const scaled = graph.op('Mul', [product, number(scale)]);
  const cap = (x: Value): Value =>
    softcap === 0 ? x : graph.op('Mul', [graph.op('Tanh', [graph.op('Div', [x, number(softcap)])]), number(softcap)]);
  const add = (x: Value): Value => biases.reduce((sum, bias) => graph.op('Add', [sum, bias]), x);
  const probabilities = graph.op('Softmax', [add(cap(scaled))], { axis: graph.opset >= 13 ? -1 : 3 });
  return { context: graph.op('MatMul', [probabilities, repeat(values)]), probabilities };
}

/** A number of the type the graph computes in. */
export function constantOf(graph: Rewriter, value: number, type: DataType): Value {
  const constant = graph.floats([value]);
  return type === DataType.FLOAT ? constant : graph.op('Cast', [constant], { to: type });
}

/** [B,S,H·d] as [B,H,S,d]. */
export function apart(graph: Rewriter, value: Value, heads: number): Value {
  return graph.op('Transpose', [graph.op('Reshape', [value, graph.ints([0, 0, heads, -1])])], { perm: [0, 2, 1, 3] });
}

/** [B,H,S,d] as [B,S,H·d], under a name. */
export function together(graph: Rewriter, value: Value, output: Value): void {
  graph.op('Reshape', [graph.op('Transpose', [value], { perm: [0, 2, 1, 3] }), graph.ints([0, 0, -1])], {}, { output });
}

/** Elements [from, to) of an axis. */
export function slice(graph: Rewriter, value: Value, [from, to]: [number, number], axis: number): Value {
  return graph.op('Slice', [value, graph.ints([from]), graph.ints([to]), graph.ints([axis])]);
}

/** The size of an axis, as a list of one. */
export function sizeOfAxis(graph: Rewriter, value: Value, axis: number): Value {
  return slice(graph, graph.op('Shape', [value]), [axis, axis + 1], 0);
}

/** What is added to scores: 0 where a bool mask holds, `low` elsewhere. */
export function additive(graph: Rewriter, mask: Value, low: number, type: DataType): Value {
  return graph.op('Where', [mask, constantOf(graph, 0, type), constantOf(graph, low, type)]);
}

/** Numbers 0, 1 … of a list's one element, in a shape. */
export function counted(graph: Rewriter, length: Value, shape: number[]): Value {
  const scalar = graph.op('Reshape', [length, graph.ints([])]);
  return graph.op('Reshape', [graph.op('Range', [graph.ints(0), scalar, graph.ints(1)]), graph.ints(shape)]);
}

/**
 * Whether a query may look at a key, bool [Sq,Sk]: the last queries of a sequence of keys look at all before them.
 * @param past the number of keys before the first query, a list of one
 * @param window how many keys back, itself included; null: all
 */
export function causal(
  graph: Rewriter,
  { queries, keys, past, window = null }: { queries: Value; keys: Value; past: Value | null; window?: number | null },
): Value {
  const rows = counted(graph, sizeOfAxis(graph, queries, 2), [-1, 1]);
  const row = past === null ? rows : graph.op('Add', [rows, past]);
  const column = counted(graph, sizeOfAxis(graph, keys, 2), [1, -1]);
  const before = graph.op('Not', [graph.op('Greater', [column, row])]);
  if (window === null) return before;
  return graph.op('And', [before, graph.op('Greater', [graph.op('Add', [column, graph.ints([window])]), row])]);
}

/** The lowest number of a type, which onnxruntime's masks are made of. */
export function lowestOf(type: DataType): number {
  return type === DataType.FLOAT16 ? -65504 : -3.4028234663852886e38;
}

/** Keys (or values) with those of the past before them; `present` is the name under which the node gave both. */
export function withPast(graph: Rewriter, value: Value, { past, present }: { past: Value | undefined; present: Value | undefined }): Value {
  const options = present ? { output: present } : {};
  if (past) return graph.op('Concat', [past, value], { axis: 2 }, options);
  return present ? graph.op('Identity', [value], {}, options) : value;
}
