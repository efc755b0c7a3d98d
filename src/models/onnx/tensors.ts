import { create } from '@bufbuild/protobuf';
import type { ExternalData } from './build.js';
import {
  StringStringEntryProtoSchema,
  TensorProto_DataLocation as DataLocation,
  TensorProto_DataType as DataType,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from './generated/onnx_pb.js';
import { graphsOf } from './walk.js';

/** Bits an element takes, by its type; text has no fixed size. */
const BITS: Partial<Record<number, number>> = {
  [DataType.FLOAT]: 32,
  [DataType.UINT8]: 8,
  [DataType.INT8]: 8,
  [DataType.UINT16]: 16,
  [DataType.INT16]: 16,
  [DataType.INT32]: 32,
  [DataType.INT64]: 64,
  [DataType.BOOL]: 8,
  [DataType.FLOAT16]: 16,
  [DataType.DOUBLE]: 64,
  [DataType.UINT32]: 32,
  [DataType.UINT64]: 64,
  [DataType.COMPLEX64]: 64,
  [DataType.COMPLEX128]: 128,
  [DataType.BFLOAT16]: 16,
  [DataType.FLOAT8E4M3FN]: 8,
  [DataType.FLOAT8E4M3FNUZ]: 8,
  [DataType.FLOAT8E5M2]: 8,
  [DataType.FLOAT8E5M2FNUZ]: 8,
  [DataType.FLOAT8E8M0]: 8,
  [DataType.UINT4]: 4,
  [DataType.INT4]: 4,
  [DataType.FLOAT4E2M1]: 4,
  [DataType.UINT2]: 2,
  [DataType.INT2]: 2,
  [DataType.FLOAT6E2M3]: 6,
  [DataType.FLOAT6E3M2]: 6,
};

/** Bytes that so many elements take; null for text and types that are not known. */
export function byteSize(dataType: number, elements: number): number | null {
  const bits = BITS[dataType];
  return bits === undefined ? null : Math.ceil((elements * bits) / 8);
}

/** The name of an element type as ONNX writes it: `FLOAT16`. */
export function typeName(dataType: number): string {
  return DataType[dataType] ?? `type ${dataType}`;
}

/** Whether a tensor's elements lie in another file, or at another place of the same. */
export function isExternal(tensor: TensorProto): boolean {
  return tensor.dataLocation === DataLocation.EXTERNAL;
}

/** A tensor's entry of where its elements lie: location, offset, length. */
export function externalEntry(tensor: TensorProto, key: string): string | undefined {
  return tensor.externalData.find((entry) => entry.key === key)?.value;
}

/** Says of a tensor that its elements lie in a file. */
export function placeTensor(tensor: TensorProto, { location, offset, length }: ExternalData): TensorProto {
  const entries = { location, offset: String(offset), length: String(length) };
  tensor.dataLocation = DataLocation.EXTERNAL;
  tensor.externalData = Object.entries(entries).map(([key, value]) => create(StringStringEntryProtoSchema, { key, value }));
  return tensor;
}

/** Every tensor of a model, wherever it stands. */
export function allTensors({ graph, functions }: ModelProto): TensorProto[] {
  const ofNode = (node: NodeProto): TensorProto[] => [
    ...node.attribute.flatMap(({ t, tensors, sparseTensor, sparseTensors }) => [
      ...(t === undefined ? [] : [t]),
      ...tensors,
      ...[...(sparseTensor === undefined ? [] : [sparseTensor]), ...sparseTensors].flatMap(({ values, indices }) => [values, indices]),
    ]),
    ...graphsOf(node).flatMap(ofGraph),
  ].filter((tensor) => tensor !== undefined); // prettier-ignore
  const ofGraph = ({ node, initializer, sparseInitializer }: GraphProto): TensorProto[] => [
    ...initializer,
    ...sparseInitializer.flatMap(({ values, indices }) => [values, indices]).filter((tensor) => tensor !== undefined),
    ...node.flatMap(ofNode),
  ];
  return [...(graph === undefined ? [] : ofGraph(graph)), ...functions.flatMap(({ node }) => node.flatMap(ofNode))];
}
