import type { Dim, GraphBuilder, Value } from '../onnx/build.js';
import { tensorName, type Stack } from './architecture.js';

/** The attention of one layer, as values of the graph. */
export interface AttentionBlock {
  /** [B,H,Sq,d], as they enter the dot product. */
  queries: Value;
  /** [B,Hkv,Sk,d]. */
  keys: Value;
  /** What was added to the scores, [B|1,H|1,Sq|1,Sk]: masks, relative positions; null where nothing was. */
  bias: Value | null;
  /** [B,H,Sq,Sk]. */
  probabilities: Value;
  /** The heads' outputs side by side, [B*Sq, H*dv], before the output projection. */
  context: Value;
}

/** What enters the dot product. */
export interface AttentionInput {
  /** [B,H,Sq,d]. */
  queries: Value;
  /** [B,Hkv,Sk,d]. */
  keys: Value;
  /** [B,Hkv,Sk,dv]. */
  values: Value;
  /** Added to the scores, broadcast over [B,H,Sq,Sk]; null: nothing is. */
  bias: Value | null;
  /** Size of a head, d. */
  width: number;
  /** Size of a head's output, dv; default d. */
  valueWidth?: number;
}

/**
 * softmax(scale · Q Kᵀ + bias) V with several heads (Vaswani 2017, section 3.2), capped where the stack says so. Where heads share keys
 * (Ainslie 2023) the queries of a group are multiplied with the one key they share; nothing is repeated.
 * The nodes are plain MatMul, Mul and Softmax: onnxruntime folds scale and transpositions into the products when it
 * loads the graph, and the graph stays readable for others.
 */
export function scaledAttention(graph: GraphBuilder, { queries, keys, values, bias, width, valueWidth = width }: AttentionInput, stack: Stack): AttentionBlock {
  const { heads, keyHeads, scale, softcap } = stack;
  const groups = heads / keyHeads;
  const grouped = groups > 1;
  const q = grouped ? graph.op('Reshape', [queries, graph.ints([0, keyHeads, groups, -1, width])], { allowzero: 0 }) : queries;
  const one = (x: Value): Value => (grouped ? graph.op('Unsqueeze', [x, graph.ints([2])]) : x); // [B,Hkv,1,S,·]
  const transposed = graph.op('Transpose', [keys], { perm: [0, 1, 3, 2] });
  const product = graph.op('MatMul', [q, one(transposed)]);
  const scaled = scale === 1 ? product : graph.op('Mul', [product, graph.float(scale)]);
  const flat = grouped ? joinGroups(graph, scaled, queries, keys, heads) : scaled; // [B,H,Sq,Sk]
  const capped = softcap === null ? flat : graph.op('Mul', [graph.op('Tanh', [graph.op('Div', [flat, graph.float(softcap)])]), graph.float(softcap)]);
  const scores = bias === null ? capped : graph.op('Add', [capped, bias]);
  const probabilities = graph.op('Softmax', [scores], { axis: -1 });

  const weights = grouped ? splitGroups(graph, probabilities, queries, keys, { keyHeads, groups }) : probabilities;
  const mixed = graph.op('MatMul', [weights, one(values)]);
  const perHead = grouped ? graph.op('Reshape', [mixed, graph.ints([0, heads, -1, valueWidth])], { allowzero: 0 }) : mixed; // [B,H,Sq,dv]
  const context = graph.op('Reshape', [graph.op('Transpose', [perHead], { perm: [0, 2, 1, 3] }), graph.ints([-1, heads * valueWidth])]);
  return { queries, keys, bias, probabilities, context };
}

/** [B,Hkv,G,Sq,Sk] to [B,H,Sq,Sk]. */
function joinGroups(graph: GraphBuilder, x: Value, queries: Value, keys: Value, heads: number): Value {
  const shape = [graph.op('Shape', [queries], { start: 0, end: 1 }), graph.ints([heads]), sequenceOf(graph, queries), sequenceOf(graph, keys)];
  return graph.op('Reshape', [x, graph.op('Concat', shape, { axis: 0 })]);
}

/** The inverse of {@link joinGroups}. */
function splitGroups(graph: GraphBuilder, x: Value, queries: Value, keys: Value, { keyHeads, groups }: { keyHeads: number; groups: number }): Value {
  const shape = [graph.op('Shape', [queries], { start: 0, end: 1 }), graph.ints([keyHeads, groups]), sequenceOf(graph, queries), sequenceOf(graph, keys)];
  return graph.op('Reshape', [x, graph.op('Concat', shape, { axis: 0 })]);
}

/** S of [B,H,S,d], as [1]. */
function sequenceOf(graph: GraphBuilder, x: Value): Value {
  return graph.op('Shape', [x], { start: 2, end: 3 });
}

/** Makes the attention of a layer an output of the graph, and on request its queries, keys and bias. */
export function exposeAttention(
  graph: GraphBuilder,
  { queries, keys, bias, probabilities }: AttentionBlock,
  { stack, layer, width, queriesAndKeys }: { stack: Stack; layer: number; width: number; queriesAndKeys: boolean },
): void {
  const [query, key]: [Dim, Dim] = stack.name === 'cross' ? ['T', 'S'] : stack.name === 'decoder' ? ['T', 'T'] : ['S', 'S'];
  const { heads, keyHeads } = stack;
  graph.output(tensorName(stack, 'attentions', layer), probabilities, 'float32', ['B', heads, query, key]);
  if (!queriesAndKeys) return;
  graph.output(tensorName(stack, 'queries', layer), queries, 'float32', ['B', heads, query, width]);
  graph.output(tensorName(stack, 'keys', layer), keys, 'float32', ['B', keyHeads, key, width]);
  // One bias often serves all layers; an output needs a node of its own.
  if (bias !== null) graph.output(tensorName(stack, 'biases', layer), graph.op('Identity', [bias]), 'float32', [null, null, null, null]);
}
