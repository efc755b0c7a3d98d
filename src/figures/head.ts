import { layerAttention, stackTokens } from '../attention/record.js';
import type { LinksMark, Mark } from '../scene/mark.js';
import { cutText } from '../scene/measure.js';
import { headColours } from '../views/colours.js';
import { focusMean, otherSide } from '../views/head-focus.js';
import { rowMiddle, type HeadLayout, type SideLayout } from '../views/head-layout.js';
import { headLinks } from '../views/head-links.js';
import { filterTokens, headState, type HeadState, type TokenRange } from '../views/head-state.js';
import { FONT_FAMILY } from '../views/theme.js';
import { formatNumber } from '../words/language.js';
import type { Body, BodyPlace } from './body.js';
import { everyLabel, labelRoom, tokenText } from './labels.js';
import { inMillimetres } from './lengths.js';
import type { FigureOptions } from './options.js';
import { PANEL_GAP, type Panel } from './panel.js';
import type { Source } from './sources.js';
import type { Style } from './style.js';

/** From one row of tokens to the next, in ems. */
const ROW = 1.5;
const PAD = 0.45;
/** Lines on paper are finer than on a screen: these are 0.9 px. */
const LINE = 0.6;
/** So many lines make a file that programs are slow to open. */
const MANY_LINES = 50_000;

/** Two columns of tokens with lines between, a panel a source. */
export function drawHeads(sources: readonly Source[], options: FigureOptions, { width, columns, height, style }: BodyPlace): Body {
  const across = Math.min(columns, sources.length);
  const panelWidth = (width - (across - 1) * PANEL_GAP.across * style.em) / across;
  const panelHeight = height / Math.ceil(sources.length / across) - 4 * style.em;
  const states = sources.map(({ record, selection }) =>
    headState(record, { ...selection, filter: options.filter, threshold: options.threshold, theme: style.theme }),
  );
  const panels = sources.map((source, i) => headPanel(source, states[i], { width: panelWidth, height: panelHeight, style }));
  const heads = [...new Set(states.flatMap((state) => state.heads))].sort((a, b) => a - b);
  const colours = headColours(
    Math.max(...sources.map(({ record, selection }) => layerAttention(record, selection.layer, selection).heads)),
    style.theme,
  );
  const shared = states.some((state) => state.heads.length > 1);
  return { panels, legend: shared ? { kind: 'heads', heads, colours } : null };
}

function headPanel({ record, title }: Source, state: HeadState, { width, height, style }: { width: number; height: number; style: Style }): Panel {
  const { em, font, palette, words, measure } = style;
  const attention = layerAttention(record, state.layer, state);
  const { queries, keys } = stackTokens(record, state);
  const ranges = queries === keys ? filterTokens(queries, state.filter) : { queries: whole(queries), keys: whole(keys) };
  const rows = Math.max(length(ranges.queries), length(ranges.keys));
  const rowHeight = Math.min(ROW * em, Math.max(0.05 * em, height / rows));
  const every = everyLabel(rowHeight, style);
  const numberRoom = state.focus === null ? 0 : measure(formatNumber(0.88, style.language, 2), font) + PAD * em;
  const most = 0.36 * width - numberRoom;
  const rooms = { query: labelRoom(queries, ranges.queries, { most, style }), key: labelRoom(keys, ranges.keys, { most, style }) };
  const outside = state.focus === null ? null : otherSide(state.focus);
  const headings = { query: words.queries, key: words.keys };
  /** Room beside the lines: for labels, numbers and the name of the side. */
  const beside = (name: 'query' | 'key'): number => {
    const heading = Math.min(measure(headings[name], font), 0.36 * width);
    return Math.max(heading, rooms[name] + (outside === name ? numberRoom : 0)) + PAD * em;
  };
  const [left, right] = [beside('query'), beside('key')];
  const plot = Math.min(width - left - right, 30 * em);
  const layout = linksLayout({ ranges, rowHeight, plot, rows });
  // Views have a margin over their first row.
  const above = rowMiddle(layout, 'query', ranges.queries.start) - rowHeight / 2;
  const colours = headColours(attention.heads, style.theme);
  const links = headLinks(attention, { state, layout, colours, top: -Infinity, bottom: Infinity });
  const count = links.reduce((sum, { segments }) => sum + segments.length / 4, 0);
  if (count > MANY_LINES) style.notes.add(`the figure has ${count} lines: --threshold (threshold) leaves out the faint ones, and makes it smaller`);
  const marks: Mark[] = [
    { type: 'group', name: 'links', x: 0, y: -above, marks: links.map((mark): LinksMark => ({ ...mark, width: mark.width * LINE })) },
  ];
  const side = (name: 'query' | 'key'): void => {
    const [tokens, range] = name === 'query' ? [queries, ranges.queries] : [keys, ranges.keys];
    const [x, anchor] = name === 'query' ? [-PAD * em, 'end' as const] : [plot + PAD * em, 'start' as const];
    for (let index = range.start; index < range.end; index++) {
      const focused = state.focus?.side === name && state.focus.index === index;
      if (index % every !== 0 && !focused) continue;
      const y = (index - range.start + 0.5) * rowHeight;
      marks.push(tokenText(tokens[index], { x, y, anchor, room: rooms[name] + 0.5, strong: focused, style }));
      if (state.focus === null || name !== outside) continue;
      const mean = focusMean(attention, state.focus, { heads: state.heads, index });
      const text = Number.isNaN(mean) ? 'NaN' : formatNumber(mean, style.language, 2);
      const end = name === 'query' ? -left : plot + right;
      marks.push({ type: 'text', x: end, y, text, anchor: name === 'query' ? 'start' : 'end', font, colour: palette.muted });
    }
    const heading = cutText(headings[name], (name === 'query' ? left : right) - PAD * em + 0.5, font, measure);
    marks.push({ type: 'text', x, y: Math.min(-0.8 * em, rowHeight / 2 - 1.4 * em), text: heading, anchor, font, colour: palette.muted });
  };
  side('query');
  side('key');
  if (rowHeight * every < ROW * em && every > 1)
    style.notes.add(`${rows} rows were drawn within ${inMillimetres(height)} mm, closer than their labels`);
  return { title, marks, width: plot, height: rows * rowHeight, left, right, top: 1.9 * em };
}

/** What the lines between two columns need to know of them. */
interface LinksPlace {
  ranges: { queries: TokenRange; keys: TokenRange };
  rowHeight: number;
  /** From one column to the other. */
  plot: number;
  rows: number;
}

/** A layout of the head view that ends where the lines do: labels are the figure's. */
export function linksLayout({ ranges, rowHeight, plot, rows }: LinksPlace): HeadLayout {
  const font = { size: 0, weight: 400 as const, family: FONT_FAMILY };
  const side = (tokens: TokenRange): SideLayout => ({ tokens, left: 0, right: plot, label: 0, blocks: 0, number: 0 });
  return {
    width: plot,
    height: rows * rowHeight,
    rowHeight,
    font,
    numberFont: font,
    labelWidth: 0,
    blockWidth: 0,
    blockHeight: 0,
    stacked: false,
    linksLeft: 0,
    linksRight: plot,
    query: side(ranges.queries),
    key: side(ranges.keys),
  };
}

function whole(tokens: readonly unknown[]): TokenRange {
  return { start: 0, end: tokens.length };
}

function length({ start, end }: TokenRange): number {
  return end - start;
}
