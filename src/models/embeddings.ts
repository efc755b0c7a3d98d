import { fromBinary } from '@bufbuild/protobuf';
import { memorySource, type ByteSource } from '../bytes/source.js';
import { widenBfloat16, widenFloat16 } from './half.js';
import { ModelProtoSchema, TensorProto_DataType as DataType, type GraphProto, type TensorProto } from './onnx/generated/onnx_pb.js';
import { externalEntry, isExternal } from './onnx/tensors.js';
import { indexGraph } from './onnx/walk.js';
import type { ModelPlan } from './plan.js';
import { SAME_IDS } from './tables.js';

/** The input embeddings of a model: a table of one row a token id, left where it lies. */
export interface EmbeddingTable {
  rows: number;
  /** Numbers of a row. */
  columns: number;
  /** Their type as ONNX names it: FLOAT, FLOAT16 or BFLOAT16. */
  type: DataType;
  source: ByteSource;
  /** The first byte in the source. */
  offset: number;
}

const BYTES: Partial<Record<number, number>> = { [DataType.FLOAT]: 4, [DataType.FLOAT16]: 2, [DataType.BFLOAT16]: 2 };

/**
 * The table that a model looks its token ids up in. Every graph that Lupa builds has it: the `Gather` over the input. An ONNX export has it as long as its table is stored as float numbers.
 * @param input whose ids: the text's or the decoder's
 * @returns null where the model reads no such ids, or the table is quantized or computed
 */
export function findEmbeddings(
  { graph: bytes, files }: Pick<ModelPlan, 'graph' | 'files'>,
  input: 'input_ids' | 'decoder_input_ids',
): EmbeddingTable | null {
  const index = indexGraph(fromBinary(ModelProtoSchema, bytes).graph as GraphProto);
  const seen = new Set<string>([input]);
  for (const value of seen) {
    for (const { opType, input: inputs, output } of index.consumers.get(value) ?? []) {
      // Exports may cast or reshape ids before they look them up.
      if (SAME_IDS.has(opType) && inputs[0] === value) output.forEach((each) => seen.add(each));
      const tensor = opType === 'Gather' && inputs[1] === value ? index.initializers.get(inputs[0]) : undefined;
      const source = tensor === undefined ? undefined : sourceOf(tensor, files);
      if (tensor?.dims.length !== 2 || source === undefined || BYTES[tensor.dataType] === undefined) continue;
      const [rows, columns] = tensor.dims.map(Number);
      return { rows, columns, type: tensor.dataType, source, offset: Number(externalEntry(tensor, 'offset') ?? 0) };
    }
  }
  return null;
}

/** Where a tensor's bytes are: in one of the files, or, of a small one of an export, in the graph itself. */
function sourceOf(tensor: TensorProto, files: ModelPlan['files']): ByteSource | undefined {
  if (isExternal(tensor)) return files.get(externalEntry(tensor, 'location') ?? '');
  return tensor.rawData.length > 0 ? memorySource(tensor.rawData) : undefined;
}

/** The rows of some token ids: only their bytes are read. */
export async function readEmbeddings({ columns, type, source, offset }: EmbeddingTable, ids: readonly number[]): Promise<Map<number, Float32Array>> {
  const size = columns * (BYTES[type] as number);
  const rows = new Map<number, Float32Array>();
  for (const id of new Set(ids)) {
    // A copy, since a view may not be aligned to its elements.
    const { buffer } = Uint8Array.from(await source.slice(offset + id * size, offset + (id + 1) * size));
    if (type === DataType.FLOAT) rows.set(id, new Float32Array(buffer));
    else rows.set(id, (type === DataType.FLOAT16 ? widenFloat16 : widenBfloat16)(new Uint16Array(buffer)));
  }
  return rows;
}
