import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unicodeOrigins } from '../../src/tokens/unicode.js';

// Expected by hand from the rule in unicode.ts; the same cases come out of Hugging Face's tokenizers.
test('a composed character comes from the first of its parts', () => {
  assert.deepEqual(unicodeOrigins('e\u0301x', 'NFC'), [0, 2]);
});

test('all parts of a decomposed character come from it', () => {
  assert.deepEqual(unicodeOrigins('\u00e9', 'NFD'), [0, 0]);
  assert.deepEqual(unicodeOrigins('\ufb01x', 'NFKC'), [0, 0, 1]);
});

test('composition over a mark in between skips what it took', () => {
  // o + low line + diaeresis gives ö + low line.
  assert.deepEqual(unicodeOrigins('o\u0332\u0308', 'NFC'), [0, 2]);
});

test('a part of a decomposition that takes a mark in comes from the mark', () => {
  // The numeral Ⅷ with an acute gives V, I, I and Í.
  assert.deepEqual(unicodeOrigins('\u2167\u0301', 'NFKC'), [0, 0, 0, 1]);
});
