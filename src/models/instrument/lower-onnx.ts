import { floatAttribute, intAttribute } from '../onnx/attributes.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import type { Lowering } from './lower.js';
import { additive, apart, attend, causal, counted, lowestOf, sizeOfAxis, together, withPast } from './lower-attend.js';

/** ONNX's own Attention (opset 23 and 24): Q, K, V as [B,H,S,d] or [B,S,H·d], a mask to add or of bools, past keys, grouped heads, softcap. */
export function lowerOnnxAttention({ graph, survey, node }: Lowering): string | null {
  const [q, k, v, mask, pastKey, pastValue, lengths] = node.input;
  const { known } = survey;
  const [qDims, kDims] = [known.get(q)?.dims, known.get(k)?.dims];
  const flat = intAttribute(node, 'q_num_heads', 0) !== 0;
  const number = (size: unknown): number | null => (typeof size === 'number' ? size : null);
  const heads = flat ? intAttribute(node, 'q_num_heads', 0) : number(qDims?.[1]);
  const keyHeads = flat ? intAttribute(node, 'kv_num_heads', 0) : number(kDims?.[1]);
  const width = flat ? number(qDims?.[2]) : number(qDims?.[3]);
  const scale = floatAttribute(node, 'scale', null) ?? (width === null || heads === null ? null : 1 / Math.sqrt(flat ? width / heads : width));
  if (heads === null || keyHeads === null) return 'works on heads whose number the file leaves open';
  if (scale === null) return 'works on heads whose size the file leaves open';
  const [output, presentKey, presentValue, scores] = node.output as (string | undefined)[];
  if (scores && intAttribute(node, 'qk_matmul_output_mode', 0) !== 3) return 'gives out its scores besides, which Lupa does not rebuild';

  const type = known.get(q)?.type || DataType.FLOAT;
  const split = (value: string, count: number): string => (flat ? apart(graph, value, count) : value);
  const queries = split(q, heads);
  const keys = withPast(graph, split(k, keyHeads), { past: pastKey, present: presentKey });
  const values = withPast(graph, split(v, keyHeads), { past: pastValue, present: presentValue });
  const biases: string[] = [];
  if (mask) biases.push(known.get(mask)?.type === DataType.BOOL ? additive(graph, mask, lowestOf(type), type) : mask);
  if (intAttribute(node, 'is_causal', 0) !== 0) {
    const past = pastKey ? sizeOfAxis(graph, pastKey, 2) : null;
    biases.push(additive(graph, causal(graph, { queries, keys, past }), lowestOf(type), type));
  }
  if (lengths) {
    const inside = graph.op('Less', [
      counted(graph, sizeOfAxis(graph, keys, 2), [1, 1, 1, -1]),
      graph.op('Reshape', [lengths, graph.ints([-1, 1, 1, 1])]),
    ]);
    biases.push(additive(graph, inside, lowestOf(type), type));
  }
  const softcap = floatAttribute(node, 'softcap', 0);
  const { context, probabilities } = attend(graph, { queries, keys, values, heads, keyHeads, scale, softcap, biases, type });
  if (scores) graph.op('Identity', [probabilities], {}, { output: scores });
  if (flat) together(graph, context, output as string);
  else graph.op('Identity', [context], {}, { output: output as string });
  return null;
}
