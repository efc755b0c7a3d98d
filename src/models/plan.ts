import type { ByteSource } from '../bytes/source.js';
import type { Task } from './architectures/architecture.js';
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
  layers: number;
  heads: number;
  /** The longest sequence, in tokens. */
  maxTokens: number;
  /** The number of ids that have an embedding. */
  vocabulary: number;
  /** The number of token types that have an embedding. */
  types: number;
  inputs: string[];
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
  const { layers, heads, maxTokens, types, inputs, results } = architecture({ graph, weights, config, task, label, queriesAndKeys });
  const groups = ['attentions', ...(queriesAndKeys ? ['queries', 'keys'] : [])];
  const outputs = [...groups.flatMap((group) => Array.from({ length: layers }, (_, layer) => `${group}.${layer}`)), ...results];
  return { graph: graph.finish(), files, family, task, layers, heads, maxTokens, vocabulary: config.vocab_size as number, types, inputs, outputs };
}
