import { fromBinary } from '@bufbuild/protobuf';
import type { Folder } from '../bytes/folder.js';
import type { ByteSource } from '../bytes/source.js';
import { LupaError } from '../errors.js';
import { openCheckpoint } from './checkpoint.js';
import { openExport } from './exported.js';
import { instrument, type Instrumented } from './instrument/instrument.js';
import { ModelProtoSchema, type GraphProto, type ModelProto, type ValueInfoProto } from './onnx/generated/onnx_pb.js';
import { typeOf } from './onnx/print.js';
import { opsetOf } from './onnx/rewrite.js';
import { headsOf, numberingNote, withoutPast } from './plan-export.js';
import { isExport } from './plan-folder.js';
import { planModel } from './plan.js';

/** How a model is described, and what of its attention is added to it. */
export interface DescribeOptions {
  /** The .onnx file of the folder, where one was named. */
  file?: string;
  queriesAndKeys?: boolean;
  /** Whether the inputs that steer are added; they may be left out, but in JavaScript. */
  steer?: boolean;
}

/** An input or output: `input_ids`, `int64[batch,sequence]`. */
interface Port {
  name: string;
  type: string;
}

/** What is in a model. */
export interface ModelDescription extends Pick<Instrumented, 'stacks' | 'opened' | 'refused'> {
  label: string;
  /** `ONNX, opset 17, 240 nodes`. */
  form: string;
  /** `model_type` of config.json; null where there is none. */
  family: string | null;
  /** Of the files that its weights lie in. */
  bytes: number;
  inputs: Port[];
  outputs: Port[];
  /** What a reader of layer numbers has to know, in sentences. */
  warnings: string[];
  /** What the instrumented model has besides. */
  added: { inputs: string[]; outputs: string[] };
}

/** A description with the instrumented model itself. */
export interface DescribedModel {
  description: ModelDescription;
  /** With its attention among its outputs; its own inputs and outputs as they were. */
  model: ModelProto;
  files: Map<string, ByteSource>;
}

/**
 * Describes what a folder holds, an ONNX export or a checkpoint, and instruments it. Only graphs and headers are read.
 * @throws LupaError NotFound, InvalidFile, InvalidCheckpoint, Unsupported
 */
export async function describeModel(folder: Folder, { file, queriesAndKeys = false, steer = false }: DescribeOptions = {}): Promise<DescribedModel> {
  const steering = steer ? 'optional' : false;
  const expose = ['attentions', ...(queriesAndKeys ? ['queries', 'keys'] : [])] as ('attentions' | 'queries' | 'keys')[];
  if (file === undefined && !(await isExport(folder))) {
    const checkpoint = await openCheckpoint(folder);
    const plan = planModel(checkpoint, { queriesAndKeys });
    const built = fromBinary(ModelProtoSchema, plan.graph);
    const seen = instrument(built, { expose, steer: steering });
    const form = `checkpoint, ${checkpoint.weights.size} weights; as ONNX opset ${opsetOf(built)}, ${(built.graph as GraphProto).node.length} nodes`;
    return describe(seen, { given: built, files: plan.files, label: folder.label, family: plan.family, form });
  }
  const { file: onnx, config, label } = await openExport(folder, file);
  const heads = headsOf(config ?? {});
  // The attention of a merged decoder can be given out once it is clear which half of it runs.
  const given = withoutPast(onnx.model);
  const seen = instrument(given, { expose, steer: steering, heads });
  const note = given === onnx.model ? '' : ', a merged decoder of which the half that reads no past is taken';
  const graph = onnx.model.graph as GraphProto;
  const family = typeof config?.model_type === 'string' ? config.model_type : null;
  const form = `ONNX, opset ${opsetOf(given)}, ${graph.node.length} nodes${note}`;
  return describe(seen, { given, files: onnx.files, label: file === undefined ? label : onnx.label, family, form });
}

function describe(
  { model, stacks, opened, refused, neutral, outputs }: Instrumented,
  {
    given: { graph },
    files,
    label,
    family,
    form,
  }: { given: ModelProto; files: Map<string, ByteSource>; label: string; family: string | null; form: string },
): DescribedModel {
  if (graph === undefined) throw new LupaError('InvalidFile', `${label} has no graph`, { subject: label });
  const weights = new Set(graph.initializer.map(({ name }) => name));
  const port = (info: ValueInfoProto): Port => ({ name: info.name, type: typeOf(info) });
  const bytes = [...files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  const description: ModelDescription = {
    label,
    form,
    family,
    bytes,
    inputs: graph.input.filter(({ name }) => !weights.has(name)).map(port),
    outputs: graph.output.filter(({ name }) => !outputs.includes(name)).map(port),
    stacks,
    opened,
    refused,
    warnings: numberingNote(refused),
    added: { inputs: Object.keys(neutral), outputs },
  };
  return { description, model, files };
}
