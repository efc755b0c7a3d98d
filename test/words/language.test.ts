import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInterval, formatList, formatNumber, LANGUAGES, pickLanguage, plural } from '../../src/words/language.js';

test('the first language that Lupa speaks is taken, English where it speaks none', () => {
  assert.equal(pickLanguage(['fr-CH', 'es-MX', 'en']), 'es');
  assert.equal(pickLanguage(['pt']), 'pt-BR');
  assert.equal(pickLanguage(['pt_BR.UTF-8']), 'pt-BR');
  assert.equal(pickLanguage(['de']), 'en');
});

test('a number is what Intl writes, but for the minus sign', () => {
  for (const language of LANGUAGES) {
    for (const digits of [undefined, 0, 1, 2, 3]) {
      const intl = new Intl.NumberFormat(language, digits === undefined ? {} : { minimumFractionDigits: digits, maximumFractionDigits: digits });
      // Among them halves that are rounded, -0, and numbers on either side of the first group of digits.
      for (let i = -2400; i <= 2400; i++) {
        for (const value of [i / 200, i * 0.005, i / 2, i]) {
          assert.equal(formatNumber(value, language, digits), intl.format(value).replace('-', '−'), `${value} with ${digits} digits in ${language}`);
        }
      }
      assert.equal(formatNumber(-0, language, digits), intl.format(-0).replace('-', '−'));
    }
  }
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
