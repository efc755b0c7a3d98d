/** The element stores a tensor can have. 64-bit integers are BigInts, as onnxruntime and safetensors mean them. */
export type TensorData =
  Float32Array | Float64Array | BigInt64Array | BigUint64Array | Int32Array | Uint32Array | Int16Array | Uint16Array | Int8Array | Uint8Array;

/** An n-dimensional array in row-major order: `data.length` is the product of `shape`. */
export interface Tensor<D extends TensorData = TensorData> {
  data: D;
  shape: number[];
}

/** The number of elements that `shape` describes (1 for a scalar's empty shape). */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, index) => size === b[index]);
}

/** `[2, 3]` written as people and error messages write it; a damaged file's endless shape is cut. */
export function formatShape(shape: readonly number[]): string {
  return shape.length > 12 ? `[${shape.slice(0, 12).join(', ')}, … ${shape.length} sizes]` : `[${shape.join(', ')}]`;
}
