import type { Font } from '../scene/mark.js';
import type { TextMeasure } from '../scene/measure.js';
import type { HeadData } from './head-data.js';
import type { Orientation } from './head-state.js';
import type { Focus, Side } from './selection.js';
import { tokenLabel } from './label.js';

/**
 * Where the parts of one side are, in px across the tokens: from the left where the sides are columns, from the top where they are rows.
 */
export interface SideLayout {
  /** How many units there are. */
  count: number;
  /** The whole place of a unit: what a pointer hits. */
  from: number;
  to: number;
  /** Where labels begin (keys) or end (queries). */
  label: number;
  /** The near edge of the blocks, one a head. */
  blocks: number;
  /** Where numbers begin (keys) or end (queries). */
  number: number;
  /** Where lines begin or end. */
  links: number;
}

/** Where everything in a head view is, in px. `along` is the direction in which tokens follow one another, `across` the direction of the lines. */
export interface HeadLayout {
  orientation: Orientation;
  width: number;
  height: number;
  /** Room of a unit along. */
  pitch: number;
  /** Where the first unit begins, along. */
  origin: number;
  /** Whether the tokens go from right to left. */
  mirrored: boolean;
  /** Whether labels, and whether numbers, stand on their side for want of room. */
  turned: boolean;
  turnedNumbers: boolean;
  font: Font;
  numberFont: Font;
  /** Room for a label in its direction of reading. */
  labelRoom: number;
  /** Of one block, across. */
  blockLength: number;
  /** Of one block, along. */
  blockBreadth: number;
  /** Whether blocks lie under the labels, for want of room beside them. */
  stacked: boolean;
  query: SideLayout;
  key: SideLayout;
}

/** What a layout needs to know. */
export interface HeadLayoutOptions {
  orientation: Orientation;
  /** How many heads there are: room is kept for all, so that columns stay where they are when heads are switched. */
  allHeads: number;
  /** Of the part that can be seen, in px: few tokens spread over it. */
  width: number;
  height: number;
  measure: TextMeasure;
}

/** The middle of a unit along, in px from the edge of the drawing. */
export function unitMiddle(layout: HeadLayout, index: number): number {
  const at = layout.origin + (index + 0.5) * layout.pitch;
  return layout.mirrored ? layout.width - at : at;
}

/** Units from `start` up to, not including, `end`. */
export interface UnitRange {
  start: number;
  end: number;
}

/** The units of one side that touch the part from `from` to `to`, in px along. */
export function visibleUnits(layout: HeadLayout, side: Side, { from, to }: { from: number; to: number }): UnitRange {
  const [low, high] = layout.mirrored ? [layout.width - to, layout.width - from] : [from, to];
  const { count } = layout[side];
  const start = Math.min(count, Math.max(0, Math.floor((low - layout.origin) / layout.pitch)));
  const end = Math.min(count, Math.ceil((high - layout.origin) / layout.pitch));
  return { start, end: Math.max(start, end) };
}

/** The unit under a point of the drawing; null where there is none. `index` counts units. */
export function unitAt(layout: HeadLayout, { x, y }: { x: number; y: number }): Focus | null {
  const [along, across] = layout.orientation === 'vertical' ? [y, x] : [x, y];
  const side = (['query', 'key'] as const).find((name) => across >= layout[name].from && across < layout[name].to);
  if (side === undefined) return null;
  const index = Math.floor(((layout.mirrored ? layout.width - along : along) - layout.origin) / layout.pitch);
  return index >= 0 && index < layout[side].count ? { side, index } : null;
}

/** The width of the longest label. */
export function longestLabel({ query, key }: Pick<HeadData, 'query' | 'key'>, font: Font, measure: TextMeasure): number {
  const widest = (units: HeadData['query']): number => units.reduce((most, unit) => Math.max(most, measure(tokenLabel(unit), font)), 0);
  return Math.max(widest(query), widest(key));
}

/** `value`, but not under `low`, nor over `high`. */
export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
