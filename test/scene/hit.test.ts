import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hitTest } from '../../src/scene/hit.js';
import type { Mark } from '../../src/scene/mark.js';

const font = { size: 10, weight: 400 as const, family: 'x' };
const MARKS: Mark[] = [
  { type: 'rect', x: 0, y: 0, width: 10, height: 10, fill: null, datum: { kind: 'low' } },
  { type: 'rect', x: 5, y: 0, width: 10, height: 10, fill: 'red', datum: { kind: 'high' } },
  { type: 'rect', x: 0, y: 0, width: 100, height: 100, fill: 'red' },
  {
    type: 'group',
    name: 'g',
    x: 100,
    y: 50,
    marks: [{ type: 'rule', x1: 0, y1: 0, x2: 20, y2: 20, colour: 'red', width: 2, datum: { kind: 'rule' } }],
  },
  { type: 'text', x: 50, y: 200, text: 'abcd', anchor: 'end', font, colour: 'red', datum: { kind: 'text' } },
  {
    type: 'links',
    segments: Float32Array.of(0, 300, 100, 300, 0, 320, 100, 340),
    colour: 'red',
    opacity: 1,
    width: 2,
    datum: { kind: 'links', head: 3 },
  },
];

function kindAt(x: number, y: number): string | undefined {
  return hitTest({ marks: MARKS }, { x, y, measure: (text) => text.length * 10 })?.kind;
}

test('the topmost mark with a datum is hit; without one it lets the pointer through', () => {
  assert.equal(kindAt(2, 5), 'low', 'an invisible rectangle can be hit');
  assert.equal(kindAt(7, 5), 'high');
  assert.equal(kindAt(10, 9.9), 'high');
  assert.equal(kindAt(15, 5), undefined, 'the right edge is outside');
});

test('groups shift what is in them', () => {
  assert.equal(kindAt(110, 60), 'rule');
  assert.equal(kindAt(10, 10), undefined);
  assert.equal(kindAt(130, 80), undefined, 'a line ends');
});

test('text is hit where it is written', () => {
  assert.equal(kindAt(11, 200), 'text');
  assert.equal(kindAt(51, 200), undefined);
  assert.equal(kindAt(11, 206), undefined);
});

test('links are hit on each of their lines, 3 px around', () => {
  assert.equal(kindAt(50, 303.9), 'links');
  assert.equal(kindAt(50, 305), undefined);
  assert.equal(kindAt(50, 331), 'links');
});
