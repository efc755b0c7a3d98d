import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerAttention } from '../../src/attention/record.js';
import { colourOf } from '../../src/scene/matrix.js';
import type { TextMeasure } from '../../src/scene/measure.js';
import { textDrawing, textScene } from '../../src/views/text.js';
import { marksOf } from '../helpers/picture.js';
import { handMadeRecord, ordinary, special, syntheticRecord } from '../helpers/record.js';

/** Ten px a character. */
const measure: TextMeasure = (text) => [...text.replaceAll('\u200d', '')].length * 10;
const font = { size: 10, weight: 400 as const, family: 'x' };

/** Tokens of a text, placed as a tokenizer places them; pieces of a word have a | between them. */
function tokensOf(text: string): ReturnType<typeof ordinary>[] {
  let at = 0;
  return text.split(' ').flatMap((word, number) => {
    const pieces = word.split('|').map((piece, i) => {
      const token = { ...ordinary(piece, number, 0), piece: i === 0 ? piece : `##${piece}`, start: at, end: at + piece.length };
      at += piece.length;
      return token;
    });
    at += 1;
    return pieces;
  });
}

function textRecord(text: string): ReturnType<typeof handMadeRecord> {
  const tokens = tokensOf(text);
  const row = tokens.map((_, i) => i + 1);
  const record = handMadeRecord([tokens.map(() => row)], tokens);
  record.texts = [{ text: text.replaceAll('|', ''), pair: null }];
  return record;
}

/** The lines as they are seen, from left to right; · between grounds that do not touch. */
function lines(text: string, width: number): string[] {
  const { marks } = textScene(textRecord(text), {}, { width, font, measure });
  const grounds = [...marksOf(marks, 'rect')].map(({ mark }) => mark);
  const labels = [...marksOf(marks, 'text')].map(({ mark }) => mark.text.replaceAll('\u200d', ''));
  const rows = new Map<number, { x: number; right: number; label: string }[]>();
  grounds.forEach(({ x, y, width: length }, i) => rows.set(y, [...(rows.get(y) ?? []), { x, right: x + length, label: labels[i] }]));
  return Array.from(rows.values(), (row) => {
    row.sort((a, b) => a.x - b.x);
    return row.map(({ label, x }, i) => (i > 0 && x - row[i - 1].right > 0.01 ? ` ${label}` : i > 0 ? `|${label}` : label)).join('');
  });
}

test('a ground is as dark as the weight: the mean over heads and over the tokens that look', () => {
  const record = syntheticRecord({ words: ['a', 'b', 'c'], heads: 3 });
  const { scene, scale, weights } = textDrawing(record, { layer: 1, heads: [0, 2], queries: [1, 2] }, { width: 400, font, measure });
  const { data, keys } = layerAttention(record, 1);
  const at = (head: number, query: number, key: number): number => data[(head * keys + query) * keys + key];
  const expected = Array.from({ length: keys }, (_, key) => (at(0, 1, key) + at(0, 2, key) + at(2, 1, key) + at(2, 2, key)) / 4);
  weights.forEach((weight, key) => assert.ok(Math.abs(weight - expected[key]) < 1e-7));
  assert.equal(scale.high, Math.max(...weights));
  assert.deepEqual(
    [...marksOf(scene.marks, 'rect')].map(({ mark }) => mark.fill),
    Array.from(weights, (weight) => colourOf(weight, scale)),
  );
});

test('without special tokens the scale is that of the others', () => {
  const record = handMadeRecord([[[0.9, 0.06, 0.04]]], [special('[CLS]'), ordinary('a', 0, 0), ordinary('b', 1, 0)]);
  record.tensors['attentions.0'].shape = [1, 1, 1, 3];
  record.tensors['attentions.0'] = { data: Float32Array.of(0.9, 0.06, 0.04, 0, 1, 0, 0, 0, 1), shape: [1, 1, 3, 3] };
  const { scene, scale } = textDrawing(record, { special: false }, { width: 400, font, measure });
  assert.deepEqual([[...marksOf(scene.marks, 'text')].map(({ mark }) => mark.text), scale.high], [['a', 'b'], Math.fround(0.06)]);
});

test('words stay whole, and their pieces touch', () => {
  assert.deepEqual(lines('un|believ|able cat', 300), ['un|believ|able cat']);
  assert.deepEqual(lines('cat un|believ|able', 160), ['cat', 'un|believ|able']);
  assert.deepEqual(lines('in|comprehensi|bilities', 130), ['in', 'comprehensi', 'bilities']);
});

test('right-to-left text begins at the right, and keeps other words in their order', () => {
  assert.deepEqual(lines('שלום עולם', 300), ['עולם שלום']);
  assert.deepEqual(lines('שלום big cat עולם', 300), ['עולם big cat שלום']);
  assert.deepEqual(lines('the עולם שלום cat', 300), ['the שלום עולם cat']);
  const { marks } = textScene(textRecord('שלום'), {}, { width: 300, font, measure });
  const [{ mark }] = [...marksOf(marks, 'rect')];
  assert.equal(Math.round(mark.x + mark.width), 300);
});

test('the pieces of an Arabic word stay joined', () => {
  const { marks } = textScene(textRecord('ال|كت|اب'), {}, { width: 300, font, measure });
  assert.deepEqual(
    [...marksOf(marks, 'text')].map(({ mark }) => mark.text),
    ['\u200dاب', '\u200dكت\u200d', 'ال\u200d'],
  );
});

test('a token that is not there is said', () => {
  assert.throws(() => textScene(textRecord('a b'), { queries: [2] }, { width: 100 }), /there is no token 2: the sequence has tokens 0 to 1/);
});
