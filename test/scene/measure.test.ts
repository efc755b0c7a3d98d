import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutText, estimateWidth, graphemes } from '../../src/scene/measure.js';

const font = { size: 10, weight: 400 as const, family: 'x' };
const tenEach = (text: string): number => graphemes(text).length * 10;

test('text is cut to the longest beginning that fits with its …', () => {
  assert.equal(cutText('abcdef', 60, font, tenEach), 'abcdef');
  assert.equal(cutText('abcdef', 59, font, tenEach), 'abcd…');
  assert.equal(cutText('abcdef', 0, font, tenEach), '…');
  assert.equal(cutText('e\u0301e\u0301e\u0301', 20, font, tenEach), 'e\u0301…', 'an accent stays with its letter');
});

test('an estimate grows with the text and the size, and knows full-width and zero-width characters', () => {
  assert.equal(estimateWidth('日本', font), 20);
  assert.equal(estimateWidth('e\u0301', font), estimateWidth('e', font));
  assert.ok(estimateWidth('iiii', font) < estimateWidth('mmmm', font));
  assert.equal(estimateWidth('abc', { ...font, size: 20 }), 2 * estimateWidth('abc', font));
});
