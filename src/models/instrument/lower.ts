import { intAttribute } from '../onnx/attributes.js';
import type { ModelProto, NodeProto } from '../onnx/generated/onnx_pb.js';
import { MICROSOFT, rewriter, type Rewriter } from '../onnx/rewrite.js';
import { refusal, surveyGraph, type Refusal, type Survey } from './find.js';
import { lowerFused } from './lower-fused.js';
import { lowerGroupQuery } from './lower-group-query.js';
import { lowerMultiHead } from './lower-multi-head.js';
import { lowerOnnxAttention } from './lower-onnx.js';

/** A fused operator that was taken apart. */
export interface Opened {
  /** The node's name in the file. */
  node: string;
  operator: string;
}

/** What a lowering works with. */
export interface Lowering {
  graph: Rewriter;
  survey: Survey;
  node: NodeProto;
}

/** Adds plain operators that give a node's outputs under their names. Returns null, or a sentence's end that says why the node stays. It adds nothing then. */
type Lower = (lowering: Lowering) => string | null;

const LOWERINGS: Record<string, Lower> = {
  Attention: lowerOnnxAttention,
  [`${MICROSOFT}.Attention`]: lowerFused,
  [`${MICROSOFT}.QAttention`]: lowerFused,
  [`${MICROSOFT}.MultiHeadAttention`]: lowerMultiHead,
  [`${MICROSOFT}.GroupQueryAttention`]: lowerGroupQuery,
  [`${MICROSOFT}.QLinearSoftmax`]: lowerQuantisedSoftmax,
};

/** A softmax from and to 8 bits: the float one between. */
function lowerQuantisedSoftmax({ graph, node }: Lowering): string | null {
  const [x, scale, zero, outScale, outZero] = node.input;
  const scores = graph.op('DequantizeLinear', [x, scale, ...(zero ? [zero] : [])]);
  const probabilities = graph.op('Softmax', [scores], { axis: intAttribute(node, 'axis', -1) });
  graph.op('QuantizeLinear', [probabilities, outScale, outZero], {}, { output: node.output[0] });
  return null;
}

/**
 * Takes apart operators that do all of the attention at once, so that the probabilities are a value of the graph: ONNX's Attention (from opset 23 on) and
 * ONNX Runtime's Attention, QAttention, MultiHeadAttention and GroupQueryAttention become MatMul, Mul, Add and Softmax with the same numbers.
 * Before: a model that may be changed. After: none of these is left but those that are refused; all values that others read have their names.
 */
export function lowerAttention(model: ModelProto): { opened: Opened[]; refused: Refusal[] } {
  const opened: Opened[] = [];
  const refused: Refusal[] = [];
  const survey = surveyGraph(model);
  const graph = rewriter(model);
  const done = new Set<NodeProto>();
  for (const node of survey.order) {
    const operator = node.domain === '' || node.domain === 'ai.onnx' ? node.opType : `${node.domain}.${node.opType}`;
    if (!Object.hasOwn(LOWERINGS, operator)) continue;
    let reason: string | null = null;
    // Built apart, so that nothing of it stays where the node does.
    const nodes = graph.apart(() => {
      reason = LOWERINGS[operator]({ graph, survey, node });
    });
    if (reason === null) {
      for (const added of nodes) graph.add(added);
      done.add(node);
      opened.push({ node: node.name || node.output[0], operator });
    } else refused.push(refusal(node, reason));
  }
  graph.remove(done);
  return { opened, refused };
}
