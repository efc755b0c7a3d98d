import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wrapText } from '../../src/figures/wrap.js';

/** A px a character. */
const wrap = (text: string, width: number): string[] => wrapText(text, width, { size: 1, weight: 400, family: '' }, (part) => part.length);

test('lines break at spaces, and where the text says so', () => {
  assert.deepEqual(wrap('one two three', 7), ['one two', 'three']);
  assert.deepEqual(wrap('one two three', 6), ['one', 'two', 'three']);
  assert.deepEqual(wrap('one\ntwo\r\n\nthree', 20), ['one', 'two', '', 'three']);
});

test('a word longer than a line is broken, graphemes are not', () => {
  assert.deepEqual(wrap('a internationalization b', 8), ['a', 'internat', 'ionaliza', 'tion b']);
  assert.deepEqual(wrap('👩‍👩‍👧👩‍👩‍👧', 8), ['👩‍👩‍👧', '👩‍👩‍👧']);
});

test('ideographs break anywhere, but not before their punctuation', () => {
  assert.deepEqual(wrap('我爱自然，语言', 4), ['我爱自', '然，语言']);
});
