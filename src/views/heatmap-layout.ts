import type { Font } from '../scene/mark.js';
import type { TextMeasure } from '../scene/measure.js';
import type { Unit } from './head-data.js';
import type { Cell } from './heatmap-cell.js';
import type { HeatmapTable } from './heatmap-values.js';
import { tokenLabel } from './label.js';
import { FONT_FAMILY } from './theme.js';

/** Which part of the matrices is seen, and how large. All panels show the same part. */
export interface Zoom {
  /** 1: the whole matrix fits. */
  factor: number;
  /** The row and the column at the upper left corner, in cells; may lie within a cell. */
  row: number;
  column: number;
}

/** Where a panel's matrix is, in px of the drawing. */
export interface PanelLayout {
  x: number;
  y: number;
  /** Whether it is the first of its line: that one has the labels of the queries. */
  first: boolean;
}

/** Where everything in a heatmap is, in px. */
export interface HeatmapLayout {
  width: number;
  height: number;
  /** The side of a cell. */
  cell: number;
  /** Of each panel's matrix, as far as it is seen. */
  plotWidth: number;
  plotHeight: number;
  panels: PanelLayout[];
  font: Font;
  titleFont: Font;
  /** Room for the labels of the queries, left of a line of panels, and of the keys, above each panel. */
  queryRoom: number;
  keyRoom: number;
  /** Whether the labels of the keys stand on end. */
  turned: boolean;
  /** Every how many tokens one has a label: labels never overlap. */
  every: { query: number; key: number };
  /** What is seen: never beyond the matrix. */
  zoom: Zoom;
  /** Where the scale of colours is. */
  legend: { x: number; y: number; width: number; within: { left: number; right: number } };
}

/** What a layout needs to know. */
export interface HeatmapLayoutOptions {
  width: number;
  /** Of the part that can be seen. Many panels may take more. */
  viewHeight: number;
  zoom: Zoom;
  measure: TextMeasure;
}

const MARGIN = 16;
const GAP = 20;
const TITLE = 24;
const LEGEND = 60;
/** Between labels and cells. */
const PAD = 6;
/** A panel smaller than this shows nothing: rather let the picture be longer than the window. */
const LEAST = 104;
/** On a narrow screen, where one scrolls anyway. */
const LEAST_NARROW = 200;
/** How much smaller cells may be for all panels to be seen at once. */
const AT_ONCE = 0.5;
/** Larger cells only take room. */
const LARGEST_CELL = 48;
/** A cell so much magnified that it has 1 px a pixel of a large screen's height is more than enough. */
const MOST_MAGNIFIED = 64;

