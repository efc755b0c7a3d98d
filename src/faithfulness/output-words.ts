import { softmax } from '../analysis/probabilities.js';
import type { AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Model } from '../model.js';
import type { Tensor } from '../tensor.js';
import type { Output, Reading } from './output.js';

/** The softmax of the logits [B,S,V] at one place of one sequence. */
function wordsAt({ logits }: Record<string, Tensor>, row: number, place: number): Float64Array {
  const [, size, vocabulary] = logits.shape;
  const at = (row * size + place) * vocabulary;
  return softmax((logits.data as Float32Array).subarray(at, at + vocabulary));
}

function bestOf(probabilities: ArrayLike<number>): number {
  let best = 0;
  for (let id = 1; id < probabilities.length; id++) if (probabilities[id] > probabilities[best]) best = id;
  return best;
}

/** A word as it is written, its name in the vocabulary where that is nothing. */
function spell({ tokenizer }: Model, id: number): string {
  const { text } = tokenizer.decode([id]);
  return text.trim() === '' ? (tokenizer.tokenOf(id)?.piece ?? `#${id}`) : text;
}

/** The most probable word at one token. */
function wordOutput(model: Model, record: AttentionRecord, { kind, token, own }: { kind: 'mask' | 'next'; token: number | null; own: number[] }): Output {
  // Null: the last one that is left.
  const place = (kept: readonly number[]): number => (token === null ? kept.length - 1 : kept.indexOf(token));
  const last = record.tokens[0].length - 1;
  const word = bestOf(wordsAt(record.tensors, 0, token ?? last));
  return {
    kind,
    said: spell(model, word),
    stack: '',
    rows: [token ?? last],
    own,
    results: ['logits'],
    read(outputs, row, kept): Reading {
      const probabilities = wordsAt(outputs, row, place(kept));
      return { value: probabilities[word], said: spell(model, bestOf(probabilities)), distributions: [probabilities] };
    },
  };
} // prettier-ignore

/** The word that a masked model puts in the place of the first mask; other masks stay. */
export function maskOutput(model: Model, record: AttentionRecord): Output {
  const { mask } = model.tokenizer;
  const places = record.tokens[0].flatMap(({ id }, index) => (id === mask?.id ? [index] : []));
  if (places.length === 0) {
    throw new LupaError('InvalidInput', `there is no word to fill: put ${mask?.piece ?? 'a mask'}, this model's mask, in its place, or load the model without its head to watch its hidden state (head: false)`, {
      subject: 'text', limit: mask?.piece,
    }); // prettier-ignore
  }
  return wordOutput(model, record, { kind: 'mask', token: places[0], own: places });
}

/** The word that comes next, read at the last token. */
export function nextOutput(model: Model, record: AttentionRecord): Output {
  return wordOutput(model, record, { kind: 'next', token: null, own: [] });
}

/**
 * The text that an encoder-decoder model wrote: the geometric mean of its tokens' probabilities, each after those that were written before it, and total
 * variation as the mean over these places.
 */
export function writtenOutput(model: Model, record: AttentionRecord): Output {
  const targets = record.targets?.[0] ?? [];
  // The decoder reads all but the last token, which is what it says after them.
  const written = [...targets.slice(1).map(({ id }) => id), bestOf(wordsAt(record.tensors, 0, targets.length - 1))];
  const decode = (ids: number[]): string => model.tokenizer.decode(ids).text;
  return {
    kind: 'written',
    said: decode(written),
    stack: 'cross',
    rows: targets.map((_, index) => index),
    own: [],
    results: ['logits'],
    read(outputs, row): Reading {
      const distributions = written.map((_, place) => wordsAt(outputs, row, place));
      const logs = written.map((id, place) => Math.log(distributions[place][id]));
      const value = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
      return { value, said: decode(distributions.map(bestOf)), distributions };
    },
  };
}
