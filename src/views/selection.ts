import { headCount, layerCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import { stackNames, type StackName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';

/** Which side of the attention a token stands on: queries look, keys are looked at. */
export type Side = 'query' | 'key';

/** A token that is pointed at. */
export interface Focus {
  side: Side;
  /** Its index in the sequence of that side. */
  index: number;
}

/**
 * What all views of a record have in common, and what linked views share: which attention is looked at, and which token. Plain data, so that it can be
 * stored, sent and compared. Views of one head show the first of `heads`.
 */
export interface Selection {
  /** Which sequence of the batch, from 0. */
  sequence: number;
  /** Which kind of attention, where a model has several. */
  stack: StackName;
  layer: number;
  /** The heads switched on, ascending. */
  heads: number[];
  /** The token under the pointer or pinned. */
  focus: Focus | null;
  /** Whether `focus` stays when the pointer leaves. */
  pinned: boolean;
}

/**
 * Fills in what is left out (sequence 0, the record's first stack, layer 0, all heads, no focus) and checks the rest.
 * @throws LupaError OutOfRange for a sequence, stack, layer, head or token that the record does not have
 */
export function selection(record: AttentionRecord, partial: Partial<Selection> = {}): Selection {
  const names = stackNames(record.tensors);
  const { sequence = 0, stack = names[0], layer = 0, focus = null, pinned = false } = partial;
  if (!names.includes(stack)) {
    throw new LupaError('OutOfRange', `there is no stack “${stack}”: the record has ${names.map((name) => `“${name}”`).join(', ')}`, {
      subject: 'stack',
      value: stack,
      limit: names,
    });
  }
  checkIndex('sequence', sequence, record.texts.length);
  checkIndex('layer', layer, layerCount(record, { stack }));
  const count = headCount(record, { stack, layer });
  const heads = [...new Set(partial.heads ?? allHeads(count))].sort((a, b) => a - b);
  for (const head of heads) checkIndex('head', head, count);
  if (focus !== null) {
    const { queries, keys } = stackTokens(record, { stack, sequence });
    checkIndex('token', focus.index, (focus.side === 'query' ? queries : keys).length);
  }
  return { sequence, stack, layer, heads, focus, pinned: pinned && focus !== null };
}

/** 0, 1, … count − 1. */
export function allHeads(count: number): number[] {
  return Array.from({ length: count }, (_, head) => head);
}

function checkIndex(subject: string, value: number, count: number): void {
  if (Number.isInteger(value) && value >= 0 && value < count) return;
  throw new LupaError('OutOfRange', `there is no ${subject} ${value}: the record has ${subject}s 0 to ${count - 1}`, {
    subject,
    value,
    limit: count - 1,
  });
}
