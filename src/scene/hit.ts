import type { Datum, LinksMark, Mark, RuleMark, Scene, TextMark } from './mark.js';
import { estimateWidth, type TextMeasure } from './measure.js';

/** How far from a thin line a pointer may be and still hit it, in px. */
const REACH = 3;

/**
 * The datum of the topmost mark under a point, null where there is none. Marks without a datum let the pointer through.
 * @param x in px of the scene
 * @param y in px of the scene
 */
export function hitTest(
  scene: Pick<Scene, 'marks'>,
  { x, y, measure = estimateWidth }: { x: number; y: number; measure?: TextMeasure },
): Datum | null {
  return hitMarks(scene.marks, x, y, measure);
}

function hitMarks(marks: Mark[], x: number, y: number, measure: TextMeasure): Datum | null {
  for (let i = marks.length - 1; i >= 0; i--) {
    const mark = marks[i];
    if (mark.type === 'group') {
      const datum = hitMarks(mark.marks, x - mark.x, y - mark.y, measure);
      if (datum !== null) return datum;
    } else if (mark.datum !== undefined && contains(mark, x, y, measure)) {
      return mark.datum;
    }
  }
  return null;
}

function contains(mark: Exclude<Mark, { type: 'group' }>, x: number, y: number, measure: TextMeasure): boolean {
  switch (mark.type) {
    case 'rect':
      return x >= mark.x && x < mark.x + mark.width && y >= mark.y && y < mark.y + mark.height;
    case 'rule':
      return nearRule(mark, x, y);
    case 'text':
      return inText(mark, x, y, measure);
    case 'links':
      return nearLinks(mark, x, y);
  }
}

function inText(mark: TextMark, x: number, y: number, measure: TextMeasure): boolean {
  const width = measure(mark.text, mark.font);
  const left = mark.x - (mark.anchor === 'start' ? 0 : mark.anchor === 'middle' ? width / 2 : width);
  return x >= left && x < left + width && Math.abs(y - mark.y) <= mark.font.size / 2;
}

function nearRule({ x1, y1, x2, y2, width }: RuleMark, x: number, y: number): boolean {
  return distanceToLine(x, y, [x1, y1, x2, y2]) <= width / 2 + REACH;
}

function nearLinks({ segments, width }: LinksMark, x: number, y: number): boolean {
  for (let i = 0; i < segments.length; i += 4) {
    if (distanceToLine(x, y, segments.subarray(i, i + 4)) <= width / 2 + REACH) return true;
  }
  return false;
}

/** Distance of a point from a line that ends: x1, y1, x2, y2. */
function distanceToLine(x: number, y: number, [x1, y1, x2, y2]: ArrayLike<number> & Iterable<number>): number {
  const dx = x2 - x1;
  const dy = y2 - y1;
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - (x1 + along * dx), y - (y1 + along * dy));
}
