import { intAttribute } from './attributes.js';
import type { NodeProto } from './generated/onnx_pb.js';
import type { Known } from './shapes.js';
import { add, broadcastSize, divide, multiply, unknownSize, type Size } from './sizes.js';

/** The shape of tensors broadcast over each other; null where one's is not known. */
export function broadcast(shapes: (Size[] | null)[]): Size[] | null {
  const all: Size[][] = [];
  for (const shape of shapes) {
    if (shape === null) return null;
    all.push(shape);
  }
  const rank = Math.max(...all.map(({ length }) => length));
  const at = (shape: Size[], axis: number): Size => shape[axis - rank + shape.length] ?? 1;
  return Array.from({ length: rank }, (_, axis) => all.map((shape) => at(shape, axis)).reduce(broadcastSize));
}

/** Element by element, for the lists that shapes are computed from. */
export function arithmetic(operator: string, inputs: Known[]): Size[] | null {
  const lists = inputs.map(({ elements }) => elements);
  if (operator === 'Where') {
    // Expand's shapes: −1 is replaced by 1 in them. The condition compares a list with −1; what is no number is no −1.
    const [, ones, given] = lists;
    return given?.map((size, i) => (size === -1 ? (ones?.[i] ?? 1) : size)) ?? null;
  }
  const [a, b] = lists;
  if (lists.length !== 2 || a == null || b == null) return null;
  const length = Math.max(a.length, b.length);
  if (![1, length].includes(a.length) || ![1, length].includes(b.length)) return null;
  const each = (combine: (x: Size, y: Size) => Size): Size[] =>
    Array.from({ length }, (_, i) => combine(a[a.length === 1 ? 0 : i], b[b.length === 1 ? 0 : i]));
  switch (operator) {
    case 'Add':
      return each((x, y) => add(x, y));
    case 'Sub':
      return each((x, y) => add(x, y, -1));
    case 'Mul':
      return each(multiply);
    case 'Div':
      return each(divide);
    default:
      return null;
  }
}

/** The size of a slice of an axis. */
export function sliced(size: Size, start: Size | undefined, end: Size | undefined, step: Size): Size {
  if (start === 0 && typeof end === 'number' && end >= 2 ** 31 - 1 && step === 1) return size;
  if (start === 0 && end !== undefined && typeof end === 'string' && step === 1) return end;
  if (typeof size !== 'number' || typeof start !== 'number' || typeof end !== 'number' || typeof step !== 'number' || step <= 0) return unknownSize();
  const place = (at: number): number => Math.min(Math.max(at < 0 ? at + size : at, 0), size);
  return Math.max(0, Math.ceil((place(end) - place(start)) / step));
}

/** The shape of a product of matrices, whose operator may turn them. */
export function matmul(node: NodeProto, a: Size[] | null, b: Size[] | null): Size[] | null {
  if (a === null || b === null || a.length < 2 || b.length < 2) return null;
  const rows = a.at(intAttribute(node, 'transA', 0) === 0 ? -2 : -1) as Size;
  const columns = b.at(intAttribute(node, 'transB', 0) === 0 ? -1 : -2) as Size;
  return [...(broadcast([a.slice(0, -2), b.slice(0, -2)]) as Size[]), rows, columns];
}

/** The shape that an Einsum's equation gives, letter by letter. */
export function einsum(equation: string, inputs: Known[]): Size[] | null {
  const [left, right] = equation.replace(/\s/g, '').split('->');
  if (right === undefined || equation.includes('.')) return null;
  const sizes = new Map(left.split(',').flatMap((letters, i) => [...letters].map((letter, axis) => [letter, inputs[i]?.dims?.[axis]] as const)));
  return [...right].map((letter) => sizes.get(letter) ?? unknownSize());
}

/** The shape of what a fused attention operator gives: that of its queries, but with the size of its values. */
export function attended(node: NodeProto, [first, second, third]: Known[]): Size[] | null {
  const { dims } = first;
  const { opType, domain } = node;
  if (dims === null) return null;
  if (domain === '' || domain === 'ai.onnx') {
    const width = third.dims?.at(-1);
    return width !== undefined && dims.length === 4 ? [...dims.slice(0, 3), width] : dims;
  }
  const [batch, length] = dims;
  const heads = (name: string): number => intAttribute(node, name, 0);
  switch (opType) {
    case 'MultiHeadAttention':
      return dims.length === 5 ? [batch, length, multiply(dims[2], dims[4])] : [batch, length, third?.dims?.length === 3 ? third.dims[2] : dims[2]];
    case 'GroupQueryAttention':
      // All three packed where there are no keys.
      return [
        batch,
        length,
        second?.dims == null ? multiply(divide(dims[2], heads('num_heads') + 2 * heads('kv_num_heads')), heads('num_heads')) : dims[2],
      ];
    default:
      return [batch, length, second.dims === null ? unknownSize() : divide(second.dims[1], 3)];
  }
}
