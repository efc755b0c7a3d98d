import { briefly, LupaError } from '../../errors.js';
import type { Value } from './build.js';
import type { GraphProto, NodeProto, TensorProto } from './generated/onnx_pb.js';

/** Who gives and who takes the values of a graph. It is a picture of one moment: after a change, make another. */
export interface GraphIndex {
  graph: GraphProto;
  /** The node that gives a value; inputs and initializers have none. */
  producer: Map<Value, NodeProto>;
  /** The nodes that take a value, also through a graph inside them, in the order of the file. */
  consumers: Map<Value, NodeProto[]>;
  initializers: Map<Value, TensorProto>;
  inputs: Set<Value>;
  outputs: Set<Value>;
}

/** Indexes the values of a graph by who gives and takes them. */
export function indexGraph(graph: GraphProto): GraphIndex {
  const producer = new Map<Value, NodeProto>();
  const consumers = new Map<Value, NodeProto[]>();
  for (const node of graph.node) {
    for (const value of node.output) if (value !== '') producer.set(value, node);
    for (const value of takenBy(node)) {
      const takers = consumers.get(value);
      if (takers === undefined) consumers.set(value, [node]);
      else takers.push(node);
    }
  }
  return {
    graph,
    producer,
    consumers,
    initializers: new Map(graph.initializer.map((tensor) => [tensor.name, tensor])),
    inputs: new Set(graph.input.map(({ name }) => name)),
    outputs: new Set(graph.output.map(({ name }) => name)),
  };
}

/** The graphs that lie inside a node: the branches of an If, the body of a Loop. */
export function graphsOf(node: NodeProto): GraphProto[] {
  return node.attribute.flatMap(({ g, graphs }) => (g === undefined ? graphs : [g, ...graphs]));
}

/** Every value that a node reads: its own inputs, and what the graphs inside it take from around them. Each once. */
export function takenBy(node: NodeProto): Set<Value> {
  const taken = new Set(node.input.filter((value) => value !== ''));
  for (const inner of graphsOf(node)) for (const value of capturedBy(inner)) taken.add(value);
  return taken;
}

function capturedBy(graph: GraphProto): Set<Value> {
  const own = new Set([...graph.input, ...graph.initializer].map(({ name }) => name));
  for (const node of graph.node) for (const value of node.output) own.add(value);
  const captured = new Set<Value>();
  for (const node of graph.node) for (const value of takenBy(node)) if (!own.has(value)) captured.add(value);
  // A branch may hand on a value from around it as it is.
  for (const { name } of graph.output) if (!own.has(name)) captured.add(name);
  return captured;
}

/**
 * The nodes of a graph so that each comes after those it reads from; where that leaves a choice, in the order of the file.
 * @throws LupaError InvalidFile where a node waits for itself
 */
export function topologicalOrder(graph: GraphProto): NodeProto[] {
  const { producer } = indexGraph(graph);
  const state = new Map<NodeProto, 'open' | 'done'>();
  const order: NodeProto[] = [];
  for (const root of graph.node) {
    if (state.has(root)) continue;
    // A stack of our own: a hostile file is a chain of any length.
    const path = [{ node: root, waiting: before(root, producer) }];
    state.set(root, 'open');
    while (path.length > 0) {
      const { node, waiting } = path[path.length - 1];
      const next = waiting.pop();
      if (next === undefined) {
        state.set(node, 'done');
        order.push(node);
        path.pop();
      } else if (state.get(next) === 'open') {
        throw new LupaError('InvalidFile', `the graph is a circle: node ${briefly(next.name || next.opType)} waits for its own output`, {
          subject: next.name,
        });
      } else if (!state.has(next)) {
        state.set(next, 'open');
        path.push({ node: next, waiting: before(next, producer) });
      }
    }
  }
  return order;
}

/** The nodes that a node reads from; the first input's is the last, since it is taken from the end. */
function before(node: NodeProto, producer: Map<Value, NodeProto>): NodeProto[] {
  return [...takenBy(node)].reverse().flatMap((value) => producer.get(value) ?? []);
}
