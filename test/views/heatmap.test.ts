import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLupaError } from '../../src/errors.js';
import type { GroupMark, Mark, MatrixMark, Scene, TextMark } from '../../src/scene/mark.js';
import { cellOf, cellTokens, cellValue, strongestCells } from '../../src/views/heatmap-cell.js';
import { cellAt, labelStep, zoomAt } from '../../src/views/heatmap-layout.js';
import { heatmapState, type HeatmapState } from '../../src/views/heatmap-state.js';
import { heatmapTable } from '../../src/views/heatmap-values.js';
import { heatmapDrawing, heatmapScene } from '../../src/views/heatmap.js';
import { handMadeRecord, ordinary, special, syntheticRecord } from '../helpers/record.js';

const WEIGHTS = [
  [
    [0.5, 0.25, 0.25],
    [0, 1, 0],
    [0.125, 0.5, 0.375],
  ],
  [
    [1, 0, 0],
    [0.25, 0.25, 0.5],
    [0.125, 0.125, 0.75],
  ],
];
const RECORD = handMadeRecord(WEIGHTS);

/** The numbers of each panel. */
function numbers(state: Partial<HeatmapState>, record = RECORD): number[][] {
  return heatmapTable(record, heatmapState(record, state)).panels.map(({ data }) => Array.from(data));
}

function coloured(state: Partial<HeatmapState>): number[] {
  return Array.from(heatmapTable(RECORD, heatmapState(RECORD, state)).panels[0].coloured);
}

function panels(scene: Scene): GroupMark[] {
  return scene.marks.filter((mark): mark is GroupMark => mark.type === 'group' && mark.name === 'panel');
}

function texts(marks: readonly Mark[]): TextMark[] {
  return marks.flatMap((mark) => (mark.type === 'group' ? texts(mark.marks) : mark.type === 'text' ? [mark] : []));
}

test('a panel a head, or one for their mean or difference', () => {
  assert.deepEqual(numbers({}), [WEIGHTS[0].flat(), WEIGHTS[1].flat()]);
  assert.deepEqual(numbers({ values: 'mean' }), [[0.75, 0.125, 0.125, 0.125, 0.625, 0.25, 0.125, 0.3125, 0.5625]]);
  assert.deepEqual(numbers({ values: 'difference' }), [[-0.5, 0.25, 0.25, -0.25, 0.75, -0.5, 0, 0.375, -0.375]]);
  assert.deepEqual(numbers({ values: 'difference', heads: [0] }), [], 'a difference is that of two');
  assert.deepEqual(numbers({ heads: [] }), []);
});

test('against uniform: one third less, and of causal attention one over the keys that can be seen', () => {
  const [first] = numbers({ values: 'uniform', heads: [0] });
  assert.ok(first.every((value, i) => Math.abs(value - (WEIGHTS[0].flat()[i] - 1 / 3)) < 1e-7));
  const causal = handMadeRecord([
    [
      [1, 0, 0],
      [0.25, 0.75, 0],
      [0.5, 0.25, 0.25],
    ],
  ]);
  const [values] = numbers({ values: 'uniform' }, causal);
  [0, 0, 0, -0.25, 0.25, 0, 0.5 - 1 / 3, 0.25 - 1 / 3, 0.25 - 1 / 3].forEach((value, i) => assert.ok(Math.abs(values[i] - value) < 1e-7));
});

test('words and special tokens are treated as in the head view, and uniform attention with them', () => {
  // [CLS] is special, t1 and t2 are pieces of one word.
  const record = handMadeRecord([WEIGHTS[0]], [special('[CLS]'), ordinary('a', 0, 0), ordinary('b', 0, 0)]);
  assert.deepEqual(numbers({ units: 'words' }, record), [[0.5, 0.5, 0.0625, 0.9375]]);
  assert.deepEqual(numbers({ special: 'hide' }, record), [[1, 0, 0.5, 0.375]]);
  assert.deepEqual(numbers({ special: 'renormalise' }, record), [[1, 0, Math.fround(0.5 / 0.875), Math.fround(0.375 / 0.875)]]);
  const against = (state: Partial<HeatmapState>): string[] => numbers({ ...state, values: 'uniform' }, record)[0].map((value) => value.toFixed(4));
  assert.deepEqual(
    against({ units: 'words' }),
    [0.5 - 1 / 3, 0.5 - 2 / 3, 0.0625 - 1 / 3, 0.9375 - 2 / 3].map((value) => value.toFixed(4)),
  );
  assert.deepEqual(
    against({ special: 'renormalise' }),
    [0.5, -0.5, 0.5 / 0.875 - 0.5, 0.375 / 0.875 - 0.5].map((value) => value.toFixed(4)),
  );
});

