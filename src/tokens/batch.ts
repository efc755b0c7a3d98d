import type { Tensor } from '../tensor.js';
import type { Token } from './token.js';
import type { Encoded, Tokenizer } from './tokenizer.js';

/** The inputs of a model for several sequences, [B,S] each: shorter sequences are padded on the right. */
export type BatchFeeds = Record<'input_ids' | 'attention_mask' | 'token_type_ids', Tensor<BigInt64Array>>;

/**
 * Lays sequences out side by side.
 * @param padding the token that fills shorter sequences; null (GPT-2 has none): the first of the vocabulary, since the mask hides it
 */
export function batchFeeds(sequences: Encoded[], padding: Tokenizer['padding']): BatchFeeds {
  const size = Math.max(...sequences.map(({ tokens }) => tokens.length));
  const shape = [sequences.length, size];
  const tensor = (fill: number): Tensor<BigInt64Array> => ({ data: new BigInt64Array(shape[0] * size).fill(BigInt(fill)), shape });
  const feeds: BatchFeeds = { input_ids: tensor(padding?.id ?? 0), attention_mask: tensor(0), token_type_ids: tensor(0) };
  sequences.forEach(({ tokens, types }, row) => {
    tokens.forEach(({ id }, column) => {
      const at = row * size + column;
      feeds.input_ids.data[at] = BigInt(id);
      feeds.attention_mask.data[at] = 1n;
      feeds.token_type_ids.data[at] = BigInt(types[column]);
    });
  });
  return feeds;
}

/** A target as the decoder reads it: the start token, then all but the last token, which it only has to predict. */
export function shiftRight(tokens: readonly Token[], start: Token): Token[] {
  return [start, ...tokens.slice(0, -1)];
}

/** `decoder_input_ids` [B,T]: shorter targets are padded on the right, where no token of the target looks. */
export function targetFeed(targets: { tokens: Token[] }[], padding: Tokenizer['padding']): Tensor<BigInt64Array> {
  const size = Math.max(...targets.map(({ tokens }) => tokens.length));
  const data = new BigInt64Array(targets.length * size).fill(BigInt(padding?.id ?? 0));
  targets.forEach(({ tokens }, row) => tokens.forEach(({ id }, column) => (data[row * size + column] = BigInt(id))));
  return { data, shape: [targets.length, size] };
}
