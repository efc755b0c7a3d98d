import { toBinary } from '@bufbuild/protobuf';
import type { ModelInput } from './onnx/close.js';
import { fitModel } from './onnx/fit.js';
import { ModelProtoSchema, type GraphProto, type ModelProto, type ValueInfoProto } from './onnx/generated/onnx_pb.js';
import { pruneGraph } from './onnx/prune.js';
import { copyModel, renameValues, rewriter } from './onnx/rewrite.js';

/** What an encoder gives last, where an export says it. */
const MEMORY = 'encoder_last_hidden_state';

/** A graph to write with: from the decoder's ids to `logits` [B,V] of the last position. */
export interface WriterPlan {
  graph: Uint8Array;
  /** Whether each word costs a run of the whole model; else the graph reads `encoder_last_hidden_state` in the place of the text. */
  whole: boolean;
}

/**
 * Plans the run that writes, for an export of both sides. Where the encoder's last state is an output, the encoder is cut off there.
 * @param base the export with its inputs closed; not changed
 * @param given the outputs of the export
 * @returns null where it gives no scores of words
 */
export function planWriter(
  base: ModelProto,
  { inputs, given, label, pad }: { inputs: readonly ModelInput[]; given: readonly ValueInfoProto[]; label: string; pad: number },
): WriterPlan | null {
  const logits = given.find(({ name }) => name === 'logits');
  if (logits === undefined) return null;
  const model = copyModel(base);
  const edit = rewriter(model);
  const graph = model.graph as GraphProto;
  const scores = edit.fresh('logits_all');
  renameValues(graph, new Map([['logits', scores]]));
  edit.op('Gather', [scores, edit.ints(-1)], { axis: 1 }, { output: 'logits' });
  graph.output = [{ ...logits, type: undefined }];
  const memory = given.find(({ name }) => name === MEMORY);
  const source = memory && graph.node.find(({ output }) => output.includes(MEMORY));
  if (memory !== undefined && source !== undefined)
    source.output = source.output.map((name) => (name === MEMORY ? edit.fresh(`${MEMORY}_computed`) : name));
  pruneGraph(graph);
  const reads = [
    ...(memory === undefined ? [] : [{ value: MEMORY, name: MEMORY, info: memory }]),
    ...inputs.filter(({ name }) => memory === undefined || name === 'attention_mask' || name === 'decoder_input_ids'),
  ];
  fitModel(model, { inputs: reads, label, pad, axes: () => [], keep: [] });
  return { graph: toBinary(ModelProtoSchema, model), whole: memory === undefined };
}
