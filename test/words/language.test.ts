import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInterval, formatList, formatNumber, pickLanguage, plural } from '../../src/words/language.js';

test('the first language that Lupa speaks is taken, English where it speaks none', () => {
  assert.equal(pickLanguage(['fr-CH', 'es-MX', 'en']), 'es');
  assert.equal(pickLanguage(['pt']), 'pt-BR');
  assert.equal(pickLanguage(['pt_BR.UTF-8']), 'pt-BR');
  assert.equal(pickLanguage(['de']), 'en');
});

test('numbers, plurals and lists are written as each language writes them', () => {
  assert.equal(formatNumber(1234.5, 'en', 2), '1,234.50');
  assert.equal(formatNumber(0.25, 'pt-BR', 3), '0,250');
  assert.equal(formatNumber(-0.25, 'es', 2), '−0,25');
  // A comma cannot part numbers that have one.
  assert.deepEqual([formatInterval('−0.34', '0.52', 'en'), formatInterval('−0,34', '0,52', 'pt-BR')], ['[−0.34, 0.52]', '[−0,34; 0,52]']);
  assert.equal(plural(1, { one: '# token', other: '# tokens' }, 'en'), '1 token');
  // Portuguese counts 0 as one, and has a form of its own for millions.
  assert.equal(plural(0, { one: '# peça', other: '# peças' }, 'pt-BR'), '0 peça');
  assert.equal(plural(1_000_000, { one: '# peça', other: '# peças' }, 'pt-BR'), '1.000.000 peças');
  assert.equal(formatList(['a', 'b', 'c'], 'es'), 'a, b y c');
});
