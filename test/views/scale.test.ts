import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourOf } from '../../src/scene/matrix.js';
import { colourScale, colourTable, DIVERGING, SEQUENTIAL } from '../../src/views/scale.js';
import { ticks } from '../../src/views/scale-legend.js';

/** Relative luminance of an entry, as WCAG defines it. */
function luminance(table: Uint8Array, entry: number): number {
  const [r, g, b] = [0, 1, 2].map((channel) => {
    const value = table[entry * 3 + channel] / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** What people without red, green or blue cones see (Machado, Oliveira and Fernandes 2009, severity 1, on linear channels). */
const BLIND: Record<string, number[][]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function seen(table: Uint8Array, entry: number, matrix: number[][]): number[] {
  const rgb = [0, 1, 2].map((channel) => (table[entry * 3 + channel] / 255) ** 2.2);
  return matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * rgb[i], 0));
}

for (const theme of ['light', 'dark'] as const) {
  for (const name of SEQUENTIAL) {
    test(`${name} goes in one direction of lightness (${theme})`, () => {
      const table = colourTable(name, theme);
      const direction = Math.sign(luminance(table, 255) - luminance(table, 0));
      for (let entry = 8; entry < 256; entry += 8) {
        assert.ok(direction * (luminance(table, entry) - luminance(table, entry - 8)) > 0, `entry ${entry}`);
      }
      assert.ok(Math.abs(luminance(table, 255) - luminance(table, 0)) > 0.55, 'from end to end');
    });
  }
  for (const name of DIVERGING) {
    test(`${name} has its middle near the background, ends alike in lightness and unlike to the colour-blind (${theme})`, () => {
      const table = colourTable(name, theme);
      const middle = luminance(table, 128);
      assert.ok(theme === 'light' ? middle > 0.85 : middle < 0.03);
      assert.ok(Math.abs(luminance(table, 0) - luminance(table, 255)) < 0.12);
      for (const matrix of Object.values(BLIND)) {
        for (const [low, high] of [
          [0, 255],
          [64, 191],
        ]) {
          const [a, b] = [seen(table, low, matrix), seen(table, high, matrix)];
          assert.ok(Math.hypot(...a.map((value, i) => value - b[i])) > 0.1, `${low} and ${high}`);
        }
      }
    });
  }
}

test('published scales are as published at their ends and in the middle', () => {
  const at = (name: 'viridis' | 'cividis', value: number): string => colourOf(value, colourScale(name, { low: 0, high: 1, theme: 'light' }));
  assert.deepEqual([at('viridis', 0), at('viridis', 128 / 255), at('viridis', 1)], ['#440154', '#21918c', '#fde725']);
  assert.deepEqual([at('cividis', 0), at('cividis', 128 / 255), at('cividis', 1)], ['#00224e', '#7d7c78', '#fee838']);
});

test('ticks are round numbers', () => {
  assert.deepEqual(
    ticks(0, 1, 5).map((tick) => tick.toFixed(1)),
    ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0'],
  );
  assert.deepEqual(
    ticks(-0.37, 0.37, 5).map((tick) => tick.toFixed(1)),
    ['-0.2', '0.0', '0.2'],
  );
  assert.ok(!Object.is(ticks(0, 1, 5)[0], -0));
});
