import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hitTest } from '../../src/scene/hit.js';
import { colourOf, matrixPixels } from '../../src/scene/matrix.js';

const scale = { low: 0, high: 1, table: Uint8Array.of(0, 0, 0, 100, 150, 200, 255, 255, 255), missing: '#ff0080' };

test('a value takes the nearest colour of the table, beyond the ends the last one, NaN the missing colour', () => {
  assert.equal(colourOf(0, scale), '#000000');
  assert.equal(colourOf(0.26, scale), '#6496c8');
  assert.equal(colourOf(7, scale), '#ffffff');
  assert.equal(colourOf(-7, scale), '#000000');
  assert.equal(colourOf(NaN, scale), '#ff0080');
});

test('pixels are the cells in reading order', () => {
  const data = Float32Array.of(0, 1, 0.5, NaN);
  assert.deepEqual([...matrixPixels({ data, rows: 2, columns: 2, scale })], [0, 0, 0, 255, 255, 255, 255, 255, 100, 150, 200, 255, 255, 0, 128, 255]);
});

test('a hit on a matrix names its row and column, and a clip hides what is outside', () => {
  const matrix = {
    type: 'matrix' as const,
    x: 10,
    y: 20,
    width: 30,
    height: 40,
    rows: 2,
    columns: 3,
    data: new Float32Array(6),
    scale,
    datum: { kind: 'weight', head: 4 },
  };
  assert.deepEqual(hitTest({ marks: [matrix] }, { x: 39, y: 41 }), { kind: 'weight', head: 4, query: 1, key: 2 });
  const group = { type: 'group' as const, name: 'g', x: 5, y: 0, marks: [matrix], clip: { x: 0, y: 0, width: 20, height: 100 } };
  assert.deepEqual(hitTest({ marks: [group] }, { x: 16, y: 21 }), { kind: 'weight', head: 4, query: 0, key: 0 });
  assert.equal(hitTest({ marks: [group] }, { x: 30, y: 21 }), null);
});

test('turned text is hit where it stands', () => {
  const text = {
    type: 'text' as const,
    x: 50,
    y: 100,
    text: 'abcd',
    anchor: 'start' as const,
    angle: -90,
    font: { size: 10, weight: 400 as const, family: 'x' },
    colour: '#000000',
    datum: { kind: 'text' },
  };
  const at = (x: number, y: number): string | undefined => hitTest({ marks: [text] }, { x, y, measure: () => 40 })?.kind;
  assert.equal(at(52, 70), 'text');
  assert.equal(at(70, 100), undefined);
  assert.equal(at(50, 110), undefined);
});
