import { layerAttention, stackTokens, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import type { ColourScale } from '../scene/mark.js';
import type { Token } from '../tokens/token.js';
import { filterTokens, type TokenRange } from './head-state.js';
import { isDiverging, type HeatmapState, type Scaling } from './heatmap-state.js';
import { colourScale } from './scale.js';

/** One matrix of the heatmap: that of a head, of the mean of several, or of a difference. */
export interface HeatmapPanel {
  heads: number[];
  /** [rows, columns]: the numbers that are written. */
  data: Float32Array;
  /** [rows, columns]: the numbers that are coloured; `data` itself unless rows or columns are scaled. */
  coloured: Float32Array;
}

/** What a heatmap shows, before it has a size. */
export interface HeatmapTable {
  queries: readonly Token[];
  keys: readonly Token[];
  /** The queries and keys that the filter leaves: row 0 is query `rows.start`. */
  rows: TokenRange;
  columns: TokenRange;
  panels: HeatmapPanel[];
  scale: ColourScale;
}

/** The latest table of a record: hover and zoom ask for it in each frame, and renderers know a matrix by its array. */
const latest = new WeakMap<AttentionRecord, { key: string; table: HeatmapTable }>();

/** The numbers of a heatmap and the scale of their colours. The same object for as long as the state asks for the same numbers. */
export function heatmapTable(record: AttentionRecord, state: HeatmapState): HeatmapTable {
  const { sequence, stack, layer, heads, filter, values, scaling, sequential, diverging, theme } = state;
  const key = JSON.stringify([sequence, stack, layer, heads, filter, values, scaling, sequential, diverging, theme]);
  const known = latest.get(record);
  if (known?.key === key) return known.table;
  const table = makeTable(record, state);
  latest.set(record, { key, table });
  return table;
}

function makeTable(record: AttentionRecord, state: HeatmapState): HeatmapTable {
  const { sequence, stack, layer, heads, filter, values, scaling, theme } = state;
  const { queries, keys } = stackTokens(record, { stack, sequence });
  const attention = layerAttention(record, layer, { sequence, stack });
  const whole = { queries: { start: 0, end: queries.length }, keys: { start: 0, end: keys.length } };
  const { queries: rows, keys: columns } = queries === keys ? filterTokens(queries, filter) : whole;
  const matrix = (head: number): Float32Array => cut(attention, head, rows, columns);
  const panels = panelData(attention, { heads, values, matrix, rows, columns }).map(({ heads: of, data }) => ({
    heads: of,
    data,
    coloured: scaled(data, columns.end - columns.start, scaling),
  }));
  const name = isDiverging(state) ? state.diverging : state.sequential;
  const high = scaling === 'global' ? largest(panels.map(({ data }) => data)) || 1 : 1;
  return { queries, keys, rows, columns, panels, scale: colourScale(name, { low: isDiverging(state) ? -high : 0, high, theme }) };
}

interface PanelSource {
  heads: number[];
  values: HeatmapState['values'];
  matrix: (head: number) => Float32Array;
  rows: TokenRange;
  columns: TokenRange;
}

function panelData(attention: LayerAttention, { heads, values, matrix, rows, columns }: PanelSource): { heads: number[]; data: Float32Array }[] {
  if (heads.length === 0) return [];
  switch (values) {
    case 'weights':
      return heads.map((head) => ({ heads: [head], data: matrix(head) }));
    case 'mean':
      return [{ heads, data: combine(heads.map(matrix), () => 1 / heads.length) }];
    case 'difference':
      return [{ heads, data: combine(heads.map(matrix), (place) => (place === 0 ? 1 : -1)) }];
    case 'uniform': {
      const visible = visibleKeys(attention);
      const width = columns.end - columns.start;
      return heads.map((head) => ({
        heads: [head],
        data: matrix(head).map((weight, i) => {
          const query = rows.start + Math.floor(i / width);
          return columns.start + (i % width) < visible(query) ? weight - 1 / visible(query) : weight;
        }),
      }));
    }
  }
}

/** How many keys, from the first, a query can see: all, or those up to itself where no head of the layer looks ahead. */
function visibleKeys({ data, heads, queries, keys }: LayerAttention): (query: number) => number {
  if (queries !== keys) return () => keys;
  for (let row = 0; row < heads * queries; row++) {
    for (let key = (row % queries) + 1; key < keys; key++) if (data[row * keys + key] !== 0) return () => keys;
  }
  return (query) => query + 1;
}

/** The part of a head's matrix that is shown; a view where that is all of it. */
function cut({ data, queries, keys }: LayerAttention, head: number, rows: TokenRange, columns: TokenRange): Float32Array {
  const matrix = data.subarray(head * queries * keys, (head + 1) * queries * keys);
  if (columns.start === 0 && columns.end === keys) return matrix.subarray(rows.start * keys, rows.end * keys);
  const width = columns.end - columns.start;
  const part = new Float32Array((rows.end - rows.start) * width);
  for (let row = rows.start; row < rows.end; row++) {
    part.set(matrix.subarray(row * keys + columns.start, row * keys + columns.end), (row - rows.start) * width);
  }
  return part;
}

/** The sum of matrices, each times its factor. */
function combine(matrices: Float32Array[], factor: (place: number) => number): Float32Array {
  const sum = new Float64Array(matrices[0].length);
  for (const [place, matrix] of matrices.entries()) for (let i = 0; i < sum.length; i++) sum[i] += matrix[i] * factor(place);
  return Float32Array.from(sum);
}

/** Each row or column divided by its largest number without regard to sign; rows and columns of zeros stay zeros. NaN is left out of the search. */
function scaled(data: Float32Array, columns: number, scaling: Scaling): Float32Array {
  if (scaling === 'global' || scaling === 'unit') return data;
  const groupOf = scaling === 'row' ? (i: number): number => Math.floor(i / columns) : (i: number): number => i % columns;
  const most = new Float32Array(scaling === 'row' ? data.length / columns : columns);
  for (let i = 0; i < data.length; i++) most[groupOf(i)] = Math.max(most[groupOf(i)], Math.abs(data[i]) || 0);
  return data.map((value, i) => (most[groupOf(i)] === 0 ? value : value / most[groupOf(i)]));
}

/** The largest number without regard to sign, NaN left out. */
function largest(matrices: Float32Array[]): number {
  let most = 0;
  for (const matrix of matrices) for (const value of matrix) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}
