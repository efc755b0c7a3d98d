import { create, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { LupaError } from '../../errors.js';
import type { Tensor } from '../../tensor.js';
import { attributeOf, typedValue, type Attributes, type Value } from './build.js';
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';
import { graphsOf, topologicalOrder } from './walk.js';

/** The domain of ONNX Runtime's own operators. */
export const MICROSOFT = 'com.microsoft';

/** Adds to a graph and renames in it. What it adds is in order only after {@link finishRewrite}. */
export interface Rewriter {
  readonly graph: GraphProto;
  /** The version of ONNX's operators that the model was written for. */
  readonly opset: number;
  /** A name that nothing in the model has, beginning with `hint`. */
  fresh(hint: string): Value;
  /** Whether anything in the model has this name. */
  has(name: string): boolean;
  /** Adds a node with one output and returns that. */
  op(type: string, inputs: Value[], attributes?: Attributes, options?: { domain?: string; output?: Value }): Value;
  /** The largest element along an axis; `keep`: the axis stays, of size 1. */
  reduceMax(value: Value, options: { axis: number; keep: boolean }): Value;
  /** Adds a float32 input; with a `standard` it may be left out, since an initializer of its name is its default. */
  input(name: Value, dims: (number | null)[], standard: Tensor<Float32Array> | null): void;
  /** Takes nodes out of the graph. */
  remove(nodes: ReadonlySet<NodeProto>): void;
  /** Adds a node as it is. */
  add(node: NodeProto): void;
  /** Runs `build` and returns the nodes it added, which are then not in the graph: they are for a branch of an If. */
  apart(build: () => void): NodeProto[];
  /** A list of whole numbers (or one) as a constant. */
  ints(values: number[] | number): Value;
  /** A float32 tensor as a constant; without `dims` a scalar of one element. */
  floats(values: number[], dims?: number[]): Value;
}

/** A message like another but for `changes`. Its fields are copied one by one, since those that are not set lie in its prototype. */
export function changed<Desc extends DescMessage>(
  schema: Desc,
  message: MessageShape<Desc>,
  changes: Partial<MessageShape<Desc>>,
): MessageShape<Desc> {
  return Object.assign(create(schema), message, changes);
}

/** A copy of a model that shares its weights, and that passes may change. */
export function copyModel(model: ModelProto): ModelProto {
  const graph = model.graph === undefined ? undefined : copyGraph(model.graph);
  return changed(ModelProtoSchema, model, { graph, opsetImport: [...model.opsetImport] });
}

function copyGraph(graph: GraphProto): GraphProto {
  return changed(GraphProtoSchema, graph, {
    node: graph.node.map(copyNode),
    initializer: [...graph.initializer],
    input: [...graph.input],
    output: [...graph.output],
    valueInfo: [...graph.valueInfo],
  });
}

/** A copy of a node and of the graphs inside it. */
export function copyNode(node: NodeProto): NodeProto {
  return changed(NodeProtoSchema, node, {
    input: [...node.input],
    output: [...node.output],
    attribute: node.attribute.map((attribute) =>
      attribute.g === undefined ? attribute : changed(AttributeProtoSchema, attribute, { g: copyGraph(attribute.g) }),
    ),
  });
}

/** Starts to change a model's graph in place (see {@link copyModel}). */
export function rewriter(model: ModelProto): Rewriter {
  const graph = model.graph as GraphProto;
  const names = new Set<string>();
  collectNames(graph, names);
  const counts = new Map<string, number>();
  let target = graph.node;
  const constants = new Map<string, Value>();
  /** Each once a rewriter. A file may have a value of this name already, which says nothing of what is in it. */
  const constant = (key: string, dataType: DataType, dims: number[], data: { int64Data: bigint[] } | { floatData: number[] }): Value => {
    const made = constants.get(key);
    if (made !== undefined) return made;
    const name = self.fresh(key);
    constants.set(key, name);
    graph.initializer.push(create(TensorProtoSchema, { name, dataType, dims: dims.map(BigInt), ...data }));
    return name;
  };
  const self: Rewriter = {
    graph,
    opset: opsetOf(model),
    has: (name) => names.has(name),
    fresh(hint) {
      let name = hint;
      // Counted on from the last time: a large graph asks for thousands of names.
      let count = counts.get(hint) ?? 0;
      while (names.has(name)) name = `${hint}_${++count}`;
      counts.set(hint, count);
      names.add(name);
      return name;
    },
    op(opType, input, attributes = {}, { domain = '', output = self.fresh(`lupa_${opType}`) } = {}) {
      names.add(output);
      const attribute = Object.entries(attributes).map(([key, setting]) => create(AttributeProtoSchema, attributeOf(key, setting)));
      target.push(create(NodeProtoSchema, { name: output, opType, domain, input, output: [output], attribute }));
      return output;
    },
    reduceMax(value, { axis, keep }) {
      const keepdims = keep ? 1 : 0;
      // The axes were an attribute once.
      return self.opset >= 18
        ? self.op('ReduceMax', [value, self.ints([axis])], { keepdims })
        : self.op('ReduceMax', [value], { axes: [axis], keepdims });
    },
    input(name, dims, standard) {
      if (names.has(name)) throw new LupaError('Unsupported', `the graph already has a value named ${name}, which steers nothing`, { subject: name });
      names.add(name);
      graph.input.push(typedValue(name, DataType.FLOAT, dims));
      if (standard === null) return;
      const { data, shape } = standard;
      graph.initializer.push(create(TensorProtoSchema, { name, dataType: DataType.FLOAT, dims: shape.map(BigInt), floatData: [...data] }));
    },
    remove(nodes) {
      graph.node = graph.node.filter((node) => !nodes.has(node));
      target = graph.node;
    },
    add: (node) => void target.push(node),
    apart(build) {
      const [around, inside]: NodeProto[][] = [target, []];
      target = inside;
      build();
      target = around;
      return inside;
    },
    ints(values) {
      const list = Array.isArray(values) ? values : [values];
      const key = `lupa_ints_${Array.isArray(values) ? list.join('_') : `scalar_${values}`}`;
      return constant(key, DataType.INT64, Array.isArray(values) ? [list.length] : [], { int64Data: list.map(BigInt) });
    },
    floats: (values, dims = []) => constant(`lupa_floats_${dims.join('x')}_${values.join('_')}`, DataType.FLOAT, dims, { floatData: values }),
  };
  return self;
}

/** The version of ONNX's own operators in a model. */
export function opsetOf({ opsetImport }: ModelProto): number {
  return Number(opsetImport.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 1n);
}

function collectNames(graph: GraphProto, names: Set<string>): void {
  for (const { name } of [...graph.input, ...graph.output, ...graph.initializer, ...graph.node, ...graph.valueInfo]) names.add(name);
  for (const node of graph.node) {
    for (const value of [...node.input, ...node.output]) names.add(value);
    for (const inner of graphsOf(node)) collectNames(inner, names);
  }
}

/** Gives values other names, everywhere: in nodes, in the graphs inside them, and among the outputs. All at once, since each time walks the whole graph. */
export function renameValues(graph: GraphProto, names: ReadonlyMap<Value, Value>): void {
  const called = (value: Value): Value => names.get(value) ?? value;
  for (const node of graph.node) {
    node.input = node.input.map(called);
    node.output = node.output.map(called);
    for (const inner of graphsOf(node)) renameValues(inner, names);
  }
  const relabel = (info: ValueInfoProto): ValueInfoProto =>
    names.has(info.name) ? changed(ValueInfoProtoSchema, info, { name: called(info.name) }) : info;
  graph.output = graph.output.map(relabel);
  graph.valueInfo = graph.valueInfo.map(relabel);
}

/** Makes every reader of a value read another instead, outputs of the graph excepted. */
export function redirect(graph: GraphProto, names: ReadonlyMap<Value, Value>): void {
  for (const node of graph.node) {
    node.input = node.input.map((value) => names.get(value) ?? value);
    for (const inner of graphsOf(node)) {
      redirect(inner, names);
      // A branch may hand on a value from around it, which has to be a node's there.
      for (const output of inner.output) {
        const other = names.get(output.name);
        if (other !== undefined) inner.node.push(create(NodeProtoSchema, { opType: 'Identity', input: [other], output: [output.name] }));
      }
    }
  }
}

/** An If node: the values that its branches give under their own names come out as `outputs`. */
export function ifNode(
  condition: Value,
  outputs: Value[],
  { then, otherwise, types }: Record<'then' | 'otherwise', { nodes: NodeProto[]; values: Value[] }> & { types: DataType[] },
): NodeProto {
  const branch = (name: string, { nodes, values }: { nodes: NodeProto[]; values: Value[] }): MessageInitShape<typeof AttributeProtoSchema> => ({
    name,
    type: AttributeType.GRAPH,
    g: { name: `${outputs[0]}_${name}`, node: nodes, output: values.map((value, i) => typedValue(value, types[i])) },
  });
  return create(NodeProtoSchema, {
    name: `lupa_If_${outputs[0]}`,
    opType: 'If',
    input: [condition],
    output: outputs,
    attribute: [branch('then_branch', then), branch('else_branch', otherwise)],
  });
}

/**
 * Makes a changed model whole again: nodes in order, only those on which an output hangs, no notes on values that are gone, the domains that are used.
 * @throws LupaError InvalidFile where the graph is a circle
 */
export function finishRewrite(model: ModelProto): void {
  const graph = model.graph as GraphProto;
  graph.node = topologicalOrder(graph);
  const given = new Set(graph.node.flatMap(({ output }) => output));
  graph.valueInfo = graph.valueInfo.filter(({ name }) => given.has(name));
  const uses = (inner: GraphProto): boolean => inner.node.some((node) => node.domain === MICROSOFT || graphsOf(node).some(uses));
  if (uses(graph) && !model.opsetImport.some(({ domain }) => domain === MICROSOFT)) {
    model.opsetImport.push(create(ModelProtoSchema, { opsetImport: [{ domain: MICROSOFT, version: 1n }] }).opsetImport[0]);
  }
}
