import type { GraphProto } from './generated/onnx_pb.js';
import { indexGraph, takenBy } from './walk.js';

/** Takes out of a graph the nodes and weights on which no output hangs. */
export function pruneGraph(graph: GraphProto): void {
  const { producer } = indexGraph(graph);
  const needed = new Set(graph.output.map(({ name }) => name));
  const nodes = new Set<GraphProto['node'][number]>();
  for (const value of needed) {
    const node = producer.get(value);
    if (node === undefined || nodes.has(node)) continue;
    nodes.add(node);
    for (const taken of takenBy(node)) needed.add(taken);
  }
  graph.node = graph.node.filter((node) => nodes.has(node));
  graph.initializer = graph.initializer.filter(({ name }) => needed.has(name));
}
