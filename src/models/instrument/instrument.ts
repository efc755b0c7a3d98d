import type { Tensor } from '../../tensor.js';
import type { ModelProto } from '../onnx/generated/onnx_pb.js';
import { copyModel, finishRewrite, rewriter } from '../onnx/rewrite.js';
import { classifyBlocks, type BlockStack, type StackKind } from './classify.js';
import { describeBlock, type DescribedBlock } from './describe.js';
import { exposeBlocks, type Exposure } from './expose.js';
import { findBlocks, surveyGraph, type Refusal } from './find.js';
import { lowerAttention, type Opened } from './lower.js';
import { steerBlocks } from './steer.js';

export interface InstrumentOptions {
  /** What becomes an output; default the attentions alone. */
  expose?: readonly Exposure[];
  /**
   * Whether the inputs that steer are added; default false. `required`: every run has to feed them, `neutral` where nothing is to change; so it must be in
   * JavaScript. `optional`: they may be left out; so it should be in files for onnxruntime in Python.
   */
  steer?: false | 'required' | 'optional';
  /** The number of attention heads as config.json says it, where the graph leaves it open. */
  heads?: number | null;
}

/** What is known of a stack of attention layers. Numbers that differ from layer to layer are those of the first. */
export interface InstrumentedStack {
  name: StackKind;
  layers: number;
  heads: number;
  /** Heads on the key side: fewer than `heads` where several queries share one. */
  keyHeads: number;
  headSize: number | null;
  /** By what the dot product of queries and keys is multiplied before anything is added to it. */
  scale: number;
  softcap: number | null;
}

/** A graph that shows its attention. */
export interface Instrumented {
  /** A new model over the same weights. */
  model: ModelProto;
  stacks: InstrumentedStack[];
  /** Names of the outputs that were added (or were there already), in the order of stacks and layers. */
  outputs: string[];
  /** The inputs that steer, each with what changes nothing. */
  neutral: Record<string, Tensor<Float32Array>>;
  /** Fused operators that were taken apart, by their node. */
  opened: Opened[];
  /** Attention that could not be read, with the operator in the way. */
  refused: Refusal[];
}

/**
 * Rewrites a graph so that it gives out its attention and, on request, lets it be changed.
 * Takes fused operators apart ({@link lowerAttention}), finds attention by its structure ({@link findBlocks}), tells its kinds apart ({@link classifyBlocks}),
 * makes it steerable ({@link steerBlocks}) and gives it out ({@link exposeBlocks}). The given model is not changed, and no weight is read.
 * Before: a model whose graph holds together. After: the graph's own outputs have their names, order and numbers.
 * @throws LupaError InvalidFile where the graph is a circle
 */
export function instrument(given: ModelProto, { expose = ['attentions'], steer = false, heads = null }: InstrumentOptions = {}): Instrumented {
  const model = copyModel(given);
  const { opened, refused } = lowerAttention(model);
  const survey = surveyGraph(model);
  const found = findBlocks(survey);
  refused.push(...found.refused);
  const blocks: DescribedBlock[] = [];
  for (const block of found.blocks) {
    const described = describeBlock(block, survey, { heads });
    if ('operator' in described) refused.push(described);
    else blocks.push(described);
  }
  const stacks = classifyBlocks(blocks, survey);
  const graph = rewriter(model);
  const neutral = steer === false ? {} : steerBlocks(graph, { stacks, survey, optional: steer === 'optional' });
  const outputs = exposeBlocks(graph, { stacks, survey, what: expose });
  finishRewrite(model);
  return { model, stacks: stacks.map(summary), outputs, neutral, opened, refused: uniqueBy(refused) };
}

function summary({ name, blocks }: BlockStack): InstrumentedStack {
  const [{ heads, keyHeads, headSize, scale, softcap }] = blocks;
  return { name, layers: blocks.length, heads, keyHeads, headSize, scale, softcap };
}

/** An operator may be refused by one pass and met again by the next. */
function uniqueBy(refused: Refusal[]): Refusal[] {
  return [...new Map([...refused].reverse().map((refusal) => [refusal.node, refusal])).values()].reverse();
}
