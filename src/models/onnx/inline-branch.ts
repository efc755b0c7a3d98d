import { LupaError } from '../../errors.js';
import { graphAttribute } from './attributes.js';
import type { Value } from './build.js';
import { TensorProtoSchema, type GraphProto, type ModelProto, type NodeProto } from './generated/onnx_pb.js';
import { changed, copyModel, finishRewrite, renameValues, rewriter, type Rewriter } from './rewrite.js';
import { indexGraph } from './walk.js';

/**
 * Decides an input of type bool once and for all: every If that asks for it is replaced by the branch that is taken then, and the input is gone, and with it
 * inputs that only the other branch read. So `inlineBranch(model, 'use_cache_branch', false)` makes of a merged decoder one without a past.
 * Before: the input's value goes into Ifs (through Cast, Identity, Not, Squeeze, Unsqueeze, Reshape, or a Gather of its one element, if at all).
 * After: a new model over the same weights, whose outputs have their names and order.
 * @throws LupaError Unsupported where the graph has no such input, or uses it for something else than a branch
 */
export function inlineBranch(given: ModelProto, input: Value, value: boolean): ModelProto {
  const model = copyModel(given);
  const graph = rewriter(model);
  if (!graph.graph.input.some(({ name }) => name === input)) {
    throw new LupaError('Unsupported', `the graph has no input ${input} that would choose a branch`, { subject: input });
  }
  const read = new Set([...indexGraph(graph.graph).consumers.keys()]);
  inline(graph, new Map([[input, value]]));
  const { consumers, outputs } = indexGraph(graph.graph);
  if (consumers.has(input) || outputs.has(input)) {
    const [user] = consumers.get(input) ?? [];
    throw new LupaError('Unsupported', `input ${input} does not only choose a branch: ${user?.opType ?? 'an output'} reads it`, { subject: input });
  }
  const left = (name: Value): boolean => consumers.has(name) || outputs.has(name) || !read.has(name);
  graph.graph.input = graph.graph.input.filter(({ name }) => name !== input && left(name));
  finishRewrite(model);
  return model;
}

/** Operators that hand a bool on, as it is. */
const HANDS_ON = new Set(['Identity', 'Cast', 'Squeeze', 'Unsqueeze', 'Reshape', 'Gather']);

function inline(graph: Rewriter, decided: Map<Value, boolean>): void {
  // A branch may hold the next If, which then lies in the graph itself.
  for (let again = true; again;) {
    again = false;
    for (const node of [...graph.graph.node]) {
      const choice = decided.get(node.input[0]);
      if (choice === undefined) continue;
      if (node.opType === 'If') replace(graph, node, choice);
      else if (HANDS_ON.has(node.opType) || node.opType === 'Not') decided.set(node.output[0], node.opType === 'Not' ? !choice : choice);
      else continue;
      graph.remove(new Set([node]));
      again = true;
    }
  }
}

function replace(graph: Rewriter, node: NodeProto, choice: boolean): void {
  const branch = graphAttribute(node, choice ? 'then_branch' : 'else_branch');
  if (branch === null) throw new LupaError('InvalidFile', `If node ${node.name} has no branch for ${choice}`, { subject: node.name });
  const own = definedIn(branch);
  const names = new Map<Value, Value>();
  branch.output.forEach(({ name }, i) => {
    // A value from around the branch, or one that is handed out twice, needs a node.
    if (!own.has(name) || names.has(name)) graph.op('Identity', [names.get(name) ?? name], {}, { output: node.output[i] });
    else names.set(name, node.output[i]);
  });
  const outer = definedIn(graph.graph);
  for (const name of own) if (!names.has(name) && outer.has(name)) names.set(name, graph.fresh(name));
  // Initializers do not follow a new name in place, since the other copies of the model share them.
  for (const tensor of branch.initializer) {
    const name = names.get(tensor.name) ?? tensor.name;
    graph.graph.initializer.push(name === tensor.name ? tensor : changed(TensorProtoSchema, tensor, { name }));
  }
  renameValues(branch, names);
  for (const inner of branch.node) graph.add(inner);
}

function definedIn(graph: GraphProto): Set<Value> {
  return new Set([...graph.input, ...graph.initializer].map(({ name }) => name).concat(graph.node.flatMap(({ output }) => output)));
}
