import { LupaError } from '../errors.js';
import { tensorName } from '../models/architectures/architecture.js';
import type { Tensor } from '../tensor.js';
import type { Token } from '../tokens/token.js';
import { alignTokens } from './align.js';
import { headCount, layerAttention, layerCount, stackTokens, type AttentionRecord } from './record.js';
import { stackNames, type StackName } from './stacks.js';

/** Which tokens of two runs are the same, for one kind of attention: pairs of indices [in the first run, in the second]. */
export interface AlignedTokens {
  queries: [number, number][];
  keys: [number, number][];
}

/** The tokens that two runs have in common on both sides of a kind of attention, in their first sequences. */
export function alignRuns(a: AttentionRecord, b: AttentionRecord, { stack }: { stack?: StackName } = {}): AlignedTokens {
  const [first, second] = [stackTokens(a, { stack }), stackTokens(b, { stack })];
  const queries = alignTokens(first.queries, second.queries);
  const oneSided = first.keys === first.queries && second.keys === second.queries;
  return { queries, keys: oneSided ? queries : alignTokens(first.keys, second.keys) };
}

/** Whether two runs have the same kinds of attention with as many layers and heads: only then a head of one is beside a head of the other. */
export function sameHeads(a: AttentionRecord, b: AttentionRecord): boolean {
  return headsOf(a) === headsOf(b);
}

/**
 * The attention of one run minus that of another, as a record that a heatmap shows: a number below zero is where the second run looks more. It has the tokens
 * that both runs have, of their first sequences, in the order of the first run; what the runs say is not in it. A layer is computed when it is first read.
 * @throws LupaError InvalidInput where the runs have other kinds of attention, layers or heads, or no token in common
 */
export function recordDifference(a: AttentionRecord, b: AttentionRecord): AttentionRecord {
  if (!sameHeads(a, b)) {
    throw new LupaError('InvalidInput', `the runs have ${headsOf(a)} and ${headsOf(b)} layers × heads: a difference needs the same`, {
      subject: 'record',
      value: headsOf(b),
      limit: headsOf(a),
    });
  }
  const tensors: Record<string, Tensor> = {};
  const sides: Partial<Record<Side, Token[]>> = {};
  for (const stack of stackNames(a.tensors)) {
    const aligned = alignRuns(a, b, { stack });
    if (aligned.queries.length === 0 || aligned.keys.length === 0) {
      throw new LupaError('InvalidInput', 'the runs have no token in common: there is no difference to show', { subject: 'record' });
    }
    const { queries, keys } = stackTokens(a, { stack });
    const [querySide, keySide] = SIDES[stack];
    sides[querySide] = aligned.queries.map(([index]) => queries[index]);
    sides[keySide] = aligned.keys.map(([index]) => keys[index]);
    for (let layer = 0; layer < layerCount(a, { stack }); layer++) {
      lazily(tensors, tensorName({ name: stack }, 'attentions', layer), () => subtract(a, b, { stack, layer, aligned }));
    }
  }
  return {
    tokens: [sides.text ?? []],
    targets: sides.target === undefined ? null : [sides.target],
    ...(sides.image === undefined ? {} : { images: [sides.image] }),
    texts: a.texts.slice(0, 1),
    tensors,
    model: a.model,
    provenance: { ...a.provenance, command: `${a.provenance.command} − ${b.provenance.command}` },
    warnings: [],
    difference: true,
  };
}

type Side = 'text' | 'target' | 'image';

/** Of which side the queries and the keys of each kind of attention are. */
const SIDES: Record<StackName, [Side, Side]> = {
  '': ['text', 'text'],
  encoder: ['text', 'text'],
  decoder: ['target', 'target'],
  cross: ['target', 'text'],
  text: ['text', 'text'],
  vision: ['image', 'image'],
};

function headsOf(record: AttentionRecord): string {
  const stacks = stackNames(record.tensors);
  return stacks.map((stack) => `${stack === '' ? '' : `${stack} `}${layerCount(record, { stack })} × ${headCount(record, { stack })}`).join(', ');
}

/** A layer of a difference, [1,H,Sq,Sk]: the tokens that both runs have. */
function subtract(
  a: AttentionRecord,
  b: AttentionRecord,
  { stack, layer, aligned: { queries, keys } }: { stack: StackName; layer: number; aligned: AlignedTokens },
): Tensor {
  const [first, second] = [layerAttention(a, layer, { stack }), layerAttention(b, layer, { stack })];
  const data = new Float32Array(first.heads * queries.length * keys.length);
  let at = 0;
  for (let head = 0; head < first.heads; head++) {
    for (const [i, j] of queries) {
      const [row, other] = [(head * first.queries + i) * first.keys, (head * second.queries + j) * second.keys];
      for (const [k, l] of keys) data[at++] = first.data[row + k] - second.data[other + l];
    }
  }
  return { data, shape: [1, first.heads, queries.length, keys.length] };
}

/** A property that is computed when it is first read: of a large model one layer is looked at, and all would stop the page. */
function lazily(tensors: Record<string, Tensor>, name: string, make: () => Tensor): void {
  const get = (): Tensor => {
    const value = make();
    Object.defineProperty(tensors, name, { value, enumerable: true, configurable: true, writable: true });
    return value;
  };
  Object.defineProperty(tensors, name, { get, enumerable: true, configurable: true });
}
