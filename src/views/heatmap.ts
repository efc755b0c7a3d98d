import type { AttentionRecord } from '../attention/record.js';
import { colourOf } from '../scene/matrix.js';
import type { Font, GroupMark, Mark, Scene } from '../scene/mark.js';
import { cutText, estimateWidth, type TextMeasure } from '../scene/measure.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEATMAP_WORDS, type HeatmapWords } from '../words/heatmap.js';
import { formatNumber, wordsIn, type Language } from '../words/language.js';
import { textOn } from './colours.js';
import { unitOf } from './heatmap-cell.js';
import { heatmapLayout, type HeatmapLayout, type PanelLayout, type Zoom } from './heatmap-layout.js';
import { heatmapState, isDiverging, type HeatmapState } from './heatmap-state.js';
import { heatmapTable, type HeatmapPanel, type HeatmapTable } from './heatmap-values.js';
import { formatRanges, tokenLabel } from './label.js';
import { scaleLegend } from './scale-legend.js';
import { FONT_FAMILY, PALETTES, type Palette } from './theme.js';

/** How large the drawing is and which part of the matrices it shows. */
export interface HeatmapViewport {
  /** In px. */
  width: number;
  /** Of the part that can be seen; one panel fills it. Default 600. */
  viewHeight?: number;
  /** Default: all of it. */
  zoom?: Zoom;
  measure?: TextMeasure;
  /** Of titles and numbers. Default English. */
  language?: Language;
}

/** A heatmap with what a pointer needs to know about it. */
export interface HeatmapDrawing {
  scene: Scene;
  layout: HeatmapLayout;
  table: HeatmapTable;
}

/** The whole matrix. */
export const NO_ZOOM: Zoom = { factor: 1, row: 0, column: 0 };
/** Between a label and the cells. */
const PAD = 6;

/**
 * One layer of a record as matrices of coloured cells, rows queries and columns keys: a panel for each head that is on, or one for their mean or
 * difference, all in the same scale of colours, which stands below.
 * @throws LupaError OutOfRange or InvalidInput when the state names what the record does not have
 */
export function heatmapScene(record: AttentionRecord, state: Partial<HeatmapState>, viewport: HeatmapViewport): Scene {
  return heatmapDrawing(record, state, viewport).scene;
}

/** {@link heatmapScene} with its layout and numbers, for elements. */
export function heatmapDrawing(record: AttentionRecord, partial: Partial<HeatmapState>, viewport: HeatmapViewport): HeatmapDrawing {
  const { width, viewHeight = 600, zoom = NO_ZOOM, measure = estimateWidth, language = 'en' } = viewport;
  const state = heatmapState(record, partial);
  const table = heatmapTable(record, state);
  const layout = heatmapLayout(table, { width, viewHeight, zoom, measure });
  const palette = PALETTES[state.theme];
  const words = wordsIn(HEATMAP_WORDS, language);
  const drawing: Drawing = { state, table, layout, palette, measure, language, cross: crosshair(state, table) };
  const marks: Mark[] = table.panels.map((panel, i) => panelMarks(drawing, panel, layout.panels[i]));
  if (table.panels.length > 0) {
    const caption = legendCaption(state, words);
    marks.push({
      type: 'group',
      name: 'legend',
      x: 0,
      y: 0,
      marks: scaleLegend({ scale: table.scale, caption, ...layout.legend, measure, palette, language }),
    });
  } else {
    const font: Font = { size: 14, weight: 400, family: FONT_FAMILY };
    marks.push({
      type: 'text',
      x: width / 2,
      y: 60,
      text: state.heads.length === 0 ? wordsIn(COMMON_WORDS, language).noHead : words.chooseTwo,
      anchor: 'middle',
      font,
      colour: palette.muted,
    });
  }
  return { scene: { width, height: layout.height, background: palette.background, marks }, layout, table };
}

/** What stands over a panel. */
export function panelTitle({ values }: Pick<HeatmapState, 'values'>, heads: readonly number[], language: Language): string {
  const words = wordsIn(HEATMAP_WORDS, language);
  if (values === 'difference') return words.differenceOf(heads[0], heads[1]);
  if (values === 'uniform') return words.headUniform(heads[0]);
  return heads.length === 1 ? wordsIn(COMMON_WORDS, language).headNumber(heads[0]) : words.meanOf(formatRanges(heads));
}

