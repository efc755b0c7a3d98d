import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LupaError } from '../../src/errors.js';
import { inMillimetres, parseWidth } from '../../src/figures/lengths.js';

test('lengths are px of 1/96 inch', () => {
  assert.equal(parseWidth('1in'), 96);
  assert.equal(parseWidth('72pt'), 96);
  assert.ok(Math.abs(parseWidth('25.4mm') - 96) < 1e-9);
  assert.ok(Math.abs(parseWidth('2.54 cm') - 96) < 1e-9);
  assert.equal(parseWidth('960px'), 960);
  assert.equal(parseWidth('1200px', { dpi: 300 }), 384, 'so many pixels of a picture of 300 an inch');
  assert.deepEqual(
    ['column', 'page', 'slide'].map((name) => inMillimetres(parseWidth(name))),
    [85, 175, 254],
  );
});

test('what is no length, or none that can be drawn, is said', () => {
  for (const text of ['', '85', 'mm', '85 inches', '-5mm', 'NaNmm', '1e3mm', 'columns', 'toString', '85mm;']) {
    assert.throws(
      () => parseWidth(text),
      (error: unknown) => error instanceof LupaError && /is no length: give 85mm/.test(error.message),
      text,
    );
  }
  assert.throws(() => parseWidth('1mm'), /a width of 1mm is too small: 15 to 2000 mm can be drawn/);
  assert.throws(() => parseWidth('0.1in'), /a width of 0\.1in \(2\.5 mm\) is too small/);
  assert.throws(() => parseWidth('99999px'), /is too large/);
});
