import { create } from '@bufbuild/protobuf';
import { intAttribute } from '../onnx/attributes.js';
import type { Value } from '../onnx/build.js';
import { constantOf } from '../onnx/constants.js';
import { opsetOf } from '../onnx/rewrite.js';
import { inferShapes, type Known } from '../onnx/shapes.js';
import { graphsOf, indexGraph, topologicalOrder, type GraphIndex } from '../onnx/walk.js';
import { GraphProtoSchema, type GraphProto, type ModelProto, type NodeProto } from '../onnx/generated/onnx_pb.js';
import { dependences, type Dependence } from './dependence.js';
import { factorsOf, readProduct, type Product } from './product.js';

/** A graph and what has been found out about all of it. */
export interface Survey {
  index: GraphIndex;
  order: NodeProto[];
  /** The place of each node in `order`. */
  place: Map<NodeProto, number>;
  known: Map<Value, Known>;
  dependence: Dependence;
  opset: number;
  /** The model's own operators, by {@link operatorOf}, each with the graph that it stands for. */
  functions: Map<string, GraphProto>;
}

/** Attention as plain operators: scores → Softmax → probabilities → product with the values. */
export interface Block {
  softmax: NodeProto;
  /** What goes into the softmax. */
  scores: Value;
  /** What comes out and is multiplied with the values, before anything makes it smaller: [B,H,Sq,Sk] in one of its layouts. */
  probabilities: Value;
  product: Product;
  /** The nodes from the product to the softmax, both left out, in order. */
  path: NodeProto[];
  /** The product of the probabilities with the values. */
  mix: NodeProto;
  /** The heads' outputs: [B,H,Sq,d] in the same layout, as float. */
  context: Value;
  /** Nodes from the softmax to the context, in order. */
  chain: NodeProto[];
}

/** A place that looks like attention and could not be read. */
export interface Refusal {
  /** The node's name in the file. */
  node: string;
  /** The operator that stands in the way. */
  operator: string;
  /** A sentence's end: what it does there. */
  reason: string;
}

/** Finds out about a graph what the passes ask for. */
export function surveyGraph(model: ModelProto): Survey {
  const index = indexGraph(model.graph as GraphProto);
  const order = topologicalOrder(index.graph);
  return {
    index,
    order,
    place: new Map(order.map((node, i) => [node, i])),
    known: inferShapes(index),
    dependence: dependences(index, order),
    opset: opsetOf(model),
    functions: new Map(model.functions.map(({ domain, name, node }) => [`${domain}.${name}`, create(GraphProtoSchema, { name, node })])),
  };
}

/** Which inputs of an operator lead on, by its name. */
function steps(...table: [string, number[]][]): Map<string, number[]> {
  return new Map(table.flatMap(([types, places]) => types.split(' ').map((type) => [type, places] as const)));
}

/** Operators between the scores and the product they come from. */
const SCORE_STEPS = steps(
  ['Add Sub Mul Div Max Min Sum', [0, 1, 2, 3]],
  ['Cast Identity Tanh Clip Dropout Reshape Transpose Squeeze Unsqueeze Expand', [0]],
  ['QuantizeLinear DequantizeLinear BiasAdd', [0]],
  ['QLinearAdd QLinearMul', [0, 3]],
  ['Where', [1, 2]],
);

/** Operators between the probabilities and their product with the values. */
const PROBABILITY_STEPS = steps(
  ['Cast Identity Dropout Reshape Squeeze Unsqueeze Expand Transpose IsNaN Clip', [0]],
  ['QuantizeLinear DequantizeLinear DynamicQuantizeLinear', [0]],
  ['Mul', [0, 1]],
  ['Where', [0, 1, 2]],
);

const SOFTMAXES = new Set(['Softmax', 'BiasSoftmax']);

/**
 * Finds attention by its structure: a softmax over the last axis whose input comes from a product of two things that both depend on what the model reads
 * (queries and keys), and whose output is multiplied with a third. Names do not count; a classifier's or a router's softmax is none of it.
 * Blocks come in the order of the data.
 */
