import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { intAttribute } from './attributes.js';
import { ModelProtoSchema, TensorProto_DataType as DataType } from './generated/onnx_pb.js';
import { finishRewrite, rewriter } from './rewrite.js';
import { indexGraph, type GraphIndex } from './walk.js';

/** The types of 16 bits. */
const NARROW: readonly number[] = [DataType.FLOAT16, DataType.BFLOAT16];

/**
 * Casts tables of 16 bits to float32 before rows are looked up in them, where nothing but a cast to float32 reads the rows: for engines that cannot look up rows of
 * 16 bits. The numbers stay the same; the engine casts a table once, and holds it in twice the memory.
 * @param graph ONNX bytes; a graph in which nothing is to be done comes back as it is
 */
export function widenTables(graph: Uint8Array): Uint8Array {
  const model = fromBinary(ModelProtoSchema, graph);
  if (model.graph === undefined) return graph;
  const index = indexGraph(model.graph);
  const isTable = (value: string): boolean => NARROW.includes(index.initializers.get(value)?.dataType ?? DataType.UNDEFINED);
  const lookups = model.graph.node.filter(({ opType, input, output }) => opType === 'Gather' && isTable(input[0]) && isCastOnly(index, output[0]));
  if (lookups.length === 0) return graph;
  const edit = rewriter(model);
  const wide = new Map<string, string>();
  for (const { input } of lookups) {
    const [table] = input;
    if (!wide.has(table)) wide.set(table, edit.op('Cast', [table], { to: DataType.FLOAT }));
    input[0] = wide.get(table) as string;
  }
  finishRewrite(model);
  return toBinary(ModelProtoSchema, model);
}

/** The names of the nodes of some operators, in a graph as ONNX bytes. */
export function nodesOf(graph: Uint8Array, operators: readonly string[]): string[] {
  const { node: nodes = [] } = fromBinary(ModelProtoSchema, graph).graph ?? {};
  return nodes.filter(({ opType }) => operators.includes(opType)).map(({ name }) => name);
}

/** Whether a value is read by casts to float32 alone. */
function isCastOnly({ consumers, outputs }: GraphIndex, value: string): boolean {
  const readers = consumers.get(value) ?? [];
  return (
    !outputs.has(value) && readers.length > 0 && readers.every((node) => node.opType === 'Cast' && intAttribute(node, 'to', null) === DataType.FLOAT)
  );
}
