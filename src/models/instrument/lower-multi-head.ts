import { floatAttribute, intAttribute } from '../onnx/attributes.js';
import type { Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import type { Lowering } from './lower.js';
import { additive, apart, attend, causal, lowestOf, sizeOfAxis, slice, together, withPast } from './lower-attend.js';
import { keyMask } from './lower-mask.js';

/**
 * ONNX Runtime's MultiHeadAttention: queries [B,S,H·d] with keys and values beside them ([B,T,H·d], or [B,H,T,d] as a cache has them), all three packed
 * [B,S,H,3,d], or keys and values packed [B,T,H,2,d].
 */
export function lowerMultiHead({ graph, survey, node }: Lowering): string | null {
  const { known } = survey;
  const [query, key, value, bias, mask, added, pastKey, pastValue, , indirection] = node.input as (string | undefined)[];
  const rankOf = (name: string | undefined): number => known.get(name ?? '')?.dims?.length ?? 0;
  const heads = intAttribute(node, 'num_heads', 0);
  if (heads < 1 || indirection) return 'is the form of a beam search';
  const dims = known.get(query as string)?.dims;
  const packed = rankOf(query) === 5;
  const width = packed ? dims?.[4] : typeof dims?.[2] === 'number' ? dims[2] / heads : undefined;
  if (typeof width !== 'number') return 'works on heads whose size the file leaves open';
  if (!packed && (!key || (!value && rankOf(key) !== 5))) return 'has queries and keys in a form that Lupa does not know';
  const type = known.get(query as string)?.type || DataType.FLOAT;
  const size = heads * width;
  /** Part of the bias of all three, where there is one. */
  const shifted = (x: Value, [from, to]: [number, number]): Value => (bias ? graph.op('Add', [x, slice(graph, bias, [from, to], 0)]) : x);
  /** Part of a packed tensor [B,S,H,n,d] as [B,H,S,d]. */
  const unpacked = (x: Value, which: number): Value =>
    graph.op('Transpose', [graph.op('Gather', [x, graph.ints(which)], { axis: 3 })], { perm: [0, 2, 1, 3] });
  const projected = (x: Value, place: [number, number]): Value => (rankOf(x) === 4 ? x : apart(graph, shifted(x, place), heads));

  const far = 2 ** 31 - 1;
  const queries = packed ? unpacked(query as string, 0) : projected(query as string, [0, size]);
  const pair = packed ? [query as string, query as string] : [key as string, value as string];
  const [k, v] = packed
    ? [unpacked(pair[0], 1), unpacked(pair[1], 2)]
    : rankOf(key) === 5
      ? [unpacked(pair[0], 0), unpacked(pair[0], 1)]
      : [projected(pair[0], [size, 2 * size]), projected(pair[1], [2 * size, far])];
  if (bias && (packed || rankOf(key) === 5)) return 'adds a bias to packed keys';
  const [output, presentKey, presentValue, scores] = node.output as (string | undefined)[];
  if (scores) return 'gives out its scores besides, which Lupa does not rebuild';
  const keys = withPast(graph, k, { past: pastKey, present: presentKey });
  const values = withPast(graph, v, { past: pastValue, present: presentValue });
  const biases: Value[] = [];
  if (mask) {
    const given = keyMask(graph, mask, { survey, keys, low: floatAttribute(node, 'mask_filter_value', -10_000), type });
    if (given === null) return 'has a mask in a form that Lupa does not know';
    biases.push(given);
  }
  if (added) biases.push(added);
  if (intAttribute(node, 'unidirectional', 0) !== 0) {
    biases.push(additive(graph, causal(graph, { queries, keys, past: pastKey ? sizeOfAxis(graph, pastKey, 2) : null }), lowestOf(type), type));
  }
  const scale = floatAttribute(node, 'scale', 0) || 1 / Math.sqrt(width);
  const { context } = attend(graph, { queries, keys, values, heads, keyHeads: heads, scale, softcap: 0, biases, type });
  together(graph, context, output as string);
  return null;
}
