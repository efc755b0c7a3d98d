import { floatAttribute, intAttribute } from '../onnx/attributes.js';
import type { Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import { MICROSOFT } from '../onnx/rewrite.js';
import type { Lowering } from './lower.js';
import { additive, apart, attend, causal, counted, lowestOf, sizeOfAxis, slice, together, withPast } from './lower-attend.js';

/**
 * ONNX Runtime's GroupQueryAttention, as decoders for generation have it: causal, heads that share keys (or all three packed, [B,S,(H+2·Hkv)·d]), on request
 * with rotary embedding and a window. Sequences of a batch are padded on the right there, which a causal mask needs no mask for.
 */
export function lowerGroupQuery({ graph, survey, node }: Lowering): string | null {
  const { known } = survey;
  const [query, key, value, pastKey, pastValue, , , cos, sin, places, added, ...more] = node.input as (string | undefined)[];
  const heads = intAttribute(node, 'num_heads', 0);
  const keyHeads = intAttribute(node, 'kv_num_heads', 0);
  const last = known.get(query as string)?.dims?.[2];
  const width = typeof last === 'number' ? last / (key ? heads : heads + 2 * keyHeads) : known.get(pastKey ?? '')?.dims?.[3];
  if (heads < 1 || keyHeads < 1 || heads % keyHeads !== 0) return 'has heads that do not divide into groups';
  if (typeof width !== 'number') return 'works on heads whose size the file leaves open';
  if (more.some((name) => name) || intAttribute(node, 'smooth_softmax', 0) === 1) return 'lets heads look at nothing, or has quantised keys';
  const [output, presentKey, presentValue, scores] = node.output as (string | undefined)[];
  if (scores) return 'gives out its scores besides, which Lupa does not rebuild';

  const type = known.get(query as string)?.type || DataType.FLOAT;
  const sizes = [heads * width, keyHeads * width];
  const part = (from: number, size: number): Value => slice(graph, query as string, [from, from + size], 2);
  const [q, k, v] = key
    ? [query as string, key, value as string]
    : [part(0, sizes[0]), part(sizes[0], sizes[1]), part(sizes[0] + sizes[1], sizes[1])];
  const past = pastKey ? sizeOfAxis(graph, pastKey, 2) : null;
  const turned = (x: Value, count: number): Value => {
    const own = apart(graph, x, count);
    if (intAttribute(node, 'do_rotary', 0) === 0) return own;
    const attributes = { interleaved: intAttribute(node, 'rotary_interleaved', 0) };
    return graph.op('RotaryEmbedding', [own, places || positions(), cos as string, sin as string], attributes, { domain: MICROSOFT });
  };
  /** The place of each token, [B,S]: those of the past come before. */
  const positions = (): Value => {
    const row = counted(graph, sizeOfAxis(graph, query as string, 1), [1, -1]);
    const shape = slice(graph, graph.op('Shape', [query as string]), [0, 2], 0);
    return graph.op('Expand', [past === null ? row : graph.op('Add', [row, past]), shape]);
  };
  const queries = turned(q, heads);
  const keys = withPast(graph, turned(k, keyHeads), { past: pastKey, present: presentKey });
  const values = withPast(graph, apart(graph, v, keyHeads), { past: pastValue, present: presentValue });
  const window = intAttribute(node, 'local_window_size', -1);
  const mask = causal(graph, { queries, keys, past, window: window > 0 ? window : null });
  const biases = [...(added ? [added] : []), additive(graph, mask, lowestOf(type), type)];
  const scale = floatAttribute(node, 'scale', 0) || 1 / Math.sqrt(width);
  const softcap = floatAttribute(node, 'softcap', 0);
  const { context } = attend(graph, { queries, keys, values, heads, keyHeads, scale, softcap, biases, type });
  together(graph, context, output as string);
  return null;
}