test('full colour is the largest of all, of the row, of the column, or 1', () => {
  assert.deepEqual(coloured({ heads: [0], scaling: 'row' }), [1, 0.5, 0.5, 0, 1, 0, 0.25, 1, 0.75]);
  assert.deepEqual(coloured({ heads: [0], scaling: 'column' }), [1, 0.25, 0.25 / 0.375, 0, 1, 0, 0.25, 0.5, 1].map(Math.fround));
  const scale = (state: Partial<HeatmapState>): number[] => {
    const { low, high } = heatmapTable(RECORD, heatmapState(RECORD, state)).scale;
    return [low, high];
  };
  assert.deepEqual(scale({ heads: [1], values: 'mean' }), [0, 1]);
  assert.deepEqual(scale({ values: 'difference' }), [-0.75, 0.75], 'zero is in the middle');
  assert.deepEqual(scale({ values: 'mean' }), [0, 0.75]);
  assert.deepEqual(scale({ values: 'mean', scaling: 'unit' }), [0, 1]);
  assert.deepEqual(scale({ values: 'difference', scaling: 'unit' }), [-1, 1]);
});

test('NaN is left out of scaling, and written as such', () => {
  const record = handMadeRecord([
    [
      [NaN, 0.5],
      [0.25, 0.25],
    ],
  ]);
  assert.equal(heatmapTable(record, heatmapState(record)).scale.high, 0.5);
  const scene = heatmapScene(record, {}, { width: 400, viewHeight: 400 });
  assert.ok(texts(scene.marks).some(({ text }) => text === 'NaN'));
});

test('the same numbers come as the same arrays, by which renderers know them', () => {
  const of = (state: Partial<HeatmapState>): MatrixMark => {
    const cells = panels(heatmapScene(RECORD, state, { width: 500 }))[0].marks.find(
      (mark): mark is GroupMark => mark.type === 'group' && mark.name === 'cells',
    );
    return cells?.marks[0] as MatrixMark;
  };
  const [plain, pointed] = [of({}), of({ cell: { query: 1, key: 1 } })];
  assert.equal(plain.data, pointed.data);
  assert.equal(plain.scale, pointed.scale);
  assert.notEqual(of({ scaling: 'row' }).data, plain.data);
});

test('cells are square, numbers are written where they fit, titles say which head', () => {
  const scene = heatmapScene(RECORD, { heads: [0] }, { width: 600, viewHeight: 500 });
  const [panel] = panels(scene);
  const cells = panel.marks.find((mark): mark is GroupMark => mark.type === 'group' && mark.name === 'cells') as GroupMark;
  const field = cells.marks[0] as MatrixMark;
  assert.equal(field.width, 3 * 48);
  assert.equal(field.height, 3 * 48);
  assert.deepEqual(
    texts(cells.marks).map(({ text, x, y }) => `${text} ${x} ${y}`),
    ['0.50 24 24', '0.25 72 24', '0.25 120 24', '0 24 72', '1.00 72 72', '0 120 72', '0.13 24 120', '0.50 72 120', '0.38 120 120'],
  );
  assert.ok(texts(panel.marks).some(({ text }) => text === 'Head 0'));
  const spanish = heatmapScene(RECORD, { values: 'mean' }, { width: 600, language: 'es' });
  assert.ok(texts(spanish.marks).some(({ text }) => text === 'Media de las cabezas 0, 1'));
  assert.ok(texts(spanish.marks).some(({ text }) => text === '0,63'));
});

test('labels never overlap, and that of the crosshair is always there', () => {
  const long = syntheticRecord({ words: Array.from({ length: 300 }, (_, i) => `word${i}`), heads: 2 });
  for (const zoom of [1, 3]) {
    const scene = heatmapScene(
      long,
      { heads: [0], cell: { query: 33, key: 77 } },
      { width: 700, viewHeight: 600, zoom: { factor: zoom, row: 20, column: 60 } },
    );
    for (const side of ['query', 'key'] as const) {
      const labels = texts(panels(scene)[0].marks).filter(({ datum }) => datum?.kind === 'token' && datum[side] !== undefined);
      const along = labels.map(({ x, y, font }) => ({ at: side === 'query' ? y : x, size: font.size })).sort((a, b) => a.at - b.at);
      assert.ok(along.length > 10);
      for (let i = 1; i < along.length; i++) assert.ok(along[i].at - along[i - 1].at >= along[i].size, `${side} ${i}`);
      const [strong] = labels.filter(({ font }) => font.weight === 600);
      assert.equal(strong.text, side === 'query' ? 'word32' : 'word76');
    }
  }
});

