import { LupaError } from '../errors.js';
import type { Mark } from '../scene/mark.js';
import { colourOf } from '../scene/matrix.js';
import { textOn } from '../views/colours.js';
import { heatmapState, isDiverging, type HeatmapState } from '../views/heatmap-state.js';
import { heatmapTable, type HeatmapTable } from '../views/heatmap-values.js';
import { legendCaption } from '../views/heatmap.js';
import { HEATMAP_WORDS } from '../words/heatmap.js';
import { formatNumber, wordsIn } from '../words/language.js';
import { tokenLabel } from '../views/label.js';
import { everyLabel, labelRoom, specialChoice, tokenText, type Labelled } from './labels.js';
import type { FigureOptions } from './options.js';
import { PANEL_GAP, type Panel } from './panel.js';
import type { Body, BodyPlace } from './body.js';
import { sameTokens, type Source } from './sources.js';
import type { Style } from './style.js';

/** Cells larger than this, in ems, only take room. */
const LARGEST_CELL = 4.5;
/** Between labels and cells, in ems. */
const PAD = 0.45;
/** A label of a column is at most so long, in ems. */
const LONGEST_LABEL = 9;

/** Matrices of one cell size and in one scale of colours. */
export function drawHeatmaps(sources: readonly Source[], options: FigureOptions, { width, columns, style }: BodyPlace): Body {
  const { em } = style;
  const states = sources.map(({ record, selection }) => heatmapState(record, { ...heatmapOptions(options), ...selection, theme: style.theme }));
  const wrong = states.find(({ values, heads }) => values === 'difference' && heads.length !== 2);
  if (wrong !== undefined)
    throw new LupaError('InvalidInput', `a difference is that of two heads, and ${wrong.heads.length} are given: name two`, {
      subject: 'heads',
      value: wrong.heads,
      limit: 2,
    });
  const tables = sources.map(({ record }, i) => ({ ...heatmapTable(record, states[i]) }));
  const scale = sharedScale(tables, states[0]);
  const rooms = tables.map((table, i) => labelRooms(sources, i, { table, columns, width, style }));
  const across = Array.from({ length: Math.min(columns, tables.length) }, (_, column) => {
    const own = tables.flatMap((table, i) => (i % columns === column ? [{ count: table.keys.length, left: rooms[i].query }] : []));
    return { count: Math.max(...own.map(({ count }) => count)), left: Math.max(...own.map(({ left }) => left)) };
  });
  const free = width - (across.length - 1) * PANEL_GAP.across * em - across.reduce((sum, { left }) => sum + left, 0);
  const cell = Math.min(LARGEST_CELL * em, free / across.reduce((sum, { count }) => sum + count, 0));
  const panels = sources.map(({ title }, i) =>
    matrixPanel({ title, table: { ...tables[i], scale }, state: states[i], room: rooms[i], cell, options, style }),
  );
  const caption = legendCaption(states[0], wordsIn(HEATMAP_WORDS, style.language));
  return { panels, legend: { kind: 'scale', scale, caption } };
}

function heatmapOptions(options: FigureOptions): Partial<HeatmapState> {
  const { filter, units, values, scaling, sequential, diverging } = options;
  return { filter, units, special: specialChoice(options), values, scaling, sequential, diverging };
}

/** One scale for all panels: full colour is the largest number of any. */
function sharedScale(tables: readonly HeatmapTable[], state: HeatmapState): HeatmapTable['scale'] {
  const high = Math.max(...tables.map((table) => table.scale.high));
  return { ...tables[0].scale, low: isDiverging(state) ? -high : 0, high };
}

