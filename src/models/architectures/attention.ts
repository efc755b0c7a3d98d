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
export function scaledAttention(
  graph: GraphBuilder,
  { queries, keys, values, bias, width, valueWidth = width }: AttentionInput,
  stack: Stack,
): AttentionBlock {
  const { heads, keyHeads, scale, softcap } = stack;
  const grouped = heads > keyHeads;
  // Heads that share keys lie side by side, so their queries are one longer list: [B, Hkv, G·Sq, d]. Sizes of 0 are taken from the input.
  const join = (x: Value): Value => (grouped ? graph.op('Reshape', [x, graph.ints([0, keyHeads, -1, 0])]) : x);
  const part = (x: Value): Value => (grouped ? graph.op('Reshape', [x, graph.ints([0, heads, -1, 0])]) : x);

  const product = graph.op('MatMul', [join(queries), graph.op('Transpose', [keys], { perm: [0, 1, 3, 2] })]); // [B, Hkv, G·Sq, Sk]
  const scaled = scale === 1 ? product : graph.op('Mul', [product, graph.float(scale)]);
  const capped =
    softcap === null ? scaled : graph.op('Mul', [graph.op('Tanh', [graph.op('Div', [scaled, graph.float(softcap)])]), graph.float(softcap)]);
  const apart = part(capped); // [B,H,Sq,Sk]
  const scores = bias === null ? apart : graph.op('Add', [apart, bias]);
  const probabilities = graph.op('Softmax', [scores], { axis: -1 });

  // The other way round here: values are shorter than probabilities, which as an output of the graph would have to be copied.
  const owners = Array.from({ length: heads }, (_, head) => Math.floor((head * keyHeads) / heads));
  const repeated = grouped ? graph.op('Gather', [values, graph.ints(owners)], { axis: 1 }) : values; // [B,H,Sk,dv]
  const mixed = graph.op('MatMul', [probabilities, repeated]); // [B,H,Sq,dv]
  const context = graph.op('Reshape', [graph.op('Transpose', [mixed], { perm: [0, 2, 1, 3] }), graph.ints([-1, heads * valueWidth])]);
  return { queries, keys, bias, probabilities, context };
}

/** Makes the attention of a layer an output of the graph, and on request its queries, keys and bias. */
export function exposeAttention(
  graph: GraphBuilder,
  { queries, keys, bias, probabilities }: AttentionBlock,
  { stack, layer, width, queriesAndKeys }: { stack: Stack; layer: number; width: number; queriesAndKeys: boolean },
): void {
  const [query, key]: [Dim, Dim] =
    stack.name === 'cross' ? ['T', 'S'] : stack.name === 'decoder' ? ['T', 'T'] : stack.name === 'vision' ? ['P', 'P'] : ['S', 'S'];
  // CLIP runs any number of images beside any number of texts.
  const batch: Dim = stack.name === 'vision' ? 'I' : 'B';
  const { heads, keyHeads } = stack;
  graph.output(tensorName(stack, 'attentions', layer), probabilities, 'float32', [batch, heads, query, key]);
  if (!queriesAndKeys) return;
  graph.output(tensorName(stack, 'queries', layer), queries, 'float32', [batch, heads, query, width]);
  graph.output(tensorName(stack, 'keys', layer), keys, 'float32', [batch, keyHeads, key, width]);
  // One bias often serves all layers; an output needs a node of its own.
  if (bias !== null) graph.output(tensorName(stack, 'biases', layer), graph.op('Identity', [bias]), 'float32', [null, null, null, null]);
}
