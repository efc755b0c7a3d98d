import type { Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import type { Rewriter } from '../onnx/rewrite.js';
import { factorOf } from '../onnx/sizes.js';
import type { Survey } from './find.js';
import { additive, counted, sizeOfAxis } from './lower-attend.js';

/**
 * The mask of ONNX Runtime's Attention and MultiHeadAttention as what is added to the scores: a factor a key [B,Sk] or [B,Sq,Sk] (0 is masked), or the place
 * where each sequence ends [B], or ends and then starts [2·B].
 * @returns null where it has another form
 */
export function keyMask(
  graph: Rewriter,
  mask: Value,
  { survey, keys, low, type }: { survey: Survey; keys: Value; low: number; type: DataType },
): Value | null {
  const dims = survey.known.get(mask)?.dims;
  const whole = (value: Value): Value => graph.op('Cast', [value], { to: DataType.INT64 });
  if (dims?.length === 2 || dims?.length === 3) {
    const kept = graph.op('Greater', [whole(mask), graph.ints([0])]);
    // [B,Sk] → [B,1,1,Sk], [B,Sq,Sk] → [B,1,Sq,Sk]
    const shape = graph.op('Shape', [mask]);
    const tail = graph.op('Slice', [shape, graph.ints([1]), graph.ints([dims.length])]);
    const head = graph.op('Slice', [shape, graph.ints([0]), graph.ints([1])]);
    const ones = graph.ints(dims.length === 2 ? [1, 1] : [1]);
    return additive(graph, graph.op('Reshape', [kept, graph.op('Concat', [head, ones, tail], { axis: 0 })]), low, type);
  }
  if (dims?.length !== 1) return null;
  const places = counted(graph, sizeOfAxis(graph, keys, 2), [1, 1, 1, -1]);
  const bounds = whole(mask);
  if (typeof dims[0] === 'number' ? dims[0] === 1 : factorOf(dims[0]) === 1) {
    return additive(graph, graph.op('Less', [places, graph.op('Reshape', [bounds, graph.ints([-1, 1, 1, 1])])]), low, type);
  }
  if (typeof dims[0] === 'number' || factorOf(dims[0]) !== 2) return null;
  const both = graph.op('Reshape', [bounds, graph.ints([2, -1, 1, 1, 1])]);
  const [ends, starts] = [0, 1].map((row) => graph.op('Gather', [both, graph.ints(row)], { axis: 0 }));
  const inside = graph.op('And', [graph.op('Less', [places, ends]), graph.op('Not', [graph.op('Less', [places, starts])])]);
  return additive(graph, inside, low, type);
}
