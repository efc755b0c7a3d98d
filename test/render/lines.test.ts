import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinePixels, type LinePixelsOptions } from '../../src/render/lines.js';
import type { LinksMark } from '../../src/scene/mark.js';

const OPTIONS: LinePixelsOptions = { width: 10, height: 6, scale: 1, left: 0, top: 0, background: '#ffffff' };

function line(segments: number[], opacity: number, colour = '#000000'): LinksMark {
  return { type: 'links', segments: Float32Array.from(segments), colour, opacity, width: 1.5 };
}

/** The red of each pixel, a list a row. */
function reds(marks: LinksMark[], options: Partial<LinePixelsOptions> = {}): number[][] {
  const { width, height } = { ...OPTIONS, ...options };
  const lines = new LinePixels({ ...OPTIONS, ...options });
  for (const mark of marks) lines.add(mark, { from: 0, to: mark.segments.length / 4 });
  lines.finish();
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => lines.pixels[4 * (y * width + x)]));
}

test('a line takes as much of the background as its opacity, less one step of 255', () => {
  // Half of 254 steps: 255 − 127 = 128 is left.
  const rows = reds([line([0, 2.5, 10, 2.5], 128 / 255)]);
  assert.deepEqual(rows[2], Array<number>(10).fill(128));
  assert.ok(rows.every((row, y) => y === 2 || row.every((red) => red === 255)));
});

test('between two rows a line is shared', () => {
  const rows = reds([line([0, 3, 10, 3], 101 / 255)]);
  for (const y of [2, 3]) assert.deepEqual(rows[y], Array<number>(10).fill(205), `row ${y}: half of 100 steps`);
});

test('a steep line goes from row to row, a level one from column to column, and both end where they end', () => {
  const steep = reds([line([4.5, 1, 4.5, 5], 1)]);
  assert.deepEqual(
    steep.map((row) => row.findIndex((red) => red < 10)),
    [-1, 4, 4, 4, 4, -1],
  );
  const flat = reds([line([7, 1.5, 3, 1.5], 1)])[1];
  assert.deepEqual(
    flat.map((red) => red < 10),
    [false, false, false, true, true, true, true, false, false, false],
  );
});

test('lines of one colour let through the product, in any order; another colour lies above', () => {
  const [half, quarter] = [line([0, 2.5, 10, 2.5], 128.5 / 255), line([0, 2.5, 10, 2.5], 64.75 / 255)];
  // 255 · 0.5 · 0.75.
  assert.equal(reds([half, quarter])[2][5], 96);
  assert.deepEqual(reds([quarter, half]), reds([half, quarter]));
  const white = line([0, 2.5, 10, 2.5], 128.5 / 255, '#ffffff');
  // 255 · 0.5 below, half of 255 above.
  assert.ok(Math.abs(reds([half, white])[2][5] - 191) <= 1);
});

test('the faintest lines leave nothing, lines outside nothing, and those that leave what is inside', () => {
  const clear = reds([]);
  assert.deepEqual(reds([line([0, 2.5, 10, 2.5], 1 / 255)]), clear);
  assert.deepEqual(reds([line([0, -20, 10, -3], 1), line([0, 9, 10, 90], 1), line([-5, 0, -5, 9], 1), line([2, 2, 2, 2], 1)]), clear);
  const leaving = reds([line([0, 0, 10, 100], 1)]);
  // It falls ten rows a column: through the first column only.
  assert.ok(leaving.every((row) => row[0] < 255 && row.slice(2).every((red) => red === 255)));
});

test('a drawing is scaled and shifted', () => {
  const whole = reds([line([1, 1.25, 5, 1.25], 1)], { scale: 2, left: 1, top: 0 });
  assert.deepEqual(
    whole[2].map((red) => red < 10),
    [false, true, true, true, true, true, true, true, true, false],
  );
});
