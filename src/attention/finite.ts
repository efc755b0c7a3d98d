import { tensorName } from '../models/architectures/architecture.js';
import type { Tensor } from '../tensor.js';
import { stackNames, type StackName } from './stacks.js';

/** Where attention begins to be no number. */
export interface BadLayer {
  stack: StackName;
  layer: number;
}

/**
 * The first layer whose attention is not made of numbers, or null. A NaN in layer l spoils all that comes after it, so
 * a clean result (`results`) means clean layers, and the large tensors are looked through only when it is not.
 * @param tensors a record's tensors
 * @param results names of the last tensors a run gave; none: look through all layers of all stacks
 */
export function firstBadLayer(tensors: Record<string, Tensor>, { results = [] }: { results?: string[] } = {}): BadLayer | null {
  if (results.length > 0 && results.every((name) => seesAllTokens(name, tensors[name]) && isFiniteTensor(tensors[name]))) return null;
  for (const stack of stackNames(tensors)) {
    for (let layer = 0; Object.hasOwn(tensors, tensorName({ name: stack }, 'attentions', layer)); layer++) {
      if (!isFiniteTensor(tensors[tensorName({ name: stack }, 'attentions', layer)])) return { stack, layer };
    }
  }
  return null;
}

/** The warning for attention that holds NaN or infinity from a layer on. */
export function notFinite({ stack, layer }: BadLayer): string {
  const which = stack === '' ? 'attention' : `${stack} attention`;
  return `The ${which} is not a number (NaN) from layer ${layer} on: are the weights of this checkpoint damaged?`;
}

/** Whether every token has a part in a result: classes are read off the first token alone, [B,labels]. */
function seesAllTokens(name: string, { shape }: Tensor): boolean {
  return name !== 'logits' || shape.length > 2;
}

function isFiniteTensor({ data }: Tensor): boolean {
  if (!(data instanceof Float32Array)) return true;
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i])) return false;
  return true;
}
