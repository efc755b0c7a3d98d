import { LupaError } from '../../errors.js';
import { floatAttribute, intAttribute, intsAttribute } from '../onnx/attributes.js';
import type { Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType, type NodeProto } from '../onnx/generated/onnx_pb.js';
import type { Rewriter } from '../onnx/rewrite.js';
import type { DescribedBlock } from './describe.js';
import { refusal, type Refusal, type Survey } from './find.js';
import { asFloat32 } from './layout.js';

/** The weight that the heads' outputs are multiplied with, side by side: W_O. */
interface Projection {
  weight: Value;
  /** Whether it lies as [D, H·d] and not as [H·d, D]. */
  transposed: boolean;
  /** Size of a head's output, d. */
  width: number;
  /** D. */
  size: number;
}

/** What leaves the heads' outputs as they are. */
const HANDS_ON = new Set(['Identity', 'Cast', 'Dropout']);

/**
 * Follows the heads' outputs to their output projection: [B,H,S,d], turned to [B,S,H,d], side by side as [.., H·d], multiplied with a weight.
 * @returns a refusal where something else comes between: a norm, a gate, a product of whole numbers
 */
function projectionOf({ context, heads, mix, layout }: DescribedBlock, { index, known, dependence }: Survey): Projection | Refusal {
  if (mix.opType === 'Einsum') return refusal(mix, 'writes the product with the values in a way that hides the output projection');
  let value = context;
  // `apart`: in a layout that a Reshape still turns into [B,H,S,d].
  const first = known.get(context)?.dims;
  let state: 'apart' | 'BHSd' | 'BSHd' | 'merged' = (first?.length ?? layout.rank) === 4 && first?.[1] === heads ? 'BHSd' : 'apart';
  for (;;) {
    const takers: NodeProto[] = (index.consumers.get(value) ?? []).filter(({ opType }) => opType !== 'Shape');
    const [node] = takers;
    if (node === undefined || takers.length > 1) return refusal(node ?? mix, 'takes the outputs of the heads before a projection does');
    const dims = known.get(node.output[0])?.dims;
    if (HANDS_ON.has(node.opType) && node.input[0] === value) {
      // as it was
    } else if ((state === 'apart' || state === 'BHSd') && node.opType === 'Reshape' && dims?.length === 4 && dims[1] === heads) state = 'BHSd';
    else if (state === 'BHSd' && node.opType === 'Transpose' && intsAttribute(node, 'perm')?.join() === '0,2,1,3') state = 'BSHd';
    else if ((state === 'BSHd' || state === 'merged') && node.opType === 'Reshape') state = 'merged';
    else if (state === 'merged') return readProjection(node, value, { heads, known, dependence });
    else return refusal(node, 'stands between the heads and their output projection');
    [value] = node.output;
  }
}

function readProjection(
  node: NodeProto,
  value: Value,
  { heads, known, dependence }: { heads: number } & Pick<Survey, 'known' | 'dependence'>,
): Projection | Refusal {
  const [left, weight] = node.input;
  const isProduct = ['Gemm', 'MatMul', 'FusedMatMul'].includes(node.opType) && left === value && (dependence.get(weight) ?? 0n) === 0n;
  if (!isProduct || intAttribute(node, 'transA', 0) !== 0 || floatAttribute(node, 'alpha', 1) !== 1)
    return refusal(node, 'stands between the heads and their output projection');
  const transposed = intAttribute(node, 'transB', 0) !== 0;
  const dims = known.get(weight)?.dims;
  const [rows, columns] = transposed ? [dims?.[1], dims?.[0]] : [dims?.[0], dims?.[1]];
  if (dims?.length !== 2 || typeof rows !== 'number' || typeof columns !== 'number' || rows % heads !== 0)
    return refusal(node, 'multiplies with a weight whose size the file leaves open');
  return { weight, transposed, width: rows / heads, size: columns };
}

/**
 * ‖f(x_j)‖ of each head and token, [B,H,S], with f(x) = (x W_V^h + b_V^h) W_O^h (Kobayashi et al. 2020, section 3), the output projection's own bias left out.
 * With v = x W_V + b_V, which is the value, ‖v W_O‖² = v (W_O W_Oᵀ) vᵀ: so nothing of the size of tokens × heads × D is made, and the products of weights,
 * [H,d,d], are computed once, when the graph is loaded.
 * @param values [B,Hkv,S,d] float32
 * @param options `layer`: as messages name it; `owners`: of each head, which of the values it reads
 * @throws LupaError Unsupported where the output projection is not found
 */
export function valueNorms(
  graph: Rewriter,
  block: DescribedBlock,
  { survey, values, layer, owners }: { survey: Survey; values: Value | null; layer: string; owners: number[] },
): Value {
  const found = values === null ? refusal(block.mix, 'writes the product with the values in a way that hides them') : projectionOf(block, survey);
  if ('operator' in found || values === null) {
    const { operator, node, reason } = found as Refusal;
    throw new LupaError('Unsupported', `the value norms of layer ${layer} cannot be computed, since ${operator} (${node}) ${reason}: ask for the record without them`, {
      subject: 'value_norms', value: node,
    }); // prettier-ignore
  }
  const { weight, transposed, width, size } = found;
  const { heads } = block;
  const plain = asFloat32(graph, weight, survey.known.get(weight)?.type || DataType.FLOAT);
  const lying = transposed ? graph.op('Transpose', [plain], { perm: [1, 0] }) : plain; // [H·d, D]
  const apart = graph.op('Reshape', [lying, graph.ints([heads, width, size])]); // [H,d,D]
  const gram = graph.op('MatMul', [apart, graph.op('Transpose', [apart], { perm: [0, 2, 1] })]); // [H,d,d]
  const own = owners.every((owner, head) => owner === head) ? values : graph.op('Gather', [values, graph.ints(owners)], { axis: 1 }); // [B,H,S,d]
  const squares = graph.op('Mul', [graph.op('MatMul', [own, gram]), own]);
  // As a product with ones: ReduceSum's axes were an attribute once.
  const ones = graph.floats(new Array<number>(width).fill(1), [width]);
  const sums = graph.op('MatMul', [squares, ones]); // [B,H,S]
  const norms = graph.op('Sqrt', [graph.op('Relu', [sums])]);
  const scale = Math.abs(block.values?.scale ?? 1);
  return scale === 1 ? norms : graph.op('Mul', [norms, graph.floats([scale])]);
}
