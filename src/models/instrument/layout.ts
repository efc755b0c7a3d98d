import type { Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import type { Rewriter } from '../onnx/rewrite.js';
import type { Layout } from './describe.js';
import type { Traced } from './trace.js';

/** Scores or probabilities as [B,H,Sq,Sk]; the value itself where it lies so already. */
export function toHeads(graph: Rewriter, value: Value, { rank, joined, order }: Layout, heads: number): Value {
  if (rank !== 4) return splitHeads(graph, value, { rank, heads });
  if (joined) return graph.op('Reshape', [value, graph.ints([0, heads, -1, 0])]);
  return order === null ? value : graph.op('Transpose', [value], { perm: order });
}

/** The way back from {@link toHeads}: `like` is a value of the wanted shape. */
export function fromHeads(graph: Rewriter, value: Value, { rank, joined, order }: Layout, like: Value): Value {
  if (rank !== 4 || joined) return graph.op('Reshape', [value, graph.op('Shape', [like])]);
  return order === null ? value : graph.op('Transpose', [value], { perm: order.map((_, axis) => order.indexOf(axis)) });
}

/** Queries, keys or values as [B,H,S,d], however they lie in the graph. */
export function traced(graph: Rewriter, { value: from, axes, quantised }: Traced, { rank, heads }: { rank: number; heads: number }): Value {
  const value = quantised === null ? from : graph.op('DequantizeLinear', [from, ...quantised]);
  const turned = axes === null ? value : graph.op('Transpose', [value], { perm: axes });
  return rank === 4 ? turned : splitHeads(graph, turned, { rank, heads });
}

/** [B·H,S,d] or [B,Hkv,G,S,d] as [B,H,S,d]. */
function splitHeads(graph: Rewriter, value: Value, { rank, heads }: { rank: number; heads: number }): Value {
  const shape = graph.op('Shape', [value]);
  const tail = graph.op('Slice', [shape, graph.ints([rank - 2]), graph.ints([rank])]);
  const batch = rank === 5 ? graph.op('Slice', [shape, graph.ints([0]), graph.ints([1])]) : graph.ints([-1]);
  return graph.op('Reshape', [value, graph.op('Concat', [batch, graph.ints([heads]), tail], { axis: 0 })]);
}

/** A value as float32, as records hold it. */
export function asFloat32(graph: Rewriter, value: Value, type: DataType): Value {
  return type === DataType.FLOAT ? value : graph.op('Cast', [value], { to: DataType.FLOAT });
}

/** A float32 value as what the graph computes with. */
export function fromFloat32(graph: Rewriter, value: Value, type: DataType): Value {
  return type === DataType.FLOAT ? value : graph.op('Cast', [value], { to: type });
}
