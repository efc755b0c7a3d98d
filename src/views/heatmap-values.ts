import { layerAttention, stackTokens, type AttentionRecord } from '../attention/record.js';
import type { ColourScale } from '../scene/mark.js';
import { headData, type HeadData, type Unit } from './head-data.js';
import { isDiverging, type HeatmapState, type Scaling } from './heatmap-state.js';
import { uniformWeights } from './heatmap-uniform.js';
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
  /** What stands in the rows and in the columns: tokens or words, without what is filtered out. */
  queries: readonly Unit[];
  keys: readonly Unit[];
  /** None where no head is on, or a difference is asked for of other than two. */
  panels: HeatmapPanel[];
  scale: ColourScale;
}

/** The latest table of a record: hover and zoom ask for it in each frame, and renderers know a matrix by its array. */
const latest = new WeakMap<AttentionRecord, { key: string; table: HeatmapTable }>();

/** The numbers of a heatmap and the scale of their colours. The same object for as long as the state asks for the same numbers. */
export function heatmapTable(record: AttentionRecord, state: HeatmapState): HeatmapTable {
  const { sequence, stack, layer, heads, filter, units, special, values, scaling, sequential, diverging, theme } = state;
  const key = JSON.stringify([sequence, stack, layer, heads, filter, units, special, values, scaling, sequential, diverging, theme]);
  const known = latest.get(record);
  if (known?.key === key) return known.table;
  const table = makeTable(record, state);
  latest.set(record, { key, table });
  return table;
}

function makeTable(record: AttentionRecord, state: HeatmapState): HeatmapTable {
  const { scaling, theme } = state;
  const data = headData(record, { ...state, combine: 'each' });
  const panels = panelData(record, state, data).map(({ heads, data: numbers }) => ({
    heads,
    data: numbers,
    coloured: scaled(numbers, data.key.length, scaling),
  }));
  const name = isDiverging(state) ? state.diverging : state.sequential;
  const high = scaling === 'global' ? largest(panels.map((panel) => panel.data)) || 1 : 1;
  return { queries: data.query, keys: data.key, panels, scale: colourScale(name, { low: isDiverging(state) ? -high : 0, high, theme }) };
}

function panelData(record: AttentionRecord, state: HeatmapState, data: HeadData): { heads: number[]; data: Float32Array }[] {
  const { heads, values, sequence, stack, layer, special } = state;
  const plane = data.query.length * data.key.length;
  const matrix = (head: number): Float32Array => data.attention.data.subarray(head * plane, (head + 1) * plane);
  if (heads.length === 0) return [];
  switch (values) {
    case 'weights':
      return heads.map((head) => ({ heads: [head], data: matrix(head) }));
    case 'mean':
      return [{ heads, data: combine(heads.map(matrix), () => 1 / heads.length) }];
    case 'difference':
      if (heads.length !== 2) return [];
      return [{ heads, data: combine(heads.map(matrix), (place) => (place === 0 ? 1 : -1)) }];
    case 'uniform': {
      const { keys } = stackTokens(record, { stack, sequence });
      const uniform = uniformWeights(layerAttention(record, layer, { sequence, stack }), data, { keys, special });
      return heads.map((head) => ({ heads: [head], data: matrix(head).map((weight, i) => weight - uniform[i]) }));
    }
  }
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