/** Room for the labels beside and over a matrix; none where those of the panel before it, or over it, serve. */
function labelRooms(
  sources: readonly Source[],
  i: number,
  { table, columns, width, style }: { table: HeatmapTable; columns: number; width: number; style: Style },
): { query: number; key: number } {
  const own = {
    query: i % columns === 0 || !sameTokens(sources[i], sources[i - 1], 'queries'),
    key: i < columns || !sameTokens(sources[i], sources[i - columns], 'keys'),
  };
  const most = Math.max(3 * style.em, (0.3 * width) / Math.min(columns, sources.length));
  return {
    query: own.query ? labelRoom(table.queries, { most: columns === 1 ? most : Math.max(most, 0.2 * width), style }) + PAD * style.em : 0,
    key: own.key ? labelRoom(table.keys, { most: LONGEST_LABEL * style.em, style }) : 0,
  };
}

interface MatrixPanel {
  title: string | null;
  table: HeatmapTable;
  state: HeatmapState;
  room: { query: number; key: number };
  cell: number;
  options: FigureOptions;
  style: Style;
}

function matrixPanel(panel: MatrixPanel): Panel {
  const { title, table, room, cell, style, state } = panel;
  const { em, palette } = style;
  const rows = table.queries.length;
  const columns = table.keys.length;
  const [width, height] = [columns * cell, rows * cell];
  // Labels lie flat where each fits over its cell.
  const turned = room.key + 0.5 * em > cell;
  const marks: Mark[] = [
    {
      type: 'matrix',
      x: 0,
      y: 0,
      width,
      height,
      rows,
      columns,
      data: table.panels[0].coloured,
      scale: table.scale,
      datum: { kind: 'cell', layer: state.layer, head: state.heads[0] },
    },
    { type: 'rect', x: -1, y: -1, width: width + 2, height: height + 2, fill: null, stroke: palette.border },
    ...(panel.options.numbers === true ? cellNumbers(panel) : []),
  ];
  if (room.query > 0) {
    const every = everyLabel(cell, style);
    eachLabel(table.queries, every, (unit, index) => {
      marks.push(tokenText(unit, { x: -PAD * em, y: (index + 0.5) * cell, anchor: 'end', room: room.query - PAD * em + 0.5, style }));
    });
  }
  if (room.key > 0) {
    const every = turned ? everyLabel(cell, style) : 1;
    eachLabel(table.keys, every, (unit, index) => {
      const x = (index + 0.5) * cell;
      marks.push(
        turned && !isIdeograph(unit)
          ? tokenText(unit, { x, y: -PAD * em, anchor: 'start', room: room.key + 0.5, angle: -90, style })
          : tokenText(unit, { x, y: -PAD * em - 0.5 * em, anchor: 'middle', room: cell, style }),
      );
    });
  }
  return { title, marks, width, height, left: room.query, right: 0, top: room.key === 0 ? 0 : (turned ? room.key : em) + PAD * em };
}

/** One Chinese or Japanese character is never turned: it stands upright in its line. */
function isIdeograph(unit: Labelled): boolean {
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]$/u.test(tokenLabel(unit));
}

function eachLabel(units: readonly Labelled[], every: number, write: (unit: Labelled, index: number) => void): void {
  for (const [index, unit] of units.entries()) if (index % every === 0) write(unit, index);
}

/** Numbers of two decimals in the cells; where they do not fit, a note. */
function cellNumbers({ table, state, cell, style }: MatrixPanel): Mark[] {
  const { em, measure, language, notes } = style;
  const font = { ...style.font, size: 0.85 * em };
  if (cell < measure(formatNumber(isDiverging(state) ? -0.88 : 0.88, language, 2), font) + 0.3 * em) {
    notes.add('the numbers do not fit into the cells and were left out (a larger width or a smaller font size makes room)');
    return [];
  }
  const columns = table.keys.length;
  const { data, coloured } = table.panels[0];
  return Array.from(data, (value, at): Mark => ({
    type: 'text',
    x: ((at % columns) + 0.5) * cell,
    y: (Math.floor(at / columns) + 0.5) * cell,
    text: Number.isNaN(value) ? 'NaN' : formatNumber(Math.abs(value) < 0.005 ? 0 : value, language, 2),
    anchor: 'middle',
    font,
    colour: textOn(colourOf(coloured[at], table.scale)),
  }));
}