/** What the colours measure. */
export function legendCaption({ values, scaling, signed }: Pick<HeatmapState, 'values' | 'scaling' | 'signed'>, words: HeatmapWords): string {
  const what = signed
    ? words.runs
    : { weights: words.weight, mean: words.meanWeight, difference: words.difference, uniform: words.overUniform }[values];
  if (scaling === 'row') return words.ofRow(what);
  return scaling === 'column' ? words.ofColumn(what) : what;
}

interface Drawing {
  state: HeatmapState;
  table: HeatmapTable;
  layout: HeatmapLayout;
  palette: Palette;
  measure: TextMeasure;
  language: Language;
  cross: Crosshair;
}

/** The row and the column that are pointed at; null for none. */
interface Crosshair {
  row: number | null;
  column: number | null;
}

function crosshair({ cell, focus }: HeatmapState, table: HeatmapTable): Crosshair {
  const query = cell?.query ?? (focus?.side === 'query' ? focus.index : null);
  const key = cell?.key ?? (focus?.side === 'key' ? focus.index : null);
  return {
    row: query === null ? null : unitOf(table, { side: 'query', index: query }),
    column: key === null ? null : unitOf(table, { side: 'key', index: key }),
  };
}

function panelMarks(drawing: Drawing, panel: HeatmapPanel, at: PanelLayout): GroupMark {
  const { state, table, layout, palette, measure, language } = drawing;
  const { plotWidth, plotHeight, cell, zoom, keyRoom, titleFont } = layout;
  const rows = table.queries.length;
  const columns = table.keys.length;
  const clip = { x: 0, y: 0, width: plotWidth, height: plotHeight };
  const field: Mark = {
    type: 'matrix',
    x: -zoom.column * cell,
    y: -zoom.row * cell,
    width: columns * cell,
    height: rows * cell,
    rows,
    columns,
    data: panel.coloured,
    scale: table.scale,
    datum: { kind: 'cell', layer: state.layer, ...(panel.heads.length === 1 ? { head: panel.heads[0] } : {}) },
  };
  // As far as the next panel of the line, or the edge.
  const next = layout.panels.find(({ x, y }) => y === at.y && x > at.x);
  const room = (next?.x ?? layout.width) - at.x - 8;
  const title = cutText(panelTitle(state, panel.heads, language), room, titleFont, measure);
  const marks: Mark[] = [
    { type: 'text', x: 0, y: -keyRoom - PAD - 14, text: title, anchor: 'start', font: titleFont, colour: palette.text },
    ...(at.first ? labels(drawing, 'query') : []),
    ...labels(drawing, 'key'),
    { type: 'group', name: 'cells', x: 0, y: 0, clip, marks: [field, ...numbers(drawing, panel)] },
    { type: 'rect', x: -1, y: -1, width: plotWidth + 2, height: plotHeight + 2, fill: null, stroke: palette.border },
    {
      type: 'group',
      name: 'crosshair',
      x: 0,
      y: 0,
      clip: { x: -1, y: -1, width: plotWidth + 2, height: plotHeight + 2 },
      marks: crossMarks(drawing),
    },
  ];
  return { type: 'group', name: 'panel', x: at.x, y: at.y, marks };
}

/** The rows or columns whose middle can be seen. */
function seen({ layout, table }: Drawing, side: 'query' | 'key'): { start: number; end: number } {
  const { cell, zoom } = layout;
  const [from, room, count] =
    side === 'query' ? [zoom.row, layout.plotHeight, table.queries.length] : [zoom.column, layout.plotWidth, table.keys.length];
  return { start: Math.max(0, Math.ceil(from - 0.5)), end: Math.min(count, Math.floor(from + room / cell - 0.5) + 1) };
}

