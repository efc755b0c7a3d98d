import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatRanges, formatWeight, tokenLabel } from '../../src/views/label.js';

test('a label is the user’s own characters, marked where a piece continues a word', () => {
  const cases: [string, string, boolean, string][] = [
    ['Über', 'uber', false, 'Über'],
    ['ING', '##ing', false, '##ING'],
    ['cat', 'Ġcat', false, 'cat'],
    [' cat', 'Ġcat', false, 'cat'],
    ['[CLS]', '[CLS]', true, '[CLS]'],
    ['', '<0x0A>', false, '<0x0A>'],
    [' ', 'Ġ', false, '␣'],
    ['\n\t ', 'Ċ', false, '↵⇥␣'],
    ['\r\n', 'x', false, '↵'],
    ['', ' ', false, '␣'],
    ['\u200b', 'ZWSP', false, 'ZWSP'],
    ['a\nb', 'a\nb', false, 'a↵b'],
    ['<b>', '<b>', false, '<b>'],
  ];
  for (const [text, piece, special, label] of cases) assert.equal(tokenLabel({ text, piece, special }), label);
});

test('weights have three decimals, runs of heads are joined', () => {
  assert.deepEqual(
    [0.12345, 1, 0, NaN, Infinity].map((weight) => formatWeight(weight)),
    ['0.123', '1.000', '0.000', 'NaN', 'NaN'],
  );
  assert.equal(formatRanges([0, 1, 2, 4, 5, 9]), '0–2, 4, 5, 9');
  assert.equal(formatRanges([]), '');
});