test('steps between labels are round', () => {
  assert.deepEqual([0.2, 1, 1.1, 3, 7, 12, 40, 180].map(labelStep), [1, 1, 2, 5, 10, 20, 50, 200]);
});

test('a point is in the cell that is drawn there, also magnified, and zooming keeps it there', () => {
  const long = syntheticRecord({ words: Array.from({ length: 62 }, (_, i) => `w${i}`), heads: 3 });
  const state = { heads: [0, 1] };
  const plain = heatmapDrawing(long, state, { width: 900, viewHeight: 500 });
  const { cell, panels: places } = plain.layout;
  const point = { x: places[1].x + 10.5 * cell, y: places[1].y + 40.5 * cell };
  assert.deepEqual(cellAt(plain.layout, plain.table, point), { panel: 1, row: 40, column: 10 });
  assert.equal(cellAt(plain.layout, plain.table, { x: 1, y: 1 }), null);
  const zoom = zoomAt(plain.layout, 4, { x: places[1].x + 10.5 * cell, y: places[1].y + 40.5 * cell });
  assert.ok(Math.abs((40.5 - zoom.row) * 4 * cell - 40.5 * cell) < 1e-9 && Math.abs((10.5 - zoom.column) * 4 * cell - 10.5 * cell) < 1e-9);
  const near = heatmapDrawing(long, state, { width: 900, viewHeight: 500, zoom });
  assert.equal(near.layout.cell, 4 * cell);
  const { panels: after, zoom: at } = near.layout;
  const middle = { x: after[0].x + (10.5 - at.column) * near.layout.cell, y: after[0].y + (40.5 - at.row) * near.layout.cell };
  assert.deepEqual(cellAt(near.layout, near.table, middle), { panel: 0, row: 40, column: 10 });
});

test('zoom never goes beyond the matrix', () => {
  const { layout } = heatmapDrawing(RECORD, {}, { width: 600, zoom: { factor: 0.1, row: -5, column: 99 } });
  assert.deepEqual(layout.zoom, { factor: 1, row: 0, column: 0 });
});

test('panels stand side by side where that makes cells larger, and all are on screen where that is possible', () => {
  const twelve = syntheticRecord({ words: 'The cat sat on the mat because it was tired .'.split(' '), heads: 12 });
  const { layout } = heatmapDrawing(twelve, {}, { width: 1100, viewHeight: 700 });
  assert.ok(layout.height <= 700, String(layout.height));
  assert.equal(new Set(layout.panels.map(({ y }) => y)).size, 2);
  assert.ok(layout.panels.every(({ x }) => x + layout.plotWidth <= 1100));
  const phone = heatmapDrawing(twelve, {}, { width: 360, viewHeight: 500 }).layout;
  assert.ok(phone.panels.every(({ x }) => x + phone.plotWidth <= 360) && phone.plotWidth >= 104);
});

test('cells know their tokens, also of words, and the strongest are found without regard to sign', () => {
  const record = handMadeRecord([WEIGHTS[0]], [special('[CLS]'), ordinary('a', 0, 0), ordinary('b', 0, 0)]);
  const words = heatmapTable(record, heatmapState(record, { units: 'words' }));
  assert.deepEqual(cellTokens(words, { row: 1, column: 0 }), { query: 1, key: 0 });
  assert.deepEqual(cellOf(words, { query: 2, key: 2 }), { row: 1, column: 1 });
  const hidden = heatmapTable(record, heatmapState(record, { special: 'hide' }));
  assert.equal(cellOf(hidden, { query: 0, key: 1 }), null);
  const difference = heatmapTable(RECORD, heatmapState(RECORD, { values: 'difference' }));
  assert.equal(cellValue(difference.panels[0], difference, { row: 1, column: 1 }), 0.75);
  assert.deepEqual(strongestCells(difference.panels[0], difference, { side: 'query', index: 1, count: 2 }), [
    { index: 1, value: 0.75 },
    { index: 2, value: -0.5 },
  ]);
  assert.deepEqual(strongestCells(difference.panels[0], difference, { side: 'key', index: 0, count: 1 }), [{ index: 0, value: -0.5 }]);
});

test('what the record does not have is refused with its range', () => {
  assert.throws(
    () => heatmapScene(RECORD, { heads: [2] }, { width: 500 }),
    (error) => isLupaError(error) && error.message === 'there is no head 2: the record has heads 0 to 1',
  );
});
