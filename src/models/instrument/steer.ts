import { elementCount, type Tensor } from '../../tensor.js';
import type { Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType, type NodeProto } from '../onnx/generated/onnx_pb.js';
import { copyNode, ifNode, type Rewriter } from '../onnx/rewrite.js';
import type { BlockStack } from './classify.js';
import type { DescribedBlock } from './describe.js';
import type { Survey } from './find.js';
import { asFloat32, fromFloat32, fromHeads, toHeads } from './layout.js';

/** The names of the inputs that steer a layer, or (`head_mask`) a stack. */
export function steeringName(
  stack: Pick<BlockStack, 'name'>,
  kind: 'head_mask' | 'attention_bias' | 'attention_override' | 'override_mask',
  layer?: number,
): string {
  return `${stack.name === '' ? '' : `${stack.name}_`}${kind}${layer === undefined ? '' : `.${layer}`}`;
}

/** A score below this is a mask's: float32's and float16's lowest numbers, or sums with them. */
const MASKED = { float32: -1e30, float16: -6e4 };
const LOWEST = -3.4028234663852886e38;

/**
 * Makes attention steerable by inputs, all float32: `head_mask` [L,H] multiplies what a head adds to the context (1 keeps, 0 removes);
 * `attention_bias.{l}`, broadcast over [B,H,Sq,Sk], is added to the scores (−∞ cuts an edge); where `override_mask.{l}` is not 0, `attention_override.{l}`
 * takes the place of the probabilities. A query of which every edge is cut looks at nothing: its probabilities are zeros, not NaN.
 *
 * Each layer's softmax and its product with the values lie in an If: one branch has the nodes as they were, the other the same nodes and the changes. So a
 * plain run takes the way it took before, and its only cost is to look at the sizes of the inputs, which have one element where they change nothing.
 * Before: the blocks are those of the graph. After: they give the same values under the same names.
 * @param optional whether the inputs may be left out. ONNX calls that an initializer of the input's name; onnxruntime takes it in Python, C++ and C#, but
 *   not in JavaScript, where such an input can be given nothing
 * @returns for each input what changes nothing
 */
export function steerBlocks(
  graph: Rewriter,
  { stacks, survey, optional }: { stacks: readonly BlockStack[]; survey: Survey; optional: boolean },
): Record<string, Tensor<Float32Array>> {
  const neutral: Record<string, Tensor<Float32Array>> = {};
  const input = (name: string, dims: (number | null)[], shape: number[], fill: number): Value => {
    neutral[name] = { data: new Float32Array(elementCount(shape)).fill(fill), shape };
    graph.input(name, dims, optional ? neutral[name] : null);
    return name;
  };
  for (const stack of stacks) {
    const layers = stack.blocks.length;
    const heads = Math.max(...stack.blocks.map((block) => block.heads));
    const mask = input(steeringName(stack, 'head_mask'), [layers, heads], [layers, heads], 1);
    const steering = stack.blocks.map((_, layer) => {
      const each = (kind: 'attention_bias' | 'attention_override' | 'override_mask'): Value =>
        input(steeringName(stack, kind, layer), [null, null, null, null], [1, 1, 1, 1], 0);
      return { bias: each('attention_bias'), override: each('attention_override'), where: each('override_mask') };
    });
    // One computation for all layers: a list of sizes a layer, and whether a head's factor is not 1.
    const shapes = steering.flatMap(({ bias, where }) => [graph.op('Shape', [bias]), graph.op('Shape', [where])]);
    const sizes = graph.op('Reshape', [graph.op('Concat', shapes, { axis: 0 }), graph.ints([layers, 8])]);
    const given = graph.op('Greater', [graph.reduceMax(sizes, { axis: 1, keep: false }), graph.ints(1)]);
    const distance = graph.op('Abs', [graph.op('Sub', [mask, graph.floats([1])])]);
    const masked = graph.op('Greater', [graph.reduceMax(distance, { axis: 1, keep: false }), graph.floats([0])]);
    const steered = graph.op('Or', [given, masked]); // [L]
    stack.blocks.forEach((block, layer) => {
      const condition = graph.op('Gather', [steered, graph.ints(layer)], { axis: 0 });
      branchBlock(graph, block, { survey, condition, mask, layer, ...steering[layer] });
    });
  }
  return neutral;
}

interface Steering {
  survey: Survey;
  condition: Value;
  /** [L,H]. */
  mask: Value;
  layer: number;
  bias: Value;
  override: Value;
  where: Value;
}

