import { floatAttribute, intAttribute, intsAttribute } from '../onnx/attributes.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import type { Lowering } from './lower.js';
import { additive, apart, attend, causal, lowestOf, sizeOfAxis, slice, together, withPast } from './lower-attend.js';
import { keyMask } from './lower-mask.js';

/** ONNX Runtime's Attention, which projects queries, keys and values itself from [B,S,D] with weights [D, 3·H·d], and QAttention, the same in int8. */
export function lowerFused({ graph, survey, node }: Lowering): string | null {
  const quantised = node.opType === 'QAttention';
  const inputs = node.input as (string | undefined)[];
  const [input, weights, bias] = node.input;
  const [mask, past] = quantised ? [inputs[5], inputs[8]] : [inputs[3], inputs[4]];
  const added = quantised ? undefined : inputs[5];
  const { known } = survey;
  const heads = intAttribute(node, 'num_heads', 0);
  const total = known.get(weights)?.dims?.[1];
  const sizes = intsAttribute(node, 'qkv_hidden_sizes') ?? (typeof total === 'number' ? [total / 3, total / 3, total / 3] : null);
  if (sizes === null) return 'has weights whose size the file leaves open';
  if (heads < 1 || sizes.length !== 3 || sizes[0] !== sizes[1] || sizes[0] % heads !== 0) return 'has sizes that do not divide into heads';
  if (intAttribute(node, 'do_rotary', 0) !== 0) return 'turns queries and keys by their place itself';
  if (intAttribute(node, 'past_present_share_buffer', 0) !== 0) return 'keeps its past in a shared buffer';
  const type = known.get(bias)?.type || known.get(input)?.type || DataType.FLOAT;

  let product: string;
  if (quantised) {
    const [inputScale, weightScale, inputZero, weightZero] = [inputs[3], inputs[4], inputs[6], inputs[7]] as string[];
    const whole = graph.op('MatMulInteger', [input, weights, inputZero ?? '', weightZero ?? '']);
    product = graph.op('Mul', [graph.op('Cast', [whole], { to: type }), graph.op('Mul', [inputScale, weightScale])]);
  } else product = graph.op('MatMul', [input, weights]);
  const projected = bias ? graph.op('Add', [product, bias]) : product;
  const [q, k] = sizes;
  const queries = apart(graph, slice(graph, projected, [0, q], 2), heads);
  const own = [slice(graph, projected, [q, q + k], 2), slice(graph, projected, [q + k, q + k + sizes[2]], 2)].map((part) =>
    apart(graph, part, heads),
  );
  // Keys and values of the past are one tensor, [2,B,H,P,d].
  const before = (which: number): string | undefined => (past ? graph.op('Gather', [past, graph.ints(which)], { axis: 0 }) : undefined);
  const [keys, values] = own.map((value, which) => withPast(graph, value, { past: before(which), present: undefined }));
  const [output, present] = node.output as (string | undefined)[];
  if (present) {
    const both = [keys, values].map((value) =>
      graph.op('Reshape', [value, graph.op('Concat', [graph.ints([1]), graph.op('Shape', [value])], { axis: 0 })]),
    );
    graph.op('Concat', both, { axis: 0 }, { output: present });
  }
  const low = floatAttribute(node, 'mask_filter_value', -10_000);
  const biases: string[] = [];
  if (mask) {
    const given = keyMask(graph, mask, { survey, keys, low, type });
    if (given === null) return 'has a mask in a form that Lupa does not know';
    biases.push(given);
  }
  if (added) biases.push(added);
  if (intAttribute(node, 'unidirectional', 0) !== 0) {
    biases.push(additive(graph, causal(graph, { queries, keys, past: past ? sizeOfAxis(graph, past, 3) : null }), lowestOf(type), type));
  }
  const scale = floatAttribute(node, 'scale', 0) || 1 / Math.sqrt(q / heads);
  const { context } = attend(graph, { queries, keys, values, heads, keyHeads: heads, scale, softcap: 0, biases, type });
  together(graph, context, output as string);
  return null;
}
