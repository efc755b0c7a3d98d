import { layerAttention, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import type { Datum, GroupMark, LinksMark, Mark, Scene } from '../scene/mark.js';
import { cutText, estimateWidth, type TextMeasure } from '../scene/measure.js';
import type { Token } from '../tokens/token.js';
import { headColours } from './colours.js';
import { focusMean, focusWeight, otherSide } from './head-focus.js';
import { headLayout, rowMiddle, visibleTokens, type HeadLayout } from './head-layout.js';
import { headLinks } from './head-links.js';
import { headState, type HeadState } from './head-state.js';
import type { Focus, Side } from './selection.js';
import { formatWeight, tokenLabel } from './label.js';
import { PALETTES } from './theme.js';

/** How large the drawing is and which part of it can be seen, in px. */
export interface HeadViewport {
  width: number;
  /** Of the part that can be seen; few tokens spread over it. Default 600. */
  viewHeight?: number;
  /** Where the part that can be seen begins. Default 0. */
  top?: number;
  /** Where it ends; default `top + viewHeight`. Infinity draws everything. */
  bottom?: number;
  measure?: TextMeasure;
}

/** A head view in two parts, since the lines are costly and change less often than what is over them. */
export interface HeadDrawing {
  layout: HeadLayout;
  /** Makes the lines: below everything else. */
  links: () => LinksMark[];
  /** Labels, highlights, blocks and numbers. */
  tokens: GroupMark;
  background: string;
  /** Whether the lines are those of one token: few. */
  focused: boolean;
}

/**
 * One layer of a record as two columns of tokens, queries left and keys right, with a line from each query to each key
 * for each head that is on, as opaque as the weight. With a focused token its lines alone, and beside each token on the
 * other side a block a head, as opaque as the weight, and the number.
 * @throws LupaError OutOfRange when the state names what the record does not have
 */
export function headScene(record: AttentionRecord, state: Partial<HeadState>, viewport: HeadViewport): Scene {
  const { layout, links, tokens, background } = headDrawing(record, state, viewport);
  return { width: layout.width, height: layout.height, background, marks: [{ type: 'group', name: 'links', x: 0, y: 0, marks: links() }, tokens] };
}

/** The parts of {@link headScene}, for renderers that keep the lines from one frame to the next. */
export function headDrawing(record: AttentionRecord, partial: Partial<HeadState>, viewport: HeadViewport): HeadDrawing {
  const { width, viewHeight = 600, top = 0, bottom = top + viewHeight, measure = estimateWidth } = viewport;
  const given = headState(record, partial);
  const tokens = record.tokens[given.sequence];
  const attention = layerAttention(record, given.layer, { sequence: given.sequence });
  const layout = headLayout(tokens, { filter: given.filter, heads: given.heads.length, allHeads: attention.heads, width, viewHeight, measure });
  const state = { ...given, focus: shownFocus(layout, given.focus) };
  const colours = headColours(attention.heads, state.theme);
  const column = { tokens, attention, layout, state, colours, measure, top, bottom };
  return {
    layout,
    links: () => headLinks(attention, { state, layout, colours, top, bottom }),
    tokens: { type: 'group', name: 'tokens', x: 0, y: 0, marks: [...columnMarks(column, 'query'), ...columnMarks(column, 'key')] },
    background: PALETTES[state.theme].background,
    focused: state.focus !== null,
  };
}

/** A focus that the sentence filter leaves out is none. */
function shownFocus(layout: HeadLayout, focus: Focus | null): Focus | null {
  if (focus === null) return null;
  const { start, end } = layout[focus.side].tokens;
  return focus.index >= start && focus.index < end ? focus : null;
}

interface Column {
  tokens: readonly Token[];
  attention: LayerAttention;
  layout: HeadLayout;
  state: HeadState;
  colours: readonly string[];
  measure: TextMeasure;
  top: number;
  bottom: number;
}

/** The rows of one side that can be seen. */
function columnMarks(column: Column, side: Side): Mark[] {
  const { tokens, layout, state, measure } = column;
  const { focus, layer, theme } = state;
  const palette = PALETTES[theme];
  const at = layout[side];
  const { start, end } = visibleTokens(layout, side, column);
  const marks: Mark[] = [];
  for (let index = start; index < end; index++) {
    const y = rowMiddle(layout, side, index);
    const focused = focus?.side === side && focus.index === index;
    const datum: Datum = { kind: 'token', layer, [side]: index };
    marks.push({ type: 'rect', x: at.left, y: y - layout.rowHeight / 2, width: at.right - at.left, height: layout.rowHeight, fill: null, datum });
    const font = focused ? { ...layout.font, weight: 600 as const } : layout.font;
    const text = cutText(tokenLabel(tokens[index]), layout.labelWidth, font, measure);
    if (focused) {
      const width = Math.min(measure(text, font), layout.labelWidth) + 12;
      const x = side === 'query' ? at.label - width + 6 : at.label - 6;
      const stroke = state.pinned ? palette.accent : null;
      marks.push({
        type: 'rect',
        x,
        y: y - layout.rowHeight / 2 + 1,
        width,
        height: layout.rowHeight - 2,
        fill: palette.highlight,
        stroke,
        radius: 6,
      });
    }
    const colour = tokens[index].special && !focused ? palette.muted : palette.text;
    marks.push({ type: 'text', x: at.label, y, text, anchor: side === 'query' ? 'end' : 'start', font, colour });
    if (focus !== null && otherSide(focus) === side) marks.push(...weightMarks(column, side, index));
  }
  return marks;
}

/** A block a head and the number, beside a token across from the focused one. */
function weightMarks({ attention, layout, state, colours }: Column, side: Side, index: number): Mark[] {
  const { heads, layer, theme } = state;
  const focus = state.focus as Focus;
  if (heads.length === 0) return [];
  const palette = PALETTES[theme];
  const at = layout[side];
  const { blockWidth, blockHeight, rowHeight, stacked } = layout;
  const y = rowMiddle(layout, side, index);
  const top = stacked ? y + rowHeight / 2 - blockHeight - 1 : y - blockHeight / 2;
  const pair = side === 'key' ? { query: focus.index, key: index } : { query: index, key: focus.index };
  const marks: Mark[] = [
    { type: 'rect', x: at.blocks, y: top, width: blockWidth * heads.length, height: blockHeight, fill: palette.sunken, opacity: 0.6 },
  ];
  for (const [place, head] of heads.entries()) {
    const weight = focusWeight(attention, focus, { head, index });
    if (!(weight > 0)) continue;
    marks.push({
      type: 'rect',
      x: at.blocks + place * blockWidth,
      y: top,
      width: blockWidth,
      height: blockHeight,
      fill: colours[head],
      opacity: Math.min(1, weight),
      datum: { kind: 'weight', layer, head, ...pair },
    });
  }
  const mean = focusMean(attention, focus, { heads, index });
  marks.push({
    type: 'text',
    x: at.number,
    y,
    text: formatWeight(mean),
    anchor: side === 'query' ? 'end' : 'start',
    font: layout.numberFont,
    colour: mean < 0.0005 ? palette.muted : palette.text,
  });
  return marks;
}
