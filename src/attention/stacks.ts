import type { Stack } from '../models/architectures/architecture.js';
import type { Tensor } from '../tensor.js';

/** Which attention of a model: '' where there is only one kind; encoder, decoder and cross; text and vision. */
export type StackName = Stack['name'];

/** What a record's model says of a stack. Records of earlier versions, and of other programs, say less. */
export interface StackInfo {
  name: StackName;
  layers: number;
  heads: number;
  /** Heads on the key side: fewer than `heads` where several queries share one. */
  keyHeads?: number;
  /** By what the dot product of query and key is multiplied before anything is added to it. */
  scale?: number;
  /** Scores go through cap * tanh(score / cap) before anything is added to them; null: they do not. */
  softcap?: number | null;
}

/** All stacks in the order in which they are named and searched. */
const STACKS: readonly StackName[] = ['', 'encoder', 'decoder', 'cross', 'text', 'vision'];

/** A tensor that belongs to one layer, by its name: `cross_attentions.3`. */
export interface LayerTensorName {
  stack: StackName;
  kind: 'attentions' | 'queries' | 'keys' | 'biases' | 'value_norms';
  layer: number;
}

/** Reads a tensor's name, or null where it belongs to no layer (`input_ids`, `logits`): the inverse of `tensorName`. */
export function readTensorName(name: string): LayerTensorName | null {
  const [, stack = '', kind, layer] =
    /^(?:(encoder|decoder|cross|text|vision)_)?(attentions|queries|keys|biases|value_norms)\.(\d+)$/.exec(name) ?? [];
  if (kind === undefined) return null;
  return { stack: stack as StackName, kind: kind as LayerTensorName['kind'], layer: Number(layer) };
}

/** The stacks that a record has attentions of. */
export function stackNames(tensors: Record<string, Tensor>): StackName[] {
  const found = new Set(
    Object.keys(tensors)
      .map((name) => readTensorName(name))
      .flatMap((read) => (read?.kind === 'attentions' ? [read.stack] : [])),
  );
  return STACKS.filter((name) => found.has(name));
}

/** `encoder, decoder and cross`: for sentences. */
export function listStacks(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