export function findBlocks(survey: Survey): { blocks: Block[]; refused: Refusal[] } {
  const blocks: Block[] = [];
  const refused: Refusal[] = [];
  const judged = new Map<GraphProto, boolean>();
  for (const node of survey.order) {
    if (SOFTMAXES.has(node.opType)) {
      const found = readBlock(node, survey);
      if (found === null) continue;
      if ('operator' in found) refused.push(found);
      else blocks.push(found);
    } else if (graphsInside(node, survey).length > 0) {
      if (hidesAttention(node, survey, judged)) refused.push(refusal(node, 'holds attention inside a graph of its own'));
    } else if (/Attention/.test(node.opType)) {
      refused.push(refusal(node, 'does all of the attention in one operator that Lupa cannot take apart'));
    }
  }
  return { blocks, refused };
}

/** A refusal that blames a node. */
export function refusal(node: NodeProto, reason: string): Refusal {
  return { node: node.name || (node.output[0] ?? ''), operator: operatorOf(node), reason };
}

/** An operator's name, with its domain where that is not ONNX's own. */
function operatorOf({ domain, opType }: NodeProto): string {
  return domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;
}

/** The branches of an If, the body of a loop, or what an operator that the model defines itself stands for. */
function graphsInside(node: NodeProto, { functions }: Survey): GraphProto[] {
  const own = functions.get(operatorOf(node));
  return own === undefined ? graphsOf(node) : [own];
}

/** Whether there is attention in the graphs inside a node, where it cannot be an output of the graph around them. */
function hidesAttention(around: NodeProto, survey: Survey, judged: Map<GraphProto, boolean>): boolean {
  return graphsInside(around, survey).some((graph) => {
    // Each once: operators that stand for one another twice over would be a tree without end.
    let hides = judged.get(graph);
    if (hides === undefined) {
      const index = indexGraph(graph);
      const isIt = (node: NodeProto): boolean => /Attention/.test(node.opType) || (SOFTMAXES.has(node.opType) && contextAfter(node, index) !== null);
      hides = graph.node.some((node) => isIt(node) || hidesAttention(node, survey, judged));
      judged.set(graph, hides);
    }
    return hides;
  });
}

function readBlock(softmax: NodeProto, survey: Survey): Block | Refusal | null {
  const { index, known, opset } = survey;
  const products = productsBehind(softmax.input[0], survey);
  const meets = contextAfter(softmax, index);
  const [found] = products;
  if (found === undefined) return null;
  const rank = known.get(softmax.output[0])?.dims?.length ?? known.get(softmax.input[0])?.dims?.length;
  const axis = intAttribute(softmax, 'axis', opset >= 13 ? -1 : 1);
  // A pointer network's softmax is the model's answer, and so is a router's. Only what reads on is attention.
  if (meets === null) return null;
  if (softmax.opType === 'BiasSoftmax') return refusal(softmax, 'joins the softmax with other work');
  if (axis !== -1 && axis + 1 !== rank) return refusal(softmax, `sums over axis ${axis}, which is not the last one`);
  const read = readProduct(found.node);
  if (read === null) return refusal(found.node, 'multiplies queries and keys in a way that Lupa does not know');
  const context = floatContext(meets, index);
  const chain = nodesBetween(softmax, context, survey);
  return {
    softmax,
    scores: softmax.input[0],
    probabilities: probabilitiesOf(softmax, index),
    product: read,
    path: found.path,
    mix: meets,
    context: context.output[0],
    chain,
  };
}

interface Found {
  node: NodeProto;
  path: NodeProto[];
}

