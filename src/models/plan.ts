import type { ByteSource } from '../bytes/source.js';
import { tensorName, type AudioInput, type ImageInput, type InputName, type Stack, type Task } from './architectures/architecture.js';
import type { Checkpoint } from './checkpoint.js';
import { graphBuilder } from './onnx/build.js';
import { architectureOf, taskOf } from './registry.js';

/** A graph that can run, and what there is to know of it. */
export interface ModelPlan {
  /** The ONNX model: a few KB; its weights are external data in `files`. */
  graph: Uint8Array;
  files: Map<string, ByteSource>;
  /** `model_type` of config.json. */
  family: string;
  task: Task;
  /** The kinds of attention the model has. */
  stacks: Stack[];
  /** The longest sequence, in tokens. */
  maxTokens: number;
  /** The longest sequence of the decoder's side, where there is one. */
  maxTargetTokens?: number;
  /** The number of ids that have an embedding. */
  vocabulary: number;
  /** The number of token types that have an embedding. */
  types: number;
  inputs: InputName[];
  /** Of models that read `pixel_values`. */
  image?: ImageInput;
  /** Of models that read `input_features`. */
  audio?: AudioInput;
  /** Every output of the graph, by its name in the record. */
  outputs: string[];
}

/**
 * Plans the run of a checkpoint: reads nothing but headers, gives the graph as data.
 * @param options `head`: also compute what the model says (answers, words, classes), default true; `queriesAndKeys`: also give them out
 * @throws LupaError Unsupported, InvalidCheckpoint
 */
export function planModel(
  { config, weights, files, label }: Checkpoint,
  { head = true, queriesAndKeys = false }: { head?: boolean; queriesAndKeys?: boolean } = {},
): ModelPlan {
  const architecture = architectureOf(config.model_type, label);
  const family = config.model_type as string;
  const task = head ? taskOf(config, weights) : 'none';
  const graph = graphBuilder(family);
  const built = architecture({ graph, weights, config, task, label, queriesAndKeys });
  const kinds = ['attentions', ...(queriesAndKeys ? ['queries', 'keys'] : [])] as ('attentions' | 'queries' | 'keys')[];
  const outputs = built.stacks.flatMap((stack) =>
    kinds.flatMap((kind) => Array.from({ length: stack.layers }, (_, layer) => tensorName(stack, kind, layer))),
  );
  outputs.push(...graph.outputs().filter((name) => /(^|_)biases\./.test(name)), ...built.results);
  const { results: _, ...rest } = built;
  return { ...rest, graph: graph.finish(), files, family, task, outputs };
}
