import assert from 'node:assert/strict';
import { test } from 'node:test';
import { report } from '../../gallery/shared/report.js';
import type { HeadsReport } from '../../src/analysis/heads-report.js';
import type { Mark } from '../../src/scene/mark.js';
import { headMapScene } from '../../src/views/head-map.js';
import { PATTERN_COLOURS } from '../../src/views/report-colours.js';

/** A made-up report with a map: most heads crowded in a disc, the first two far from it. */
function mapped(layers: number, heads: number): HeadsReport {
  const count = layers * heads;
  const places = Array.from({ length: count }, (_, at) => {
    const radius = at < 2 ? 1 : 0.3 * Math.sqrt(at / count);
    return { layer: Math.floor(at / heads), head: at % heads, x: radius * Math.cos(at * 2.4), y: radius * Math.sin(at * 2.4), cluster: 0 };
  });
  return { ...report(layers, heads), maps: [{ stack: '', texts: 1, queries: 8, fit: 0.9, heads: places, clusters: [{ size: count, within: 0.1, beyond: 0 }] }] }; // prettier-ignore
}

type Rect = Extract<Mark, { type: 'rect' }>;
const boxes = (marks: Mark[]): Rect[] => marks.filter((mark): mark is Rect => mark.type === 'rect' && mark.datum !== undefined);

for (const width of [640, 364]) {
  test(`72 heads have names in the colours of their patterns, none covered, within ${width} px`, () => {
    const given = mapped(6, 12);
    const { marks, height } = headMapScene(given, { theme: 'light' }, { width }) ?? assert.fail();
    const all = boxes(marks);
    assert.equal(all.length, 72);
    assert.equal(marks.filter((mark) => mark.type === 'text').length, 72);
    for (const a of all) {
      const { layer, head } = a.datum ?? {};
      const card = given.heads.find((each) => each.layer === layer && each.head === head);
      assert.equal(a.fill === '#ffffff' ? null : a.fill, PATTERN_COLOURS.light[card?.verdict ?? 'unclassified']);
      assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.width <= width && a.y + a.height <= height);
      for (const b of all) {
        const covered = a !== b && Math.abs(a.x - b.x) < a.width - 4 && Math.abs(a.y - b.y) < a.height - 4;
        assert.ok(!covered, `${layer}.${head} and ${b.datum?.layer}.${b.datum?.head} cover each other`);
      }
    }
  });
}

test('of very many heads those without a pattern are points; the chosen one is on top, with a rim; without a map there is no scene', () => {
  const many = headMapScene(mapped(24, 32), { selected: { layer: 3, head: 5 } }, { width: 640 }) ?? assert.fail();
  const named = boxes(many.marks).filter(({ width }) => width === 30);
  assert.ok(named.length > 0 && named.length < 24 * 32);
  const last = boxes(many.marks).at(-1);
  assert.deepEqual([last?.datum?.layer, last?.datum?.head], [3, 5]);
  assert.equal(headMapScene(report(), {}, { width: 640 }), null);
});
