import { fromBinary, toBinary } from '@bufbuild/protobuf';
import type { ByteSource } from '../bytes/source.js';
import type { Tensor } from '../tensor.js';
import { tensorName, type ArchitectureOutput, type Task } from './architectures/architecture.js';
import type { Checkpoint } from './checkpoint.js';
import type { Exposure } from './instrument/expose.js';
import { instrument } from './instrument/instrument.js';
import { graphBuilder } from './onnx/build.js';
import { ModelProtoSchema } from './onnx/generated/onnx_pb.js';
import type { FixedSizes } from './onnx/fit.js';
import type { WriterPlan } from './plan-writer.js';
import { architectureOf } from './registry.js';
import { taskOf } from './task.js';

/** A graph that can run, and what there is to know of it. */
export interface ModelPlan extends Omit<ArchitectureOutput, 'results'> {
  /** The ONNX model: a few KB; its weights are external data in `files`. */
  graph: Uint8Array;
  files: Map<string, ByteSource>;
  /** `model_type` of config.json. */
  family: string;
  /** config.json; empty where an export has none. */
  config: Record<string, unknown>;
  task: Task;
  /** Every output of the graph, by its name in the record. */
  outputs: string[];
  /** Sizes that an ONNX export was made with, for those that are fixed. */
  fixed?: FixedSizes;
  /** What records of this model should say: attention that could not be opened. Sentences. */
  warnings: string[];
  /** A graph that writes, for models with a decoder's side that score words; else null. */
  writer: WriterPlan | null;
  /** The same graph with the inputs that steer it ({@link instrument}), made when it is asked for. */
  steerable: () => SteerableGraph;
}

/** A graph that can be steered. */
export interface SteerableGraph {
  graph: Uint8Array;
  /** Its further inputs, each with what changes nothing: all must be given. */
  neutral: Record<string, Tensor<Float32Array>>;
}

/** What a graph is to give. */
export interface PlanOptions {
  head?: boolean;
  attentions?: boolean;
  queriesAndKeys?: boolean;
  valueNorms?: boolean;
  results?: boolean;
}

/**
 * Plans the run of a checkpoint: reads nothing but headers, gives the graph as data.
 * @param options `head`: also compute what the model says (answers, words, classes), default true; `queriesAndKeys`, `valueNorms`: also give them out;
 *   `attentions`: false leaves the attention and all that belongs to it out of the outputs, so that only what the model says is given;
 *   `results`: false leaves out what the model says and its last hidden state, and computes nothing that no attention needs: of the last layer, only its queries and keys
 * @throws LupaError Unsupported, InvalidCheckpoint
 */
export function planModel(
  { config, weights, files, label }: Checkpoint,
  { head = true, queriesAndKeys = false, valueNorms = false, attentions = true, results = true }: PlanOptions = {},
): ModelPlan {
  const architecture = architectureOf(config.model_type, label);
  const family = config.model_type as string;
  const task = head && results ? taskOf(config, weights) : 'none';
  const graph = graphBuilder(family);
  const built = architecture({ graph, weights, config, task, label, queriesAndKeys });
  const kinds: Exclude<Exposure, 'values' | 'value_norms'>[] = ['attentions', ...(queriesAndKeys ? (['queries', 'keys'] as const) : [])];
  const inner = built.stacks.flatMap((stack) =>
    kinds.flatMap((kind) => Array.from({ length: stack.layers }, (_, layer) => tensorName(stack, kind, layer))),
  );
  inner.push(...graph.outputs().filter((name) => /(^|_)biases\./.test(name)));
  const given = [...(attentions ? inner : []), ...(results ? built.results : [])];
  const { results: _, ...rest } = built;
  const plain = graph.finish(given);
  // The pass that knows the output projection of any graph knows those of all families.
  // Queries and keys are outputs of the graph already, where they are asked for.
  const expose: Exposure[] = attentions ? ['attentions', ...(valueNorms ? (['value_norms'] as const) : [])] : [];
  const bytes = attentions && valueNorms ? toBinary(ModelProtoSchema, instrument(fromBinary(ModelProtoSchema, plain), { expose }).model) : plain;
  const norms = built.stacks.flatMap((stack) => Array.from({ length: stack.layers }, (_, layer) => tensorName(stack, 'value_norms', layer)));
  const outputs = [...given, ...(attentions && valueNorms ? norms : [])];
  const steerable = (): SteerableGraph => {
    const { model, neutral } = instrument(fromBinary(ModelProtoSchema, plain), { expose, steer: 'required' });
    return { graph: toBinary(ModelProtoSchema, model), neutral };
  };
  const writer = planDecoder({ config, weights, files, label });
  return { ...rest, graph: bytes, files, family, config, task, outputs, warnings: [], writer: writer && { graph: writer, whole: false }, steerable };
}

/**
 * Plans the decoder of an encoder-decoder model alone, to generate with: from `decoder_input_ids`, `attention_mask` and `encoder_last_hidden_state`
 * to `logits` [B,V] of the last position. So each step costs no run of the encoder.
 * @returns ONNX bytes over the same files, or null for models that write no words
 */
export function planDecoder({ config, weights, label }: Checkpoint): Uint8Array | null {
  if (taskOf(config, weights) !== 'text2text-generation') return null;
  const graph = graphBuilder(`${config.model_type as string}-decoder`);
  architectureOf(config.model_type, label)({ graph, weights, config, task: 'text2text-generation', label, queriesAndKeys: false, part: 'decoder' });
  return graph.finish();
}