/** Places the panels side by side, in as many lines as make their cells largest. */
export function heatmapLayout({ queries, keys, panels }: HeatmapTable, options: HeatmapLayoutOptions): HeatmapLayout {
  const { width, viewHeight, measure } = options;
  const rowCount = Math.max(1, queries.length);
  const columnCount = Math.max(1, keys.length);
  const narrow = width < 560;
  const font: Font = { size: narrow ? 11 : 12, weight: 400, family: FONT_FAMILY };
  const titleFont: Font = { size: 13, weight: 600, family: FONT_FAMILY };
  const widest = (units: readonly Unit[]): number => Math.ceil(units.reduce((most, unit) => Math.max(most, measure(tokenLabel(unit), font)), 0)) + 1;
  const longestKey = widest(keys);
  const queryRoom = Math.min(widest(queries), narrow ? 72 : 128);
  const inner = width - 2 * MARGIN - queryRoom - PAD;
  // Side by side is worth it as long as cells grow by it.
  const least = narrow ? LEAST_NARROW : LEAST;
  let best = { across: 1, cell: 0, worth: 0, plotHeight: 0, keyRoom: 0, turned: false };
  for (let across = 1; across <= Math.max(1, panels.length); across++) {
    const plotWidth = (inner - (across - 1) * GAP) / across;
    if (across > 1 && plotWidth < LEAST) break;
    const lines = Math.ceil(panels.length / across);
    // Labels lie flat where each fits over its cell.
    const flat = Math.min(plotWidth / columnCount, LARGEST_CELL) >= longestKey + 6;
    const keyRoom = flat ? font.size + 4 : Math.min(longestKey, panels.length > 1 ? 72 : 112);
    const room = (viewHeight - MARGIN - LEGEND - lines * (TITLE + keyRoom + PAD) - (lines - 1) * GAP) / lines;
    const plotHeight = Math.max(least, room);
    const cell = Math.min(plotWidth / columnCount, plotHeight / rowCount, LARGEST_CELL);
    const worth = cell * (cell * rowCount > room + 1 && !narrow ? AT_ONCE : 1);
    if (worth >= best.worth * 0.999) best = { across, cell, worth, plotHeight, keyRoom, turned: !flat };
  }
  const { across, keyRoom } = best;
  const factor = Math.max(1, Math.min(options.zoom.factor, Math.max(1, MOST_MAGNIFIED / best.cell)));
  const cell = best.cell * factor;
  const plotWidth = Math.min((inner - (across - 1) * GAP) / across, columnCount * cell);
  const plotHeight = Math.min(best.plotHeight, rowCount * cell);
  const line = TITLE + keyRoom + PAD + plotHeight;
  const used = queryRoom + PAD + across * plotWidth + (across - 1) * GAP;
  const left = Math.max(MARGIN, Math.floor((width - used) / 2)) + queryRoom + PAD;
  const places = panels.map((_, i) => ({
    x: left + (i % across) * (plotWidth + GAP),
    y: MARGIN / 2 + Math.floor(i / across) * (line + GAP) + TITLE + keyRoom + PAD,
    first: i % across === 0,
  }));
  const lines = Math.ceil(panels.length / across);
  const bottom = MARGIN / 2 + lines * line + Math.max(0, lines - 1) * GAP;
  const legendWidth = Math.min(240, width - 2 * MARGIN);
  return {
    width,
    height: Math.ceil(bottom + LEGEND),
    cell,
    plotWidth,
    plotHeight,
    panels: places,
    font,
    titleFont,
    queryRoom,
    keyRoom,
    turned: best.turned,
    every: { query: labelStep((font.size + 3) / cell), key: labelStep(best.turned ? (font.size + 3) / cell : 1) },
    zoom: {
      factor,
      row: clamp(options.zoom.row, 0, rowCount - plotHeight / cell),
      column: clamp(options.zoom.column, 0, columnCount - plotWidth / cell),
    },
    legend: {
      x: Math.max(MARGIN, Math.min(left, width - MARGIN - legendWidth)),
      y: bottom + 14,
      width: legendWidth,
      within: { left: MARGIN, right: width - MARGIN },
    },
  };
}

/** 1, 2, 5, 10, 20, 50 …: the first that is not below `least`. */
export function labelStep(least: number): number {
  for (let ten = 1; ; ten *= 10) for (const step of [1, 2, 5]) if (step * ten >= least) return step * ten;
}

/** The cell under a point of the drawing; null beside all panels. */
export function cellAt(
  { panels, plotWidth, plotHeight, cell, zoom }: HeatmapLayout,
  { queries, keys }: Pick<HeatmapTable, 'queries' | 'keys'>,
  { x, y }: { x: number; y: number },
): (Cell & { panel: number }) | null {
  const panel = panels.findIndex((at) => x >= at.x && x < at.x + plotWidth && y >= at.y && y < at.y + plotHeight);
  if (panel < 0) return null;
  const row = Math.floor(zoom.row + (y - panels[panel].y) / cell);
  const column = Math.floor(zoom.column + (x - panels[panel].x) / cell);
  return { panel, row: Math.min(row, queries.length - 1), column: Math.min(column, keys.length - 1) };
}

/** The zoom after a step that keeps the point `x`, `y` of the drawing over the same place of the matrices. */
export function zoomAt(layout: HeatmapLayout, factor: number, { x, y }: { x: number; y: number }): Zoom {
  const { panels, plotWidth, plotHeight, cell, zoom } = layout;
  const panel = panels.find((at) => x >= at.x && x < at.x + plotWidth && y >= at.y && y < at.y + plotHeight) ?? panels[0];
  const inX = clamp(x - panel.x, 0, plotWidth);
  const inY = clamp(y - panel.y, 0, plotHeight);
  const grown = (cell * factor) / zoom.factor;
  return { factor, row: zoom.row + inY / cell - inY / grown, column: zoom.column + inX / cell - inX / grown };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
