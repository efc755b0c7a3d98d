import { softmax } from '../analysis/probabilities.js';
import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Model } from '../model.js';
import { families } from '../models/registry.js';
import type { Output, Reading } from './output.js';

/** The most probable class. Where classes do not exclude one another, each is a distribution of its own: it holds, or it does not. */
export function classOutput({ plan, config }: Model, record: AttentionRecord): Output {
  const { problem_type: kind, id2label } = config;
  if (kind === 'regression')
    throw new LupaError('Unsupported', 'this model gives a number and no probability (problem_type regression): there is nothing to watch', { subject: 'problem_type' });
  const labels = (typeof id2label === 'object' && id2label !== null ? id2label : {}) as Record<string, unknown>;
  const nameOf = (id: number): string => (typeof labels[id] === 'string' ? labels[id] : `LABEL_${id}`);
  const count = record.tensors.logits.shape[1];
  const apart = count === 1 || kind === 'multi_label_classification';
  const probabilities = (data: Float32Array, row: number): Float64Array => {
    const scores = data.subarray(row * count, (row + 1) * count);
    return apart ? Float64Array.from(scores, (score) => 1 / (1 + Math.exp(-score))) : softmax(scores);
  };
  const bestOf = (values: Float64Array): number => values.reduce((best, value, id) => (value > values[best] ? id : best), 0);
  const plain = probabilities(record.tensors.logits.data as Float32Array, 0);
  const best = bestOf(plain);
  const said = (values: Float64Array): string => (count === 1 ? `${nameOf(0)} ${values[0] >= 0.5 ? '≥' : '<'} 0.5` : nameOf(bestOf(values)));
  return {
    kind: 'class',
    said: said(plain),
    stack: '',
    rows: rowsOf(record, { family: plan.family, config }),
    own: [],
    results: ['logits'],
    read({ logits }, row): Reading {
      const values = probabilities(logits.data as Float32Array, row);
      return { value: values[best], said: said(values), distributions: apart ? Array.from(values, (p) => Float64Array.of(p, 1 - p)) : [values] };
    },
  };
} // prettier-ignore

/** Encoders read classes off the first token, decoders off the last; ModernBERT can take the mean. */
function rowsOf({ tokens: [tokens] }: AttentionRecord, { family, config }: { family: string; config: Record<string, unknown> }): number[] {
  if (config.classifier_pooling === 'mean') return tokens.map((_, index) => index);
  return [families[family]?.kind === 'decoder' ? tokens.length - 1 : 0];
}
