import { formatNumber, type Language } from '../words/language.js';
import type { HeatmapPanel, HeatmapTable } from './heatmap-values.js';
import type { Focus } from './selection.js';

/** The number of a cell in a panel; `query` and `key` are indices in the sequences. */
export function cellValue(
  panel: HeatmapPanel,
  { rows, columns }: Pick<HeatmapTable, 'rows' | 'columns'>,
  cell: { query: number; key: number },
): number {
  return panel.data[(cell.query - rows.start) * (columns.end - columns.start) + cell.key - columns.start];
}

/** A number as the heatmap tells it: four decimals, or `NaN`. */
export function formatCell(value: number, language: Language): string {
  return Number.isNaN(value) ? 'NaN' : formatNumber(value, language, 4);
}

/** The tokens across from a focused one with the largest numbers, without regard to sign, largest first; NaN comes last. */
export function strongestCells(
  panel: HeatmapPanel,
  table: HeatmapTable,
  { focus, count }: { focus: Focus; count: number },
): { index: number; value: number }[] {
  const { start, end } = focus.side === 'query' ? table.columns : table.rows;
  const all = Array.from({ length: end - start }, (_, i) => {
    const index = start + i;
    return {
      index,
      value: cellValue(panel, table, focus.side === 'query' ? { query: focus.index, key: index } : { query: index, key: focus.index }),
    };
  });
  const rank = ({ value }: { value: number }): number => (Number.isNaN(value) ? -1 : Math.abs(value));
  return all.sort((a, b) => rank(b) - rank(a) || a.index - b.index).slice(0, count);
}
