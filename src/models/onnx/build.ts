import { create, toBinary } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType as AttributeType,
  type AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './generated/onnx_pb.js';
import { pruneGraph } from './prune.js';
import type { MessageInitShape } from '@bufbuild/protobuf';

/** The name of a value in the graph: what a node gives and another takes. */
export type Value = string;
/** A size, or the name of one that is known only when the graph runs. */
export type Dim = number | string;
/** A node's attributes: whole numbers and lists of them are INT(S), `{float}` a FLOAT, text a STRING. */
export type Attributes = Record<string, number | number[] | string | { float: number }>;
export type ElementType = 'float32' | 'float16' | 'bfloat16' | 'int64' | 'bool';

const DATA_TYPE: Record<ElementType, DataType> = {
  float32: DataType.FLOAT,
  float16: DataType.FLOAT16,
  bfloat16: DataType.BFLOAT16,
  int64: DataType.INT64,
  bool: DataType.BOOL,
};

/** The number by which ONNX calls an element type, as `Cast` wants it. */
export function elementTypeNumber(type: ElementType): number {
  return DATA_TYPE[type];
}

/** Bytes of a file that an initializer is made of. */
export interface ExternalData {
  /** The file's name, as the runtime will be told where to find it. */
  location: string;
  offset: number;
  length: number;
}

/** A graph being written. Every method that adds something returns the name of the value it gives. */
export interface GraphBuilder {
  input(name: string, type: ElementType, dims: Dim[]): Value;
  /** Adds a node with one output. */
  op(type: string, inputs: Value[], attributes?: Attributes, options?: { domain?: string }): Value;
  /** A tensor whose bytes stay where they are. */
  external(name: string, type: ElementType, dims: number[], data: ExternalData): Value;
  /** A list of whole numbers (or one: dims []) as a constant; equal ones are written once. */
  ints(values: number[] | number): Value;
  /** A float32 scalar as a constant. */
  float(value: number): Value;
  /** A float32 tensor as a constant; equal ones are written once. */
  floats(values: number[], dims: number[]): Value;
  /** Makes the one value a node gives an output; a dim of null is known only when the graph runs. */
  output(name: string, value: Value, type: ElementType, dims: (Dim | null)[]): void;
  /** The names of the outputs so far. */
  outputs(): string[];
  /** The finished model as protobuf bytes; `only`: the outputs that it keeps, with what they need; left out, all. */
  finish(only?: readonly string[]): Uint8Array;
}

/** ONNX opset the graphs are written for; 21 brings LayerNormalization (17) and Gelu (20) as single nodes. */
const OPSET = 21n;
/** IR version that goes with it. */
const IR_VERSION = 10n;

/** Starts a graph. `name` appears in tools that show it. */
export function graphBuilder(name: string): GraphBuilder {
  const nodes: NodeProto[] = [];
  const inputs: ValueInfoProto[] = [];
  const outputs: ValueInfoProto[] = [];
  const initializers = new Map<string, TensorProto>();
  const domains = new Set<string>();
  const named = new Map<string, Value>();
  /** What nodes give and is no output yet, and the names of what is. */
  const given = new Set<Value>();
  const renamed = new Map<Value, Value>();

  const constant = (key: string, init: MessageInitShape<typeof TensorProtoSchema>): Value => {
    if (!initializers.has(key)) initializers.set(key, create(TensorProtoSchema, { ...init, name: key }));
    return key;
  };

  return {
    input(value, type, dims) {
      inputs.push(typedValue(value, DATA_TYPE[type], dims));
      return value;
    },
    op(opType, from, attributes = {}, { domain = '' } = {}) {
      const value = `${opType}_${nodes.length}`;
      domains.add(domain);
      const attribute = Object.entries(attributes).map(([key, setting]) => attributeOf(key, setting));
      given.add(value);
      nodes.push(create(NodeProtoSchema, { name: value, opType, domain, input: from, output: [value], attribute }));
      return value;
    },
    external(value, type, dims, { location, offset, length }) {
      return constant(value, {
        dataType: DATA_TYPE[type],
        dims: dims.map(BigInt),
        dataLocation: DataLocation.EXTERNAL,
        externalData: [
          { key: 'location', value: location },
          { key: 'offset', value: String(offset) },
          { key: 'length', value: String(length) },
        ],
      });
    },
    ints(values) {
      const list = Array.isArray(values) ? values : [values];
      const dims = Array.isArray(values) ? [BigInt(list.length)] : [];
      return constant(`ints_${Array.isArray(values) ? list.join('_') : `scalar_${values}`}`, {
        dataType: DataType.INT64,
        dims,
        int64Data: list.map(BigInt),
      });
    },
    float(value) {
      return constant(`float_${value}`, { dataType: DataType.FLOAT, floatData: [value] });
    },
    floats(values, dims) {
      const key = `floats_${dims.join('x')}_${values.join('_')}`;
      let value = named.get(key);
      if (value === undefined)
        named.set(key, (value = constant(`floats_${named.size}`, { dataType: DataType.FLOAT, dims: dims.map(BigInt), floatData: values })));
      return value;
    },
    output(value, from, type, dims) {
      // The output's name is its node's: an Identity would cost a copy of the attention in every run.
      if (!given.has(from)) throw new RangeError(`no node gives ${from}`);
      given.delete(from);
      renamed.set(from, value);
      outputs.push(typedValue(value, DATA_TYPE[type], dims));
    },
    outputs: () => outputs.map(({ name: output }) => output),
    finish(only) {
      // Once, at the end: to walk all nodes with every output would take a large model its number of layers times as long.
      const called = (name: Value): Value => renamed.get(name) ?? name;
      for (const node of nodes) [node.input, node.output] = [node.input.map(called), node.output.map(called)];
      const graph = create(GraphProtoSchema, {
        name,
        node: nodes,
        input: inputs,
        output: only === undefined ? outputs : outputs.filter((output) => only.includes(output.name)),
        initializer: [...initializers.values()],
      });
      if (graph.output.length < outputs.length) pruneGraph(graph);
      const opsetImport = [...new Set(['', ...domains])].map((domain) => ({ domain, version: domain === '' ? OPSET : 1n }));
      return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: IR_VERSION, producerName: 'lupa', opsetImport, graph }));
    },
  };
}

/** What is known of a value, for inputs and outputs: a dim of null is known only when the graph runs, no dims is any shape. */
export function typedValue(name: Value, elemType: DataType, dims?: (Dim | null)[]): ValueInfoProto {
  const dim = dims?.map((size) =>
    size === null
      ? {}
      : typeof size === 'number'
        ? { value: { case: 'dimValue' as const, value: BigInt(size) } }
        : { value: { case: 'dimParam' as const, value: size } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: 'tensorType', value: { elemType, ...(dim === undefined ? {} : { shape: { dim } }) } } },
  });
}

/** An attribute of a node, as a message. */
export function attributeOf(name: string, setting: Attributes[string]): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof setting === 'number') return { name, type: AttributeType.INT, i: BigInt(setting) };
  if (typeof setting === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(setting) };
  if (Array.isArray(setting)) return { name, type: AttributeType.INTS, ints: setting.map(BigInt) };
  return { name, type: AttributeType.FLOAT, f: setting.float };
}
