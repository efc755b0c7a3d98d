import type { HeadMap, HeadsReport, Pattern } from '../analysis/heads-report.js';
import type { Font, Mark, Scene } from '../scene/mark.js';
import { textOn } from './colours.js';
import { PATTERN_COLOURS } from './report-colours.js';
import type { ReportState } from './report.js';
import { FONT_FAMILY, PALETTES } from './theme.js';

/** The size of a head's name, in px. */
const SIZE = 11;
/** A name and its box. */
const BOX = { width: 30, height: 16 };
const MARGIN = 8;
/** Of the room, names may take so much; where there are more, heads without a pattern are points. */
const FULL = 0.4;

/** How often names are pushed apart, at most. */
const STEPS = 1200;

/** A head as it is drawn: where it belongs, and where its name has room. */
interface Place {
  index: number;
  pattern: Pattern;
  named: boolean;
  /** Where the distances put it. */
  at: { x: number; y: number };
  /** The middle of what is drawn. */
  x: number;
  y: number;
}

/** The map of a stack, of the first where none is named; null where the report has none. */
export function stackMap({ maps = [] }: Pick<HeadsReport, 'maps'>, stack?: HeadMap['stack']): HeadMap | null {
  return maps.find((map) => map.stack === (stack ?? maps[0].stack)) ?? null;
}

/**
 * Heads on a plane, those that look alike near each other: a name in the colour of its pattern a head, moved aside where names would cover each other, with a line to where it belongs. Pure. Null where the
 * report has no map.
 * @param viewport `width` in px
 */
export function headMapScene(
  report: Pick<HeadsReport, 'maps' | 'heads'>,
  { stack, selected = null, theme = 'light' }: ReportState,
  { width }: { width: number },
): Scene | null {
  const map = stackMap(report, stack);
  if (map === null) return null;
  const palette = PALETTES[theme];
  const height = Math.round(Math.min(480, Math.max(420, width * 0.7)));
  const verdicts = new Map(report.heads.filter((card) => card.stack === map.stack).map((card) => [`${card.layer}.${card.head}`, card.verdict]));
  const patterns = map.heads.map(({ layer, head }) => verdicts.get(`${layer}.${head}`) ?? 'unclassified');
  const places = placesOf(map, patterns, { width, height });
  moveApart(places, { width, height });
  const font: Font = { size: SIZE, weight: 500, family: FONT_FAMILY };
  // Heads with a pattern lie on top, the chosen one above all.
  const isSelected = ({ index }: Place): boolean => map.heads[index].layer === selected?.layer && map.heads[index].head === selected.head;
  const rank = (place: Place): number => (isSelected(place) ? 2 : place.pattern === 'unclassified' ? 0 : 1);
  const marks = places
    .sort((a, b) => rank(a) - rank(b) || a.index - b.index)
    .flatMap((place): Mark[] => {
      const { layer, head } = map.heads[place.index];
      const fill = PATTERN_COLOURS[theme][place.pattern];
      const datum = { kind: 'head', layer, head };
      const box = place.named ? BOX : { width: 9, height: 9 };
      const [left, top] = [place.x - box.width / 2, place.y - box.height / 2];
      const apart = Math.hypot(place.x - place.at.x, place.y - place.at.y) > BOX.height / 2;
      return [
        ...(apart ? [{ type: 'rule', x1: place.at.x, y1: place.at.y, x2: place.x, y2: place.y, colour: palette.border, width: 1 } as const] : []),
        ...(isSelected(place) ? [{ type: 'rect', x: left - 2, y: top - 2, width: box.width + 4, height: box.height + 4, fill: palette.text, radius: 6 } as const] : []), // prettier-ignore
        { type: 'rect', x: left, y: top, ...box, fill: fill ?? palette.background, stroke: fill === null ? palette.outline : null, radius: 4, datum },
        ...(place.named ? [{ type: 'text', x: place.x, y: place.y, text: `${layer}.${head}`, anchor: 'middle', font, colour: fill === null ? palette.text : textOn(fill) } as const] : []), // prettier-ignore
      ];
    });
  return { width, height, background: palette.background, marks };
}

/** Both axes in one scale, in the middle of the room. */
function placesOf({ heads }: HeadMap, patterns: readonly Pattern[], room: { width: number; height: number }): Place[] {
  const range = (axis: 'x' | 'y'): [number, number] => [Math.min(...heads.map((head) => head[axis])), Math.max(...heads.map((head) => head[axis]))];
  const [[left, right], [bottom, top]] = [range('x'), range('y')];
  const inner = { width: room.width - BOX.width - 2 * MARGIN, height: room.height - BOX.height - 2 * MARGIN };
  const scale = Math.min(inner.width / Math.max(1e-9, right - left), inner.height / Math.max(1e-9, top - bottom));
  const all = heads.length * BOX.width * BOX.height <= FULL * room.width * room.height;
  return heads.map(({ x, y }, index) => {
    const at = { x: room.width / 2 + (x - (left + right) / 2) * scale, y: room.height / 2 - (y - (bottom + top) / 2) * scale };
    return { index, pattern: patterns[index], named: all || patterns[index] !== 'unclassified', at, ...at };
  });
}

/** Pushes names that cover each other apart, a little at a time, and back towards where they belong: the same map always gives the same picture. */
function moveApart(places: readonly Place[], { width, height }: { width: number; height: number }): void {
  const named = places.filter((place) => place.named);
  for (let step = 0; step < STEPS; step++) {
    // Back at first, and then no more, so that in the end nothing is covered.
    const back = step < STEPS / 3 ? 0.02 : 0;
    for (const place of named) {
      place.x += (place.at.x - place.x) * back;
      place.y += (place.at.y - place.y) * back;
    }
    let moved = false;
    for (let i = 0; i < named.length; i++) {
      for (let j = 0; j < i; j++) {
        const [a, b] = [named[i], named[j]];
        const across = BOX.width + 2 - Math.abs(a.x - b.x);
        const down = BOX.height + 2 - Math.abs(a.y - b.y);
        if (across <= 0 || down <= 0) continue;
        moved = true;
        // Along the side where less is needed; of two in the same place the later one goes down.
        const axis = across < down ? 'x' : 'y';
        const push = Math.min(across, down) / 2;
        const sign = a[axis] >= b[axis] ? 1 : -1;
        a[axis] += sign * push;
        b[axis] -= sign * push;
      }
    }
    for (const place of named) {
      place.x = Math.min(width - BOX.width / 2 - MARGIN, Math.max(BOX.width / 2 + MARGIN, place.x));
      place.y = Math.min(height - BOX.height / 2 - MARGIN, Math.max(BOX.height / 2 + MARGIN, place.y));
    }
    if (!moved && back === 0) break;
  }
}
