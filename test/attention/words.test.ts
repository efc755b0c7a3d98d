import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordAttention, wordRanges, wordText } from '../../src/attention/words.js';
import type { Token } from '../../src/tokens/token.js';
import { special } from '../helpers/record.js';

/** A piece of a word of segment 0. */
function piece(text: string, { word, start, segment = 0 }: { word: number | null; start: number; segment?: 0 | 1 }): Token {
  return { id: 1, piece: text, text, start, end: start + text.length, segment, special: false, word };
}

test('pieces of one word go together; special tokens and tokens without a word stay alone', () => {
  const tokens = [
    special('[CLS]'),
    piece('sleep', { word: 0, start: 0 }),
    piece('ing', { word: 0, start: 5 }),
    piece('cat', { word: 1, start: 9 }),
    special('[SEP]'),
    // Words are counted anew in the second segment.
    piece('cat', { word: 1, start: 0, segment: 1 }),
    piece('s', { word: 1, start: 3, segment: 1 }),
    special('[SEP]'),
    special('[SEP]'),
    piece('p0', { word: null, start: 0 }),
    piece('p1', { word: null, start: 0 }),
  ];
  assert.deepEqual(
    wordRanges(tokens).map(({ start, end }) => `${start}-${end}`),
    ['0-1', '1-3', '3-4', '4-5', '5-7', '7-8', '8-9', '9-10', '10-11'],
  );
  assert.deepEqual(wordRanges([]), []);
  const neighbours = [piece('a', { word: 1, start: 0 }), piece('b', { word: 1, start: 0, segment: 1 })];
  assert.equal(wordRanges(neighbours).length, 2, 'the same number in two segments is two words');
});

test('a word’s text is that of its pieces, bytes of one emoji once', () => {
  assert.equal(wordText([piece('sleep', { word: 0, start: 4 }), piece('ing', { word: 0, start: 9 })]), 'sleeping');
  const bytes = [piece('🙂', { word: 0, start: 3 }), piece('🙂', { word: 0, start: 3 }), piece('!', { word: 0, start: 5 })];
  assert.equal(wordText(bytes), '🙂!');
  assert.equal(wordText([]), '');
});

test('what the tokenizer dropped is in a word’s text again: marks between its pieces and after them', () => {
  const source = 'x नमस्ते y';
  const pieces = [piece('नम', { word: 1, start: 2 }), piece('स', { word: 1, start: 4 }), piece('त', { word: 1, start: 6 })];
  assert.equal(wordText(pieces, source), 'नमस्ते');
  assert.equal(wordText([piece('cafe', { word: 0, start: 0 })], 'cafe\u0301 y'), 'cafe\u0301');
  assert.equal(wordText(pieces, 'another text'), 'नमसत', 'a text that the pieces are not from is not used');
});

test('weights are summed over the pieces of the key word and averaged over those of the query word', () => {
  // One head, tokens a | b1 b2: a's row stays, b's row is the mean of two; columns b1 and b2 are added.
  const data = Float32Array.of(0.5, 0.25, 0.25, 0.25, 0.5, 0.25, 0.75, 0, 0.25);
  const words = [
    { start: 0, end: 1 },
    { start: 1, end: 3 },
  ];
  const merged = wordAttention({ data, heads: 1, queries: 3, keys: 3 }, { queryWords: words, keyWords: words });
  assert.deepEqual([merged.heads, merged.queries, merged.keys], [1, 2, 2]);
  assert.deepEqual(Array.from(merged.data), [0.5, 0.5, 0.5, 0.5]);
});

test('both sides may have words of their own, and every head is merged', () => {
  // Two heads, one query of two pieces, keys c | d1 d2.
  const data = Float32Array.of(1, 0, 0, 0, 0.5, 0.5, 0.25, 0.25, 0.5, 0.75, 0.125, 0.125);
  const merged = wordAttention(
    { data, heads: 2, queries: 2, keys: 3 },
    {
      queryWords: [{ start: 0, end: 2 }],
      keyWords: [
        { start: 0, end: 1 },
        { start: 1, end: 3 },
      ],
    },
  );
  assert.deepEqual(Array.from(merged.data), [0.5, 0.5, 0.5, 0.5]);
  const bad = wordAttention(
    { data: Float32Array.of(NaN, 1), heads: 1, queries: 1, keys: 2 },
    { queryWords: [{ start: 0, end: 1 }], keyWords: [{ start: 0, end: 2 }] },
  );
  assert.ok(Number.isNaN(bad.data[0]));
});