/** The labels of one side: every so many, and that of the crosshair always. */
function labels(drawing: Drawing, side: 'query' | 'key'): Mark[] {
  const { table, layout, cross, palette, measure } = drawing;
  const { cell, zoom, font, every, queryRoom, keyRoom, turned } = layout;
  const [units, from, chosen] = side === 'query' ? [table.queries, zoom.row, cross.row] : [table.keys, zoom.column, cross.column];
  const { start, end } = seen(drawing, side);
  const room = side === 'query' ? queryRoom : turned ? keyRoom : cell - 4;
  const near = side === 'key' && !turned ? 0 : font.size + 3;
  const marks: Mark[] = [];
  const write = (index: number, strong: boolean): void => {
    const unit = units[index];
    const middle = (index - from + 0.5) * cell;
    const face = strong ? { ...font, weight: 600 as const } : font;
    const text = cutText(tokenLabel(unit), room, face, measure);
    const colour = unit.special && !strong ? palette.muted : palette.text;
    const place =
      side === 'query'
        ? { x: -PAD, y: middle, anchor: 'end' as const }
        : turned
          ? { x: middle, y: -PAD, anchor: 'start' as const, angle: -90 }
          : { x: middle, y: -PAD - font.size / 2, anchor: 'middle' as const };
    if (strong) marks.push(labelBox(drawing, side, middle, measure(text, face)));
    marks.push({ type: 'text', ...place, text, font: face, colour, datum: { kind: 'token', layer: drawing.state.layer, [side]: unit.tokens.start } });
  };
  for (let index = start; index < end; index++) {
    if (index % every[side] !== 0 || index === chosen) continue;
    if (chosen === null || Math.abs(index - chosen) * cell >= near) write(index, false);
  }
  if (chosen !== null && chosen >= start && chosen < end) write(chosen, true);
  return marks;
}

/** Behind the label of the crosshair. */
function labelBox({ layout, palette }: Drawing, side: 'query' | 'key', middle: number, length: number): Mark {
  const thick = layout.font.size + 5;
  const box = { type: 'rect' as const, fill: palette.highlight, radius: 4 };
  if (side === 'query') return { ...box, x: -PAD - length - 3, y: middle - thick / 2, width: length + 6, height: thick };
  if (layout.turned) return { ...box, x: middle - thick / 2, y: -PAD - length - 3, width: thick, height: length + 6 };
  return { ...box, x: middle - length / 2 - 3, y: -PAD - layout.font.size / 2 - thick / 2, width: length + 6, height: thick };
}

/** The numbers in the cells, where they fit. */
function numbers(drawing: Drawing, panel: HeatmapPanel): Mark[] {
  const { state, table, layout, measure, language } = drawing;
  const { cell, zoom } = layout;
  const font: Font = { size: Math.min(13, Math.max(10, Math.floor(cell / 3.6))), weight: 400, family: FONT_FAMILY };
  const widest = formatNumber(isDiverging(state) ? -0.88 : 0.88, language, 2);
  if (cell < measure(widest, font) + 6) return [];
  const rows = seen(drawing, 'query');
  const columns = seen(drawing, 'key');
  const count = table.keys.length;
  const marks: Mark[] = [];
  for (let row = rows.start; row < rows.end; row++) {
    for (let column = columns.start; column < columns.end; column++) {
      const at = row * count + column;
      const colour = textOn(colourOf(panel.coloured[at], table.scale));
      const x = (column - zoom.column + 0.5) * cell;
      const y = (row - zoom.row + 0.5) * cell;
      marks.push({ type: 'text', x, y, text: cellNumber(panel.data[at], language), anchor: 'middle', font, colour });
    }
  }
  return marks;
}

/** A number with two decimals, `0` for what rounds to nothing, `NaN`. */
function cellNumber(value: number, language: Language): string {
  if (Number.isNaN(value)) return 'NaN';
  return Math.abs(value) < 0.005 ? '0' : formatNumber(value, language, 2);
}

/** The row and the column of the crosshair, outlined twice so that they are seen on light and dark cells. */
function crossMarks({ cross, layout, table, palette }: Drawing): Mark[] {
  const { cell, zoom, plotWidth, plotHeight } = layout;
  const marks: Mark[] = [];
  const outline = (x: number, y: number, width: number, height: number): void => {
    marks.push(
      { type: 'rect', x: x - 1, y: y - 1, width: width + 2, height: height + 2, fill: null, stroke: palette.background },
      { type: 'rect', x, y, width, height, fill: null, stroke: palette.text },
    );
  };
  const thick = Math.max(3, cell);
  const middle = (index: number, from: number): number => (index - from + 0.5) * cell;
  if (cross.row !== null) outline(-2, middle(cross.row, zoom.row) - thick / 2, plotWidth + 4, thick);
  if (cross.column !== null) outline(middle(cross.column, zoom.column) - thick / 2, -2, thick, plotHeight + 4);
  if (cross.row !== null && cross.column !== null && table.panels.length > 0) {
    const x = middle(cross.column, zoom.column) - thick / 2;
    const y = middle(cross.row, zoom.row) - thick / 2;
    marks.push({ type: 'rect', x: x - 1, y: y - 1, width: thick + 2, height: thick + 2, fill: null, stroke: palette.accent });
  }
  return marks;
}
