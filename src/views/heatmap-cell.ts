import { formatNumber, type Language } from '../words/language.js';
import type { HeatmapPanel, HeatmapTable } from './heatmap-values.js';
import type { Focus } from './selection.js';

/** A cell of a heatmap, counted among the rows and columns that are shown. */
export interface Cell {
  row: number;
  column: number;
}

/** A cell by its tokens: indices in the sequences of both sides, the first tokens of words. */
export interface TokenPair {
  query: number;
  key: number;
}

/** The tokens of a cell. */
export function cellTokens({ queries, keys }: HeatmapTable, { row, column }: Cell): TokenPair {
  return { query: queries[row].tokens.start, key: keys[column].tokens.start };
}

/** Where a pair of tokens is; null where the heatmap leaves one of them out. */
export function cellOf(table: HeatmapTable, { query, key }: TokenPair): Cell | null {
  const row = unitOf(table, { side: 'query', index: query });
  const column = unitOf(table, { side: 'key', index: key });
  return row === null || column === null ? null : { row, column };
}

/** The row or column of a token; null where the heatmap leaves it out. */
export function unitOf({ queries, keys }: HeatmapTable, { side, index }: Focus): number | null {
  const at = (side === 'query' ? queries : keys).findIndex(({ tokens: { start, end } }) => index >= start && index < end);
  return at < 0 ? null : at;
}

/** The number of a cell in a panel. */
export function cellValue(panel: HeatmapPanel, { keys }: Pick<HeatmapTable, 'keys'>, { row, column }: Cell): number {
  return panel.data[row * keys.length + column];
}

/** A number as the heatmap tells it: four decimals, or `NaN`. */
export function formatCell(value: number, language: Language): string {
  return Number.isNaN(value) ? 'NaN' : formatNumber(value, language, 4);
}

/** The cells of a row (`side` query) or a column with the largest numbers, without regard to sign, largest first; NaN comes last. */
export function strongestCells(
  panel: HeatmapPanel,
  table: HeatmapTable,
  { side, index, count }: { side: Focus['side']; index: number; count: number },
): { index: number; value: number }[] {
  const all = Array.from({ length: (side === 'query' ? table.keys : table.queries).length }, (_, other) => ({
    index: other,
    value: cellValue(panel, table, side === 'query' ? { row: index, column: other } : { row: other, column: index }),
  }));
  const rank = ({ value }: { value: number }): number => (Number.isNaN(value) ? -1 : Math.abs(value));
  return all.sort((a, b) => rank(b) - rank(a) || a.index - b.index).slice(0, count);
}
