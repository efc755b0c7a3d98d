import { widenFloat16 } from '../half.js';
import { tensorAttribute } from './attributes.js';
import type { Value } from './build.js';
import { TensorProto_DataLocation as DataLocation, TensorProto_DataType as DataType, type TensorProto } from './generated/onnx_pb.js';
import type { GraphIndex } from './walk.js';

/** A constant with more elements is a weight: nothing in a graph's structure hangs on it, and it is not read. */
const MOST_ELEMENTS = 64;

/** A small constant tensor; whole numbers beyond 2^53 lose their last digits. */
export interface Constant {
  values: number[];
  dims: number[];
}

/** The constant that a value is, given by an initializer or a node of type Constant, where it is small and in the file; else null. */
export function constantOf({ producer, initializers, inputs }: GraphIndex, from: Value): Constant | null {
  let value = from;
  // A hostile file is a chain of any length.
  for (let before = producer.get(value); before?.opType === 'Identity'; before = producer.get(value)) [value] = before.input;
  // An initializer of an input's name is only that input's default.
  const initializer = inputs.has(value) ? undefined : initializers.get(value);
  if (initializer !== undefined) return readSmall(initializer);
  const node = producer.get(value);
  if (node?.opType !== 'Constant') return null;
  const tensor = tensorAttribute(node, 'value');
  if (tensor !== null) return readSmall(tensor);
  const [attribute] = node.attribute;
  switch (attribute?.name) {
    case 'value_int':
      return { values: [Number(attribute.i)], dims: [] };
    case 'value_float':
      return { values: [attribute.f], dims: [] };
    case 'value_ints':
      return { values: attribute.ints.map(Number), dims: [attribute.ints.length] };
    case 'value_floats':
      return { values: attribute.floats, dims: [attribute.floats.length] };
    default:
      return null;
  }
}

/** The one number that a constant of one element is, else null. */
export function scalarOf(index: GraphIndex, value: Value): number | null {
  const constant = constantOf(index, value);
  return constant?.values.length === 1 ? constant.values[0] : null;
}

/** Reads the elements of a tensor of at most {@link MOST_ELEMENTS}, wherever the message keeps them; null for larger, external and other ones. */
export function readSmall({
  dims: sizes,
  dataType,
  dataLocation,
  rawData,
  floatData,
  int32Data,
  int64Data,
  doubleData,
}: TensorProto): Constant | null {
  const dims = sizes.map(Number);
  const count = dims.reduce((product, size) => product * size, 1);
  if (dataLocation === DataLocation.EXTERNAL || !(count >= 0 && count <= MOST_ELEMENTS)) return null;
  const values = rawData.length > 0 ? readRaw(rawData, dataType) : listed();
  return values?.length === count ? { values, dims } : null;

  function listed(): number[] | null {
    if (count === 0) return [];
    switch (dataType as DataType) {
      case DataType.FLOAT:
        return floatData;
      case DataType.DOUBLE:
        return doubleData;
      case DataType.INT64:
        return int64Data.map(Number);
      case DataType.FLOAT16:
        return [...widenFloat16(Uint16Array.from(int32Data))];
      case DataType.INT32:
      case DataType.INT8:
      case DataType.UINT8:
      case DataType.BOOL:
        return int32Data;
      default:
        return null;
    }
  }
}

function readRaw(bytes: Uint8Array, type: DataType): number[] | null {
  // A copy: the bytes of a file need not lie where elements of this size may.
  const { buffer } = new Uint8Array(bytes);
  const whole = (size: number): boolean => bytes.length % size === 0;
  switch (type) {
    case DataType.FLOAT:
      return whole(4) ? [...new Float32Array(buffer)] : null;
    case DataType.DOUBLE:
      return whole(8) ? [...new Float64Array(buffer)] : null;
    case DataType.INT64:
      return whole(8) ? [...new BigInt64Array(buffer)].map(Number) : null;
    case DataType.INT32:
      return whole(4) ? [...new Int32Array(buffer)] : null;
    case DataType.FLOAT16:
      return whole(2) ? [...widenFloat16(new Uint16Array(buffer))] : null;
    case DataType.INT8:
      return [...new Int8Array(buffer)];
    case DataType.UINT8:
    case DataType.BOOL:
      return [...bytes];
    default:
      return null;
  }
}
