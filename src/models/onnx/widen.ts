import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { attributeOf } from './build.js';
import { ModelProtoSchema, NodeProtoSchema, TensorProto_DataType as DataType, type NodeProto } from './generated/onnx_pb.js';

/** The types of 16 bits. */
const NARROW: readonly number[] = [DataType.FLOAT16, DataType.BFLOAT16];

/**
 * Casts tables of 16 bits to float32 before rows are looked up in them, where nothing but a cast to float32 reads the rows: for engines that cannot look up rows of
 * 16 bits. The numbers stay the same; the engine casts a table once, and holds it in twice the memory.
 * @param graph ONNX bytes; a graph in which nothing is to be done comes back as it is
 */
export function widenTables(graph: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, graph);
  const { node: nodes = [], initializer: initializers = [] } = model.graph ?? {};
  const narrow = new Set(initializers.filter(({ dataType }) => NARROW.includes(dataType)).map(({ name }) => name));
  const lookups = nodes.filter((node) => node.opType === 'Gather' && narrow.has(node.input[0]) && isCastOnly(nodes, node.output[0]));
  if (model.graph === undefined || lookups.length === 0) return graph;
  const tables = new Set(lookups.map(({ input }) => input[0]));
  for (const lookup of lookups) lookup.input[0] = wideName(lookup.input[0]);
  model.graph.node = [...[...tables].map(castOf), ...nodes];
  return toBinary(ModelProtoSchema, model);
}

/** The names of the nodes of some operators, in a graph as ONNX bytes. */
export function nodesOf(graph: Uint8Array, operators: readonly string[]): string[] {
  const { node: nodes = [] } = fromBinary(ModelProtoSchema, graph).graph ?? {};
  return nodes.filter(({ opType }) => operators.includes(opType)).map(({ name }) => name);
}

/** Whether a value is read by casts to float32 alone. */
function isCastOnly(nodes: readonly NodeProto[], value: string): boolean {
  const readers = nodes.filter(({ input }) => input.includes(value));
  return (
    readers.length > 0 &&
    readers.every(({ opType, attribute }) => opType === 'Cast' && attribute.some(({ name, i }) => name === 'to' && i === BigInt(DataType.FLOAT)))
  );
}

function castOf(table: string): NodeProto {
  const name = wideName(table);
  return create(NodeProtoSchema, { name, opType: 'Cast', input: [table], output: [name], attribute: [attributeOf('to', DataType.FLOAT)] });
}

function wideName(table: string): string {
  return `${table}:float32`;
}
