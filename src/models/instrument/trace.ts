import { intsAttribute } from '../onnx/attributes.js';
import type { Value } from '../onnx/build.js';
import { constantOf } from '../onnx/constants.js';
import { TensorProto_DataType as DataType, type NodeProto } from '../onnx/generated/onnx_pb.js';
import type { Survey } from './find.js';
import type { Operand } from './product.js';

/** Where a factor of the dot product comes from, before it was scaled, turned and repeated for heads that share it. */
export interface Traced {
  value: Value;
  /** By which Transpose it becomes [batch axes …, rows, width]; null where it is so already. */
  axes: number[] | null;
  /** By what it is multiplied on its way into the product. */
  scale: number;
  /** Scale and zero point of a value of 8 bits; null where it is a float. */
  quantised: [Value, Value] | null;
}

/**
 * Follows queries, keys or values back through what changes no element but by a common factor: casts, transpositions, multiplication with one number, and the
 * repetition of keys for heads that share them (Unsqueeze, Expand, Reshape, or Gather along the heads).
 */
export function traceBack({ value: from, axes: how, quantised = undefined }: Operand, survey: Survey): Traced | null {
  const { index, known } = survey;
  const rankOf = (value: Value): number | undefined => known.get(value)?.dims?.length;
  let rank = rankOf(from) ?? (Array.isArray(how) ? how.length : undefined);
  if (rank === undefined || rank < 3 || rank > 5) return null;
  let value = from;
  let axes = how === 'swap' ? swapped(rank) : (how ?? straight(rank));
  let scale = 1;
  for (;;) {
    const node = index.producer.get(value);
    if (node === undefined) break;
    const factor = scalarFactor(node, survey);
    if (factor !== null && rankOf(factor.value) === rank) {
      scale *= factor.by;
      value = factor.value;
    } else if (HANDS_ON.has(node.opType) && value === node.output[0] && rankOf(node.input[0]) === rank) {
      [value] = node.input;
    } else if (node.opType === 'Transpose') {
      const perm = intsAttribute(node, 'perm') ?? straight(rank).reverse();
      axes = axes.map((axis) => perm[axis]);
      [value] = node.input;
    } else {
      const turned = throughReshapes(node, survey) ?? beforeRepeat(node, survey);
      if (turned === null || rank !== 4) {
        // [B·H, S, d] is made of [B,H,S,d].
        const whole = rank === 3 && node.opType === 'Reshape' ? rankOf(node.input[0]) : undefined;
        if (whole !== 4 || !sameTail(node, survey) || axes[0] !== 0) break;
        [value] = node.input;
        axes = [0, ...axes.map((axis) => axis + 1)];
        rank = 4;
      } else {
        value = turned.value;
        if (turned.swap) axes = axes.map((axis) => swapped(4)[axis]);
      }
    }
  }
  const small = EIGHT_BITS.has(known.get(value)?.type ?? DataType.UNDEFINED);
  if (small && quantised === undefined) return null;
  return { value, axes: axes.every((axis, i) => axis === i) ? null : axes, scale, quantised: small ? (quantised ?? null) : null };
}

const EIGHT_BITS = new Set([DataType.INT8, DataType.UINT8]);

/** What gives on its first input, at most rounded to what 8 or 16 bits can say. */
const HANDS_ON = new Set(['Cast', 'Identity', 'Dropout', 'QuantizeLinear', 'DequantizeLinear', 'DynamicQuantizeLinear']);

const straight = (rank: number): number[] => Array.from({ length: rank }, (_, i) => i);
const swapped = (rank: number): number[] => [...straight(rank - 2), rank - 1, rank - 2];

/** Whether a Reshape leaves the last two axes as they are. */
function sameTail({ input, output }: NodeProto, { known }: Survey): boolean {
  const [before, after] = [known.get(input[0])?.dims, known.get(output[0])?.dims];
  // One of the two may be written as −1, which need not have been worked out.
  return before != null && after != null && (before.at(-1) === after.at(-1) || before.at(-2) === after.at(-2));
}

