import type { Token } from '../tokens/token.js';
import type { Font } from '../scene/mark.js';
import type { TextMeasure } from '../scene/measure.js';
import { filterTokens, type SentenceFilter, type TokenRange } from './head-state.js';
import type { Side } from './selection.js';
import { tokenLabel } from './label.js';
import { FONT_FAMILY } from './theme.js';

/** Where the parts of one side are, in px from the left. */
export interface SideLayout {
  tokens: TokenRange;
  /** The whole row of a token: what a pointer hits. */
  left: number;
  right: number;
  /** Where labels begin (keys) or end (queries). */
  label: number;
  /** The left edge of the blocks, one a head. */
  blocks: number;
  /** Where numbers begin (keys) or end (queries). */
  number: number;
}

/** Where everything in a head view is, in px. */
export interface HeadLayout {
  width: number;
  height: number;
  rowHeight: number;
  font: Font;
  numberFont: Font;
  labelWidth: number;
  blockWidth: number;
  blockHeight: number;
  /** Whether blocks lie under the labels, for want of room beside them. */
  stacked: boolean;
  /** Where lines begin, at the queries, and where they end, at the keys. */
  linksLeft: number;
  linksRight: number;
  query: SideLayout;
  key: SideLayout;
}

/** What a layout needs to know. */
export interface HeadLayoutOptions {
  filter: SentenceFilter;
  /** How many heads have a block. */
  heads: number;
  /** How many heads there are: room is kept for all, so that columns stay where they are when heads are switched. */
  allHeads: number;
  /** Of the drawing, in px. */
  width: number;
  /** Of the part that can be seen: few rows spread over it. */
  viewHeight: number;
  measure: TextMeasure;
}

/** Room above the first and below the last row. */
const MARGIN = 10;
const PAD = 8;

/** Places two columns of tokens, with room on the outer sides for a focused token's blocks and numbers. */
export function headLayout(tokens: readonly Token[], { filter, heads, allHeads, width, viewHeight, measure }: HeadLayoutOptions): HeadLayout {
  const { queries, keys } = filterTokens(tokens, filter);
  const rows = Math.max(queries.end - queries.start, keys.end - keys.start);
  const stacked = width < 640;
  const rowHeight = clamp(Math.floor((viewHeight - 2 * MARGIN) / rows), stacked ? 26 : 22, 48);
  const size = stacked ? 14 : rowHeight >= 42 ? 17 : rowHeight >= 34 ? 16 : rowHeight >= 26 ? 15 : 13;
  const font: Font = { size, weight: 400, family: FONT_FAMILY };
  const numberFont: Font = { size: stacked ? 11 : size >= 16 ? 13 : 12, weight: 400, family: FONT_FAMILY };
  const number = Math.ceil(measure('0.000', numberFont)) + 2;

  const longest = tokens.reduce((most, token) => Math.max(most, measure(tokenLabel(token), font)), 0);
  const beside = stacked ? 0 : Math.min(160, width * 0.14);
  const room = (width - 2 * (number + beside + 4 * PAD)) / 2;
  const labelWidth = Math.ceil(clamp(longest + 2, 48, Math.min(stacked ? 112 : 220, room * (stacked ? 0.62 : 0.5))));
  const blocksWidth = stacked ? labelWidth : clamp(beside / allHeads, 1, 13) * allHeads;
  const blockWidth = Math.min(stacked ? Infinity : 26, blocksWidth / Math.max(1, heads));
  const blocks = stacked ? 0 : blocksWidth + PAD;

  const side = PAD + number + PAD + blocks + labelWidth + PAD;
  const gap = Math.min(width - 2 * side, 640);
  const left = (width - gap) / 2;
  const right = left + gap;
  return {
    width,
    height: rows * rowHeight + 2 * MARGIN,
    rowHeight,
    font,
    numberFont,
    labelWidth,
    blockWidth,
    stacked,
    blockHeight: stacked ? 3 : Math.min(rowHeight - 8, 16),
    linksLeft: left,
    linksRight: right,
    query: {
      tokens: queries,
      left: left - side,
      right: left,
      label: left - PAD,
      blocks: left - PAD - labelWidth - (stacked ? 0 : PAD + blockWidth * heads),
      number: left - side + PAD + number,
    },
    key: {
      tokens: keys,
      left: right,
      right: right + side,
      label: right + PAD,
      blocks: right + PAD + labelWidth + (stacked ? -labelWidth : PAD),
      number: right + side - PAD - number,
    },
  };
}

/** The vertical middle of a token's row, in px from the top of the drawing. */
export function rowMiddle(layout: HeadLayout, side: Side, index: number): number {
  return MARGIN + (index - layout[side].tokens.start + 0.5) * layout.rowHeight;
}

/** The tokens of one side whose rows touch the part from `top` to `bottom`. */
export function visibleTokens(layout: HeadLayout, side: Side, { top, bottom }: { top: number; bottom: number }): TokenRange {
  const { start, end } = layout[side].tokens;
  const first = start + Math.max(0, Math.floor((top - MARGIN) / layout.rowHeight));
  const last = start + Math.ceil((bottom - MARGIN) / layout.rowHeight);
  return { start: Math.min(first, end), end: Math.max(Math.min(last, end), Math.min(first, end)) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
