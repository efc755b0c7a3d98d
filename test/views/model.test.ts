import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLupaError } from '../../src/errors.js';
import type { GroupMark, MatrixMark, Scene, TextMark } from '../../src/scene/mark.js';
import { modelLayout, placeAt, visiblePlaces } from '../../src/views/model-layout.js';
import { modelState, type ModelState } from '../../src/views/model-state.js';
import { modelDrawing, modelScene, rankHeads, scoreOf } from '../../src/views/model.js';
import { readRanges } from '../../src/views/ranges.js';
import { handMadeRecord, syntheticRecord } from '../helpers/record.js';

const RECORD = handMadeRecord([
  [
    [0.5, 0.5],
    [0.5, 0.5],
  ],
  [
    [1, 0],
    [1, 0],
  ],
  [
    [1, 0],
    [0, 1],
  ],
]);
const LARGE = syntheticRecord({ words: ['a', 'b', 'c'], layers: 24, heads: 16 });

function order(state: Partial<ModelState>, record = RECORD): string[] {
  return rankHeads(record, modelState(record, state)).map(({ layer, head }) => `${layer}·${head}`);
}

function thumbnails(scene: Scene): MatrixMark[] {
  const body = scene.marks.find((mark): mark is GroupMark => mark.type === 'group' && mark.name === 'thumbnails') as GroupMark;
  return body.marks.filter((mark): mark is MatrixMark => mark.type === 'matrix');
}

test('heads stand by layer, or by a score over all layers, ties by their numbers', () => {
  assert.deepEqual(order({}), ['0·0', '0·1', '0·2']);
  assert.deepEqual(order({ order: 'self' }), ['0·2', '0·0', '0·1'], 'diagonals 0.5, 0.5, 1');
  assert.deepEqual(order({ order: 'self', ascending: true }), ['0·0', '0·1', '0·2']);
  assert.deepEqual(order({ order: 'entropy' }), ['0·0', '0·1', '0·2']);
  assert.deepEqual(order({ order: 'first' }), ['0·1', '0·0', '0·2'], 'first token 0.5, 1, 0.5');
  assert.equal(scoreOf(RECORD, modelState(RECORD), { layer: 0, head: 0, score: 'entropy' }).toFixed(6), Math.LN2.toFixed(6));
});

test('NaN comes last in any order', () => {
  const bad = handMadeRecord([
    [
      [NaN, 1],
      [0, 1],
    ],
    [
      [0.5, 0.5],
      [0.5, 0.5],
    ],
  ]);
  assert.deepEqual(order({ order: 'self' }, bad), ['0·1', '0·0']);
  assert.deepEqual(order({ order: 'self', ascending: true }, bad), ['0·1', '0·0']);
});

test('only the layers and heads asked for have a thumbnail', () => {
  assert.deepEqual(order({ shownHeads: [2, 0, 2] }), ['0·0', '0·2']);
  assert.deepEqual(order({ shownLayers: [] }), []);
  assert.throws(
    () => modelState(RECORD, { shownHeads: [3] }),
    (error) => isLupaError(error) && error.message === 'there is no head 3: the record has heads 0 to 2',
  );
  assert.throws(() => modelState(RECORD, { enlarged: { layer: 1, head: 0 } }), /there is no layer 1/);
});

test('ranges are read as they are written', () => {
  assert.deepEqual(readRanges('0-2, 5', 6), [0, 1, 2, 5]);
  assert.deepEqual(readRanges('5 0–1', 6), [0, 1, 5]);
  assert.deepEqual(readRanges('', 3), [0, 1, 2]);
  for (const bad of ['6', '2-1', 'a', '1-', '-1', ',', '1.5']) assert.equal(readRanges(bad, 6), null, bad);
});

test('a row a layer, a column a head, and only what is seen is drawn', () => {
  const { scene, layout } = modelDrawing(LARGE, {}, { width: 1000, height: 300, y: 400 });
  assert.deepEqual([layout.rows, layout.columns], [24, 16]);
  const seen = thumbnails(scene);
  assert.ok(seen.length < (24 * 16) / 2 && seen.length % 16 === 0, String(seen.length));
  for (const { y } of seen) assert.ok(y + layout.size > 400 && y < 700);
  const place = layout.places[5 * 16 + 7];
  assert.deepEqual([place.layer, place.head], [5, 7]);
  assert.equal(placeAt(layout, { x: place.x + 3, y: place.y + 3 }), place);
  assert.equal(placeAt(layout, { x: place.x - 2, y: place.y - 2 }), null);
});

test('the numbers of layers and heads stay at the edges', () => {
  const scene = modelScene(LARGE, {}, { width: 1000, height: 300, y: 400 });
  const heads = (scene.marks.find((mark) => mark.type === 'group' && mark.name === 'heads') as GroupMark).marks.filter(
    (mark): mark is TextMark => mark.type === 'text',
  );
  assert.deepEqual(
    heads.map(({ text }) => Number(text)),
    Array.from({ length: 16 }, (_, head) => head),
  );
  assert.ok(heads.every(({ y }) => y > 0 && y < 40));
});

test('many heads scroll sideways rather than become too small; few do not become huge', () => {
  const heads = Array.from({ length: 64 }, (_, i) => ({ layer: Math.floor(i / 32), head: i % 32 }));
  const many = modelLayout({ heads, order: 'layer', across: 32, width: 800 });
  assert.ok(many.size >= 40 && many.width > 800);
  const few = modelLayout({ heads: heads.slice(0, 2), order: 'layer', across: 2, width: 1200 });
  assert.equal(few.size, 160);
  const ranked = modelLayout({ heads, order: 'entropy', across: 32, width: 800 });
  assert.equal(ranked.width, 800);
  assert.equal(visiblePlaces(ranked, { x: 0, y: 0, width: 800, height: ranked.height }).length, 64);
});

test('a thumbnail of lines goes from the background to the colour of its head, one of a matrix to what its rows reach on average', () => {
  const [first] = thumbnails(modelScene(RECORD, { theme: 'dark' }, { width: 500, height: 400 }));
  assert.deepEqual(Array.from(first.scale.table.subarray(0, 3)), [0x0e, 0x11, 0x16]);
  const [, second] = thumbnails(modelScene(RECORD, { thumbnails: 'matrices' }, { width: 500, height: 400 }));
  assert.deepEqual([Array.from(second.data), second.scale.high], [[1, 0, 1, 0], 1]);
  const [uniform] = thumbnails(modelScene(RECORD, { thumbnails: 'matrices' }, { width: 500, height: 400 }));
  assert.equal(uniform.scale.high, 0.5);
});

test('scores are written under heads in their order, as the language does', () => {
  const scene = modelScene(RECORD, { order: 'self' }, { width: 500, height: 400, language: 'es' });
  const body = scene.marks[0] as GroupMark;
  const texts = body.marks.filter((mark): mark is TextMark => mark.type === 'text').map(({ text }) => text);
  assert.deepEqual(texts, ['0·2', '1,00', '0·0', '0,50', '0·1', '0,50']);
});