/** The products of two things that depend on the model's inputs, from which scores are computed; the nearest first. */
function productsBehind(scores: Value, { index, dependence }: Survey): Found[] {
  const seen = new Set<NodeProto>();
  const [both, either]: Found[][] = [[], []];
  let front: { value: Value; path: NodeProto[] }[] = [{ value: scores, path: [] }];
  while (front.length > 0) {
    const next: typeof front = [];
    for (const { value, path } of front) {
      const node = index.producer.get(value);
      if (node === undefined || seen.has(node)) continue;
      seen.add(node);
      const factors = factorsOf(node);
      if (factors !== null) {
        const alive = factors.filter((factor) => (dependence.get(quantisedFrom(factor, index)) ?? 0n) !== 0n).length;
        if (alive === 2) both.push({ node, path });
        // A learnt query, computed from no input, still is one; a weight is not.
        else if (factors.every((factor) => index.producer.has(factor) && constantOf(index, factor) === null)) either.push({ node, path });
        continue;
      }
      const places = SCORE_STEPS.get(node.opType) ?? [];
      const before = node.input.filter((input, i) => input !== '' && places.includes(i));
      next.push(...before.map((input) => ({ value: input, path: [node, ...path] })));
    }
    front = next;
  }
  return both.length > 0 ? both : either.length === 1 ? either : [];
}

/** Before DynamicQuantizeLinear and its like, the value itself: a quantised one's dependence is the same. */
function quantisedFrom(value: Value, { producer }: GraphIndex): Value {
  const node = producer.get(value);
  return node !== undefined && /^(Dynamic)?QuantizeLinear$/.test(node.opType) ? node.input[0] : value;
}

/** The product of the probabilities with the values, or null where they meet none. */
function contextAfter(softmax: NodeProto, { consumers }: GraphIndex): NodeProto | null {
  const seen = new Set<NodeProto>();
  let front = [softmax.output[0]];
  while (front.length > 0) {
    const next: Value[] = [];
    for (const value of front) {
      for (const node of consumers.get(value) ?? []) {
        if (seen.has(node)) continue;
        seen.add(node);
        if (factorsOf(node)?.includes(value) === true) return node;
        if (PROBABILITY_STEPS.get(node.opType)?.some((place) => node.input[place] === value) === true) next.push(...node.output);
      }
    }
    front = next;
  }
  return null;
}

/** From a product of whole numbers on to where it is scaled back to what it stands for. */
function floatContext(product: NodeProto, { consumers }: GraphIndex): NodeProto {
  let node = product;
  const steps = product.opType === 'MatMulInteger' ? ['Cast', 'Mul'] : product.opType === 'QLinearMatMul' ? ['DequantizeLinear'] : [];
  for (const step of steps) {
    const next = (consumers.get(node.output[0]) ?? []).find(({ opType }) => opType === step);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

/** After the guard that exporters put behind the softmax, `Where(IsNaN(p), 0, p)`: a row of which all is masked is zeros and not NaN. */
function probabilitiesOf({ output: [softmaxed] }: NodeProto, { consumers }: GraphIndex): Value {
  const takers = consumers.get(softmaxed) ?? [];
  const isNaN = takers.find(({ opType }) => opType === 'IsNaN');
  const guard = takers.find((node) => node.opType === 'Where' && node.input[0] === isNaN?.output[0] && node.input[2] === softmaxed);
  return guard?.output[0] ?? softmaxed;
}

/** All nodes on a way from one node to another, both included, in order. */
function nodesBetween(from: NodeProto, to: NodeProto, { order, place }: Survey): NodeProto[] {
  const candidates = order.slice(place.get(from), (place.get(to) as number) + 1);
  const after = new Set(from.output);
  const behind = candidates.filter((node) => {
    const hangs = node === from || node.input.some((value) => after.has(value));
    if (hangs) for (const value of node.output) after.add(value);
    return hangs;
  });
  const needed = new Set(to.output);
  return behind
    .reverse()
    .filter((node) => {
      const leads = node.output.some((value) => needed.has(value));
      if (leads) for (const value of node.input) needed.add(value);
      return leads;
    })
    .reverse();
}