/** torch.export turns keys as [B,H,S,d] → [B·H,S,d] → [B·H,d,S] → [B,H,d,S]: in all it swaps the last two axes. */
function throughReshapes(node: NodeProto, { index, known }: Survey): { value: Value; swap: boolean } | null {
  if (node.opType !== 'Reshape') return null;
  const turn = index.producer.get(node.input[0]);
  if (turn?.opType !== 'Transpose' || intsAttribute(turn, 'perm')?.join() !== '0,2,1') return null;
  const join = index.producer.get(turn.input[0]);
  const [before, after] = [known.get(join?.input[0] ?? '')?.dims, known.get(node.output[0])?.dims];
  if (join?.opType !== 'Reshape' || before?.length !== 4 || after?.length !== 4) return null;
  return before[1] === after[1] ? { value: join.input[0], swap: true } : null;
}

/** What a node repeats for the heads of a group: [B,Hkv,S,d] of [B,H,S,d]. */
function beforeRepeat(node: NodeProto, { index, known }: Survey): { value: Value; swap: boolean } | null {
  const dims = known.get(node.output[0])?.dims;
  if (dims?.length !== 4) return null;
  const few = (value: Value): { value: Value; swap: boolean } | null => {
    const before = known.get(value)?.dims;
    const [many, shared] = [dims[1], before?.[1]];
    const fits = before?.length === 4 && typeof many === 'number' && typeof shared === 'number' && many % shared === 0 && before[3] === dims[3];
    return fits ? { value, swap: false } : null;
  };
  if (node.opType === 'Gather' && node.attribute.some(({ name, i }) => name === 'axis' && Number(i) === 1)) {
    const owners = constantOf(index, node.input[1])?.values;
    const count = known.get(node.input[0])?.dims?.[1];
    const evenly = owners?.every((owner, i) => typeof count === 'number' && owner === Math.floor((i * count) / owners.length)) === true;
    return evenly ? few(node.input[0]) : null;
  }
  if (node.opType !== 'Reshape') return null;
  const spread = index.producer.get(node.input[0]);
  if (spread === undefined || !['Expand', 'Tile'].includes(spread.opType)) return null;
  const fanned = index.producer.get(spread.input[0]);
  const axes = known.get(spread.input[0])?.dims;
  // The copies have to lie beside the head they are of: [B,Hkv,1,S,d].
  if (axes?.length !== 5 || axes[2] !== 1 || fanned === undefined || !['Unsqueeze', 'Reshape'].includes(fanned.opType)) return null;
  return few(fanned.input[0]);
}

/** A node that multiplies with (or divides by) one number: which, and what it multiplies. */
export function scalarFactor(node: NodeProto, survey: Survey): { value: Value; by: number } | null {
  if (node.opType !== 'Mul' && node.opType !== 'Div') return null;
  const [a, b] = node.input;
  const right = numberOf(b, survey);
  if (right !== null) return { value: a, by: node.opType === 'Mul' ? right : 1 / right };
  const left = node.opType === 'Mul' ? numberOf(a, survey) : null;
  return left === null ? null : { value: b, by: left };
}

/** The number that a value of one element is, where it hangs on nothing but constants and known sizes: exports compute √d from a shape. */
export function numberOf(value: Value, survey: Survey, depth = 12): number | null {
  const { index, known } = survey;
  const constant = constantOf(index, value);
  if (constant !== null) return constant.values.length === 1 ? constant.values[0] : null;
  const { dims, elements } = known.get(value) ?? {};
  if (elements?.length === 1 && typeof elements[0] === 'number') return elements[0];
  const node = index.producer.get(value);
  if (node === undefined || depth === 0 || (dims != null && dims.some((size) => size !== 1))) return null;
  const at = (place: number): number | null => numberOf(node.input[place] ?? '', survey, depth - 1);
  const [x, y] = [at(0), ['Mul', 'Div', 'Pow'].includes(node.opType) ? at(1) : 1];
  if (x === null || y === null) return null;
  switch (node.opType) {
    case 'Cast':
    case 'Identity':
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Reshape':
      return x;
    case 'Sqrt':
      return Math.sqrt(x);
    case 'Reciprocal':
      return 1 / x;
    case 'Mul':
      return x * y;
    case 'Div':
      return x / y;
    case 'Pow':
      return x ** y;
    default:
      return null;
  }
}
