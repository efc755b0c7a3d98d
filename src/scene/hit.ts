import type { Datum, LinksMark, Mark, MatrixMark, RuleMark, Scene, TextMark } from './mark.js';
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
      if (mark.clip !== undefined && !inBox(mark.clip, x - mark.x, y - mark.y)) continue;
      const datum = hitMarks(mark.marks, x - mark.x, y - mark.y, measure);
      if (datum !== null) return datum;
    } else if (mark.datum !== undefined && contains(mark, x, y, measure)) {
      return mark.type === 'matrix' ? cellOf(mark, x, y) : mark.datum;
    }
  }
  return null;
}

function contains(mark: Exclude<Mark, { type: 'group' }>, x: number, y: number, measure: TextMeasure): boolean {
  switch (mark.type) {
    case 'rect':
    case 'matrix':
    case 'image':
      return inBox(mark, x, y);
    case 'rule':
      return nearRule(mark, x, y);
    case 'text':
      return inText(mark, x, y, measure);
    case 'links':
      return nearLinks(mark, x, y);
  }
}

function inBox(box: { x: number; y: number; width: number; height: number }, x: number, y: number): boolean {
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

/** The datum of a matrix with the cell under the point. */
function cellOf({ datum, x: left, y: top, width, height, rows, columns }: MatrixMark, x: number, y: number): Datum {
  const at = (offset: number, size: number, count: number): number => Math.min(count - 1, Math.floor((offset / size) * count));
  return { ...(datum as Datum), query: at(y - top, height, rows), key: at(x - left, width, columns) };
}

/** Turned text is hit where it stands: the point is turned back about the text's own. */
function inText(mark: TextMark, x: number, y: number, measure: TextMeasure): boolean {
  const width = measure(mark.text, mark.font);
  const angle = (-(mark.angle ?? 0) * Math.PI) / 180;
  const along = (x - mark.x) * Math.cos(angle) - (y - mark.y) * Math.sin(angle);
  const across = (x - mark.x) * Math.sin(angle) + (y - mark.y) * Math.cos(angle);
  const left = mark.anchor === 'start' ? 0 : mark.anchor === 'middle' ? -width / 2 : -width;
  return along >= left && along < left + width && Math.abs(across) <= mark.font.size / 2;
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
