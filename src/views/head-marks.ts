import type { Datum, Mark, RectMark, TextMark } from '../scene/mark.js';
import type { Language } from '../words/language.js';
import { cutText, type TextMeasure } from '../scene/measure.js';
import type { HeadData } from './head-data.js';
import { focusMean, focusWeight, otherSide } from './head-focus.js';
import { unitMiddle, visibleUnits, type HeadLayout } from './head-layout.js';
import type { Focus, Side } from './selection.js';
import { formatWeight, tokenLabel } from './label.js';
import type { Palette } from './theme.js';

/** What {@link sideMarks} draws. */
export interface SideMarksOptions {
  layer: number;
  layout: HeadLayout;
  /** The focused unit, and whether it stays. */
  focus: Focus | null;
  pinned: boolean;
  /** A colour for each matrix. */
  colours: readonly string[];
  palette: Palette;
  measure: TextMeasure;
  language: Language;
  /** The part that can be seen, in px along. */
  from: number;
  to: number;
}

/** The labels of one side that can be seen, with the focused one's background, and blocks and numbers across from it. */
export function sideMarks(data: HeadData, side: Side, options: SideMarksOptions): Mark[] {
  const { layout, focus, layer } = options;
  const { start, end } = visibleUnits(layout, side, options);
  const marks: Mark[] = [];
  for (let index = start; index < end; index++) {
    const datum: Datum = { kind: 'token', layer, [side]: index };
    const { from, to } = layout[side];
    marks.push(box(layout, { middle: unitMiddle(layout, index), breadth: layout.pitch, from, to, fill: null, datum }));
    marks.push(...labelMarks(data, { ...options, side, index }));
    if (focus !== null && otherSide(focus) === side) marks.push(...weightMarks(data, { ...options, side, index, focus }));
  }
  return marks;
}

/** A rectangle that is `breadth` wide along and goes from `from` to `to` across. */
function box(
  layout: HeadLayout,
  {
    middle,
    breadth,
    from,
    to,
    ...looks
  }: { middle: number; breadth: number; from: number; to: number } & Pick<RectMark, 'fill' | 'stroke' | 'opacity' | 'radius' | 'datum'>,
): RectMark {
  const first = middle - breadth / 2;
  if (layout.orientation === 'vertical') return { type: 'rect', x: from, y: first, width: to - from, height: breadth, ...looks };
  return { type: 'rect', x: first, y: from, width: breadth, height: to - from, ...looks };
}

type Place = SideMarksOptions & { side: Side; index: number };

/** The label of a unit; it stands upright, or reads upwards where there is no room. */
function labelMarks(data: HeadData, { side, index, layout, focus, pinned, palette, measure }: Place): Mark[] {
  const unit = data[side][index];
  const focused = focus?.side === side && focus.index === index;
  const font = focused ? { ...layout.font, weight: 600 as const } : layout.font;
  const text = cutText(tokenLabel(unit), layout.labelRoom, font, measure);
  const colour = unit.special && !focused ? palette.muted : palette.text;
  const middle = unitMiddle(layout, index);
  const label: TextMark = { ...textAt(layout, { side, middle, across: layout[side].label, upright: !layout.turned }), text, font, colour };
  if (!focused) return [label];
  const width = Math.min(measure(text, font), layout.labelRoom) + 12;
  const upright = layout.orientation === 'horizontal' && !layout.turned;
  // Across, the background goes as far as the text; along, it fills the unit's room.
  const length = upright ? 26 : width;
  const near = layout[side].label;
  const [from, to] = side === 'query' ? [near - length + 6, near + 6] : [near - 6, near + length - 6];
  const breadth = upright ? width : Math.min(layout.pitch - 2, layout.turned ? 28 : Infinity);
  return [box(layout, { middle, breadth, from, to, fill: palette.highlight, stroke: pinned ? palette.accent : null, radius: 6 }), label];
}

/** A block a head and the number, beside a unit across from the focused one. */
function weightMarks(data: HeadData, { side, index, layout, focus, layer, colours, palette, language }: Place & { focus: Focus }): Mark[] {
  const { heads, attention } = data;
  if (heads.length === 0) return [];
  const { blockLength, blockBreadth, pitch, stacked } = layout;
  const middle = unitMiddle(layout, index);
  const at = stacked ? middle + pitch / 2 - blockBreadth / 2 - 1 : middle;
  const near = layout[side].blocks;
  const pair = side === 'key' ? { query: focus.index, key: index } : { query: index, key: focus.index };
  const marks: Mark[] = [
    box(layout, { middle: at, breadth: blockBreadth, from: near, to: near + blockLength * heads.length, fill: palette.sunken, opacity: 0.6 }),
  ];
  for (const [place, head] of heads.entries()) {
    const weight = focusWeight(attention, focus, { head, index });
    if (!(weight > 0)) continue;
    const from = near + place * blockLength;
    const datum: Datum = { kind: 'weight', layer, head, ...pair };
    marks.push(
      box(layout, { middle: at, breadth: blockBreadth, from, to: from + blockLength, fill: colours[head], opacity: Math.min(1, weight), datum }),
    );
  }
  const mean = focusMean(attention, focus, { heads, index });
  marks.push({
    ...textAt(layout, { side, middle, across: layout[side].number, upright: !layout.turnedNumbers }),
    text: formatWeight(mean, language),
    font: layout.numberFont,
    colour: mean < 0.0005 ? palette.muted : palette.text,
  });
  return marks;
}

/** Where a text stands whose near end is at `across`: it grows away from the lines for labels, and towards them for numbers. */
function textAt(
  { orientation }: HeadLayout,
  { side, middle, across, upright }: { side: Side; middle: number; across: number; upright: boolean },
): Pick<TextMark, 'type' | 'x' | 'y' | 'anchor' | 'angle'> {
  if (orientation === 'vertical') return { type: 'text', x: across, y: middle, anchor: side === 'query' ? 'end' : 'start' };
  if (upright) return { type: 'text', x: middle, y: side === 'query' ? across - 8 : across + 8, anchor: 'middle' };
  // Reading upwards, a text starts at the lines above them, and ends at the lines below them.
  return { type: 'text', x: middle, y: across, anchor: side === 'query' ? 'start' : 'end', angle: -90 };
}
