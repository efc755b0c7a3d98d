import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GroupMark, Scene, TextMark } from '../../src/scene/mark.js';
import { estimateWidth } from '../../src/scene/measure.js';
import { headData } from '../../src/views/head-data.js';
import { unitAt, unitMiddle, visibleUnits, type HeadLayout } from '../../src/views/head-layout.js';
import { headState } from '../../src/views/head-state.js';
import { headLayout, headScene } from '../../src/views/head.js';
import { syntheticRecord } from '../helpers/record.js';

function layoutOf(
  words: string[],
  { orientation = 'horizontal', width = 800 }: { orientation?: 'vertical' | 'horizontal'; width?: number } = {},
): HeadLayout {
  const record = syntheticRecord({ words, layers: 1, heads: 4 });
  const data = headData(record, headState(record, {}));
  return headLayout(data, { orientation, allHeads: 4, width, height: 500, measure: estimateWidth });
}

function texts(scene: Scene): TextMark[] {
  return (scene.marks[1] as GroupMark).marks.filter((mark): mark is TextMark => mark.type === 'text');
}

test('labels of rows never overlap: upright where they fit, else turned, and the row goes on', () => {
  for (const count of [3, 12, 60]) {
    const words = Array.from({ length: count }, (_, i) => `word${'s'.repeat(i % 9)}`);
    const record = syntheticRecord({ words, layers: 1, heads: 4 });
    const scene = headScene(record, { orientation: 'horizontal', focus: { side: 'query', index: 1 } }, { width: 800, viewHeight: 500, to: Infinity });
    for (const side of ['labels of queries', 'labels of keys', 'numbers']) {
      const level = texts(scene).filter((mark) => side === sideOf(scene, mark));
      assert.equal(level.length, count + 2, side);
      const spans = level.map(({ x, text, font, angle = 0 }) => {
        const across = angle === 0 ? estimateWidth(text, font) : font.size;
        return [x - across / 2, x + across / 2];
      });
      spans.sort((a, b) => a[0] - b[0]);
      for (let i = 1; i < spans.length; i++) assert.ok(spans[i][0] >= spans[i - 1][1], `${count} words, ${side} ${i}`);
    }
    assert.equal(scene.width > 800, count === 60);
  }
});

/** Numbers are the texts of digits; labels above the middle are those of queries. */
function sideOf(scene: Scene, { text, y }: TextMark): string {
  if (/^[01]\.\d{3}$/.test(text)) return 'numbers';
  return y < scene.height / 2 ? 'labels of queries' : 'labels of keys';
}

test('a text written from right to left goes from right to left in rows, and stays top to bottom in columns', () => {
  const hebrew = ['שלום', 'עולם', 'טוב'];
  const rows = layoutOf(hebrew);
  assert.ok(unitMiddle(rows, 0) > unitMiddle(rows, 1));
  assert.deepEqual(unitAt(rows, { x: unitMiddle(rows, 3), y: rows.query.label - 5 }), { side: 'query', index: 3 });
  assert.deepEqual(visibleUnits(rows, 'query', { from: 0, to: rows.width }), { start: 0, end: 5 });
  const part = visibleUnits(rows, 'query', { from: unitMiddle(rows, 1) - 1, to: unitMiddle(rows, 0) + 1 });
  assert.deepEqual(part, { start: 0, end: 2 });
  assert.equal(layoutOf(['hello', 'world', 'שלום']).mirrored, false);
  assert.equal(layoutOf(hebrew, { orientation: 'vertical' }).mirrored, false);
});

test('a point finds its unit, and nothing between the sides or beyond them', () => {
  for (const orientation of ['vertical', 'horizontal'] as const) {
    const layout = layoutOf(['a', 'b', 'c'], { orientation });
    const point = (along: number, across: number): { x: number; y: number } =>
      orientation === 'vertical' ? { x: across, y: along } : { x: along, y: across };
    assert.deepEqual(unitAt(layout, point(unitMiddle(layout, 2), layout.key.label)), { side: 'key', index: 2 });
    assert.equal(unitAt(layout, point(unitMiddle(layout, 2), (layout.query.links + layout.key.links) / 2)), null);
    assert.equal(unitAt(layout, point(unitMiddle(layout, 5), layout.key.label)), null);
  }
});