/** Puts the nodes from softmax to context into both branches of an If, which gives what they gave. */
function branchBlock(graph: Rewriter, block: DescribedBlock, steering: Steering): void {
  const { known, index } = steering.survey;
  const inside = new Set(block.chain);
  const given = block.chain.flatMap(({ output }) => output).filter((value) => value !== '');
  const outputs = given.filter((value) => index.outputs.has(value) || (index.consumers.get(value) ?? []).some((node) => !inside.has(node)));
  if (!outputs.includes(block.probabilities)) outputs.push(block.probabilities);
  const branch = (steered: boolean): { nodes: NodeProto[]; values: Value[] } => {
    const called = new Map<Value, Value>();
    const handed = new Map<Value, Value>();
    const nodes = graph.apart(() => {
      const softened = steered ? biased(graph, block, steering) : null;
      for (const node of block.chain) {
        const copy = copyNode(node);
        copy.input = node.input.map((value) => called.get(value) ?? value);
        if (node === block.softmax && softened !== null) copy.input[0] = softened.scores;
        copy.output = node.output.map((value) => (value === '' ? '' : graph.fresh(`${value}_${steered ? 'steered' : 'plain'}`)));
        copy.name = graph.fresh(`${node.name}_${steered ? 'steered' : 'plain'}`);
        node.output.forEach((value, i) => called.set(value, copy.output[i]));
        graph.add(copy);
        if (softened === null || !node.output.includes(block.probabilities)) continue;
        const { probabilities, kept } = overridden(graph, block, { ...steering, plain: called.get(block.probabilities) as Value, cut: softened.cut });
        handed.set(block.probabilities, probabilities);
        called.set(block.probabilities, kept);
      }
    });
    return { nodes, values: outputs.map((value) => handed.get(value) ?? (called.get(value) as Value)) };
  };
  const types = outputs.map((value) => known.get(value)?.type || DataType.FLOAT);
  const [then, otherwise] = [branch(true), branch(false)];
  graph.remove(inside);
  graph.add(ifNode(steering.condition, outputs, { then, otherwise, types }));
}

/** The scores with the bias, and which queries have nothing left to look at, [B,H,Sq,1]. */
function biased(graph: Rewriter, block: DescribedBlock, { survey, bias }: Steering): { scores: Value; cut: Value } {
  const { scores, layout, heads } = block;
  const type = survey.known.get(scores)?.type || DataType.FLOAT;
  const given = toHeads(graph, asFloat32(graph, scores, type), layout, heads);
  const changed = graph.op('Add', [given, bias]);
  const [before, after] = [given, changed].map((value) => graph.reduceMax(value, { axis: 3, keep: true }));
  const low = graph.floats([type === DataType.FLOAT16 ? MASKED.float16 : MASKED.float32]);
  // Masks are finite as a rule: a query whose last key is cut would look at what is masked. One that the model itself masks wholly stays as it is.
  const lost = graph.op('And', [graph.op('Less', [after, low]), graph.op('Not', [graph.op('Less', [before, low])])]);
  const cut = graph.op('Or', [lost, graph.op('Less', [after, graph.floats([LOWEST])])]);
  const safe = graph.op('Where', [cut, graph.floats([0]), changed]);
  return { scores: fromHeads(graph, fromFloat32(graph, safe, type), layout, scores), cut };
}

/** The probabilities as they count, and as they meet the values: those of a removed head are 0 there, but shown as they are. */
function overridden(
  graph: Rewriter,
  block: DescribedBlock,
  { survey, plain, cut, where, override, mask, layer }: Steering & { plain: Value; cut: Value },
): { probabilities: Value; kept: Value } {
  const { layout, heads } = block;
  const type = survey.known.get(block.probabilities)?.type || DataType.FLOAT;
  const apart = toHeads(graph, asFloat32(graph, plain, type), layout, heads); // [B,H,Sq,Sk]
  const left = graph.op('Where', [cut, graph.floats([0]), apart]);
  const chosen = graph.op('Where', [graph.op('Greater', [graph.op('Abs', [where]), graph.floats([0])]), override, left]);
  const factors = graph.op('Slice', [graph.op('Gather', [mask, graph.ints(layer)], { axis: 0 }), graph.ints([0]), graph.ints([heads])]);
  const weighed = graph.op('Mul', [chosen, graph.op('Reshape', [factors, graph.ints([1, heads, 1, 1])])]);
  const [probabilities, kept] = [chosen, weighed].map((value) => fromHeads(graph, fromFloat32(graph, value, type), layout, plain));
  return { probabilities, kept };
}
