import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LayerAttention } from '../../src/attention/record.js';
import { lineThumbnail, matrixThumbnail } from '../../src/views/thumbnail.js';

function attention(weights: number[][]): LayerAttention {
  return { data: Float32Array.from(weights.flat()), heads: 1, queries: weights.length, keys: weights[0].length };
}

function whole({ queries, keys }: LayerAttention): { rows: { start: number; end: number }; columns: { start: number; end: number } } {
  return { rows: { start: 0, end: queries }, columns: { start: 0, end: keys } };
}

const rounded = (numbers: Float32Array): number[] => Array.from(numbers, (value) => Number(value.toFixed(4)));

test('a level line is as opaque as its weight, where its query is', () => {
  // Two tokens in 8 px: their middles are at 2 and 6 px, on the edge of two pixels, which share the line.
  const straight = attention([
    [0.75, 0],
    [0, 0],
  ]);
  const pixels = lineThumbnail(straight, { head: 0, ...whole(straight), width: 3, height: 8 });
  // Half of −ln(1 − 0.75) each: 1 − √0.25.
  assert.deepEqual(rounded(pixels.subarray(3, 9)), [0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  assert.equal(pixels.filter((value) => value > 0).length, 6);
});

test('lines over one another let through the product of what each lets through', () => {
  // Both queries end at key 0: in the last column their lines nearly meet.
  const fan = attention([
    [0.5, 0],
    [0.5, 0],
  ]);
  const pixels = lineThumbnail(fan, { head: 0, ...whole(fan), width: 400, height: 8 });
  const last = [0, 1, 2, 3, 4].map((row) => 1 - pixels[row * 400 + 399]);
  assert.ok(Math.abs(last.reduce((product, value) => product * value, 1) - 0.25) < 1e-6);
});

test('a line from the first query to the last key falls through the middle', () => {
  const slope = attention([
    [0, 1],
    [0, 0],
  ]);
  const pixels = lineThumbnail(slope, { head: 0, ...whole(slope), width: 9, height: 9 });
  const row = (column: number): number =>
    Array.from({ length: 9 }, (_, y) => pixels[y * 9 + column]).reduce((best, value, y, all) => (value > all[best] ? y : best), 0);
  assert.deepEqual([row(0), row(4), row(8)], [2, 4, 6]);
});

test('dense lines are paler, NaN is no line, and nothing is drawn of an empty head', () => {
  const size = 64;
  const identity = attention(Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? 0.5 : 0))));
  // 64 queries in 16 px: 16 / (2 · 64) of the ink, and 4 queries in each pixel.
  const pixels = lineThumbnail(identity, { head: 0, ...whole(identity), width: 2, height: 16 });
  assert.ok(Math.abs(pixels[10] - (1 - 0.5 ** ((4 * 16) / (2 * 64)))) < 1e-5);
  const bad = attention([
    [NaN, NaN],
    [0, 0],
  ]);
  assert.ok(lineThumbnail(bad, { head: 0, ...whole(bad), width: 4, height: 4 }).every((value) => value === 0));
});

test('of very many lines the palest are a haze that has as much ink as they', () => {
  const size = 80;
  const height = 96;
  const weights = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size }, (__, j) => (i === j ? 0.5 : (1 + ((i * 7 + j * 3) % 5)) / 600)),
  );
  const many = attention(weights);
  const pixels = lineThumbnail(many, { head: 0, ...whole(many), width: 95, height });
  // The same line by line: 96 / (2 · 80) of the ink of each, on the two pixels beside its middle.
  const ink = Array.from({ length: height + 1 }, () => new Float64Array(95));
  for (const [i, row] of weights.entries()) {
    for (const [j, weight] of row.entries()) {
      for (let x = 0; x < 95; x++) {
        const y = ((i + 0.5) / size) * height + (((j - i) / size) * height * (x + 0.5)) / 95 - 0.5;
        const amount = -0.6 * Math.log(1 - weight);
        ink[Math.floor(y)][x] += amount * (1 - (y % 1));
        ink[Math.floor(y) + 1][x] += amount * (y % 1);
      }
    }
  }
  const differences = Array.from(pixels, (value, at) => value - (1 - Math.exp(-ink[Math.floor(at / 95)][at % 95])));
  const mean = (numbers: number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  assert.ok(mean(Array.from(pixels)) > 0.2, 'there is a haze');
  assert.ok(Math.abs(mean(differences)) < 0.005, `as much ink: ${mean(differences)}`);
  assert.ok(mean(differences.map(Math.abs)) < 0.02, `in the same places: ${mean(differences.map(Math.abs))}`);
});

test('a small matrix keeps its cells; a large one keeps the largest of those that share a pixel', () => {
  const small = attention([
    [0.1, 0.9],
    [0.25, 0.75],
  ]);
  assert.deepEqual(rounded(matrixThumbnail(small, { head: 0, ...whole(small), width: 9, height: 9 }).data), [0.1, 0.9, 0.25, 0.75]);
  const large = attention([
    [0.1, 0.2, 0.3, 0.4],
    [0, 1, 0, 0],
    [NaN, 0, 0.5, 0.25],
    [NaN, NaN, NaN, NaN],
  ]);
  const { data, rows, columns } = matrixThumbnail(large, { head: 0, ...whole(large), width: 2, height: 2 });
  assert.deepEqual([rows, columns, ...rounded(data)], [2, 2, 1, 0.4, 0, 0.5]);
  const nothing = matrixThumbnail(large, { head: 0, rows: { start: 3, end: 4 }, columns: { start: 0, end: 4 }, width: 2, height: 2 });
  assert.ok(nothing.data.every(Number.isNaN));
});
