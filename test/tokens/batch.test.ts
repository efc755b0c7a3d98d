import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchFeeds } from '../../src/tokens/batch.js';
import type { Encoded } from '../../src/tokens/tokenizer.js';

const sequence = (...ids: number[]): Encoded => ({
  tokens: ids.map((id) => ({ id, piece: '', text: '', start: 0, end: 0, segment: 0, special: false, word: 0 })),
  types: ids.map((_, index) => Number(index > 0)),
  cut: [],
});

test('shorter sequences are padded on the right', () => {
  const { input_ids: ids, attention_mask: mask, token_type_ids: types } = batchFeeds([sequence(5, 6, 7), sequence(8)], { id: 9, piece: '[PAD]' });
  assert.deepEqual(ids, { data: BigInt64Array.of(5n, 6n, 7n, 8n, 9n, 9n), shape: [2, 3] });
  assert.deepEqual(mask.data, BigInt64Array.of(1n, 1n, 1n, 1n, 0n, 0n));
  assert.deepEqual(types.data, BigInt64Array.of(0n, 1n, 1n, 0n, 0n, 0n));
});

test('a vocabulary without padding fills up with its first token, and the mask hides it', () => {
  const { input_ids: ids, attention_mask: mask } = batchFeeds([sequence(1), sequence(2, 3)], null);
  assert.deepEqual(ids.data, BigInt64Array.of(1n, 0n, 2n, 3n));
  assert.deepEqual(mask.data, BigInt64Array.of(1n, 0n, 1n, 1n));
});
