import { headCount } from '../attention/record.js';
import type { LinksMark, Mark } from '../scene/mark.js';
import { cutText } from '../scene/measure.js';
import { headColours } from '../views/colours.js';
import { headData, shownFocus, type HeadData } from '../views/head-data.js';
import { focusMean, otherSide } from '../views/head-focus.js';
import { unitMiddle, type HeadLayout, type SideLayout } from '../views/head-layout.js';
import { headLinks } from '../views/head-links.js';
import { headState, type HeadState } from '../views/head-state.js';
import { lineColours } from '../views/head.js';
import type { Side } from '../views/selection.js';
import { FONT_FAMILY } from '../views/theme.js';
import { formatNumber } from '../words/language.js';
import type { Body, BodyPlace } from './body.js';
import { everyLabel, labelRoom, specialChoice, tokenText } from './labels.js';
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
    headState(record, {
      ...selection,
      filter: options.filter,
      threshold: options.threshold,
      units: options.units,
      special: specialChoice(options),
      combine: options.combine,
      theme: style.theme,
    }),
  );
  const panels = sources.map((source, i) => headPanel(source, states[i], { width: panelWidth, height: panelHeight, style }));
  const heads = [...new Set(states.flatMap((state) => state.heads))].sort((a, b) => a - b);
  const colours = headColours(Math.max(...sources.map(({ record, selection }) => headCount(record, selection))), style.theme);
  const shared = states.some((state) => state.heads.length > 1 && state.combine === 'each');
  return { panels, legend: shared ? { kind: 'heads', heads, colours } : null };
}

function headPanel({ record, title }: Source, state: HeadState, { width, height, style }: { width: number; height: number; style: Style }): Panel {
  const { em, font, palette, words, measure } = style;
  const data = headData(record, state);
  const focus = shownFocus(data, state.focus);
  const rows = Math.max(data.query.length, data.key.length);
  const rowHeight = Math.min(ROW * em, Math.max(0.05 * em, height / rows));
  const every = everyLabel(rowHeight, style);
  const numberRoom = focus === null ? 0 : measure(formatNumber(0.88, style.language, 2), font) + PAD * em;
  const most = 0.36 * width - numberRoom;
  const rooms = { query: labelRoom(data.query, { most, style }), key: labelRoom(data.key, { most, style }) };
  const outside = focus === null ? null : otherSide(focus);
  const headings = { query: words.queries, key: words.keys };
  /** Room beside the lines: for labels, numbers and the name of the side. */
  const beside = (name: Side): number => {
    const heading = Math.min(measure(headings[name], font), 0.36 * width);
    return Math.max(heading, rooms[name] + (outside === name ? numberRoom : 0)) + PAD * em;
  };
  const [left, right] = [beside('query'), beside('key')];
  const plot = Math.min(width - left - right, 30 * em);
  const layout = linksLayout(data, { pitch: rowHeight, plot });
  const colours = lineColours(headCount(record, state), { combined: data.combined, theme: style.theme });
  const links = headLinks(data, { layer: state.layer, threshold: state.threshold, focus, layout, colours, from: -Infinity, to: Infinity });
  const count = links.reduce((sum, { segments }) => sum + segments.length / 4, 0);
  if (count > MANY_LINES) style.notes.add(`the figure has ${count} lines: --threshold (threshold) leaves out the faint ones, and makes it smaller`);
  const marks: Mark[] = [
    { type: 'group', name: 'links', x: 0, y: 0, marks: links.map((mark): LinksMark => ({ ...mark, width: mark.width * LINE })) },
  ];
  const side = (name: Side): void => {
    const [x, anchor] = name === 'query' ? [-PAD * em, 'end' as const] : [plot + PAD * em, 'start' as const];
    for (const [index, unit] of data[name].entries()) {
      const focused = focus?.side === name && focus.index === index;
      if (index % every !== 0 && !focused) continue;
      const y = unitMiddle(layout, index);
      marks.push(tokenText(unit, { x, y, anchor, room: rooms[name] + 0.5, strong: focused, style }));
      if (focus === null || name !== outside) continue;
      const mean = focusMean(data.attention, focus, { heads: data.heads, index });
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

/**
 * A layout of the head view that ends where the lines do: labels are the figure's.
 * @param options `pitch`: from a row to the next; `plot`: from one column to the other
 */
export function linksLayout({ query, key }: Pick<HeadData, 'query' | 'key'>, { pitch, plot }: { pitch: number; plot: number }): HeadLayout {
  const font = { size: 0, weight: 400 as const, family: FONT_FAMILY };
  const side = (count: number, links: number): SideLayout => ({ count, from: 0, to: plot, label: 0, blocks: 0, number: 0, links });
  return {
    orientation: 'vertical',
    width: plot,
    height: Math.max(query.length, key.length) * pitch,
    pitch,
    origin: 0,
    mirrored: false,
    turned: false,
    turnedNumbers: false,
    font,
    numberFont: font,
    labelRoom: 0,
    blockLength: 0,
    blockBreadth: 0,
    stacked: false,
    query: side(query.length, 0),
    key: side(key.length, plot),
  };
}
