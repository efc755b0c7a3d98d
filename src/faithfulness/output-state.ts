import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Model } from '../model.js';
import type { Tensor } from '../tensor.js';
import type { Output, OutputOptions, Reading } from './output.js';

/**
 * What a model without a head gives: its last hidden state, of one token, or the mean over the tokens of the text that are left. It is compared by its cosine with
 * that of the plain run.
 */
export function stateOutput({ plan }: Model, record: AttentionRecord, { token = null }: OutputOptions): Output {
  const tokens = record.tokens[0];
  if (!Object.hasOwn(record.tensors, 'last_hidden_state') || plan.stacks.length > 1)
    throw new LupaError('Unsupported', `this model (${plan.family}) says nothing that can be watched: neither words, classes nor the hidden state of its text`, { subject: 'model', value: plan.family }); // prettier-ignore
  if (token !== null && (!Number.isInteger(token) || token < 0 || token >= tokens.length))
    throw new LupaError('OutOfRange', `there is no token ${token}: the text has tokens 0 to ${tokens.length - 1}`, { subject: 'token', value: token, limit: tokens.length - 1 }); // prettier-ignore
  const text = tokens.flatMap(({ special }, index) => (special ? [] : [index]));
  const of = token === null ? text : [token];
  const stateAt = ({ last_hidden_state: { data, shape } }: Record<string, Tensor>, row: number, kept: readonly number[]): Float64Array => {
    const [, size, width] = shape; // [B,S,D]
    const sum = new Float64Array(width);
    for (const [place, index] of kept.entries()) {
      if (!of.includes(index)) continue;
      const at = (row * size + place) * width;
      for (let i = 0; i < width; i++) sum[i] += Number(data[at + i]);
    }
    return sum;
  };
  const all = tokens.map((_, index) => index);
  const plain = stateAt(record.tensors, 0, all);
  return {
    kind: 'state',
    said: null,
    stack: '',
    rows: of,
    own: token === null ? [] : [token],
    results: ['last_hidden_state'],
    read(outputs, row, kept): Reading {
      const state = stateAt(outputs, row, kept);
      return { value: cosine(plain, state), said: null, distributions: [state] };
    },
  };
}

/** The cosine of two vectors; of a vector of zeros 0. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += a[i] * b[i];
    ofA += a[i] * a[i];
    ofB += b[i] * b[i];
  }
  return ofA === 0 || ofB === 0 ? 0 : both / Math.sqrt(ofA * ofB);
}
