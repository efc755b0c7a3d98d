import { html, type TemplateResult } from 'lit';
import { cellOf, cellValue, formatCell, unitOf, type Cell } from '../views/heatmap-cell.js';
import type { HeatmapState } from '../views/heatmap-state.js';
import type { HeatmapTable } from '../views/heatmap-values.js';
import { tokenLabel } from '../views/label.js';
import type { HeatmapWords } from '../words/heatmap.js';
import type { Language } from '../words/language.js';

/** The matrices for keyboard and screen reader. */
export interface CellGrid {
  state: HeatmapState;
  table: HeatmapTable;
  words: HeatmapWords;
  language: Language;
  keydown: (event: KeyboardEvent) => void;
  focus: () => void;
}

/** An invisible grid over the picture. Of a million cells one is an element: the active one. */
export function cellGrid({ state, table, words, language, keydown, focus }: CellGrid): TemplateResult {
  const { queries, keys } = table;
  const cell = activeCell(state, table);
  const numbers = table.panels.map((panel) => formatCell(cellValue(panel, table, cell), language)).join('; ');
  const name = queries.length * keys.length === 0 ? '' : `${tokenLabel(queries[cell.row])} → ${tokenLabel(keys[cell.column])}: ${numbers}`;
  return html`<div class="grid" role="grid" tabindex="0" aria-label=${words.matrix} aria-rowcount=${queries.length} aria-colcount=${keys.length}
    aria-activedescendant="cell" @keydown=${keydown} @focus=${focus}>
    <div role="row" aria-rowindex=${cell.row + 1}><div role="gridcell" id="cell" aria-colindex=${cell.column + 1} aria-selected=${state.pinned}>${name}</div></div></div>`;
}

/** Where the arrow keys are: the cell, or the focused token's with the first of the other side. */
export function activeCell({ cell, focus }: HeatmapState, table: HeatmapTable): Cell {
  const known = cell === null ? null : cellOf(table, cell);
  if (known !== null) return known;
  const at = focus === null ? 0 : (unitOf(table, focus) ?? 0);
  return focus?.side === 'key' ? { row: 0, column: at } : { row: at, column: 0 };
}

/** Where a key takes the active cell; null when it is not a key for moving. */
export function moveCell({ key, ctrlKey }: KeyboardEvent, { row, column }: Cell, { queries, keys }: HeatmapTable): Cell | null {
  const steps: Record<string, Cell> = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    PageUp: { row: row - 10, column },
    PageDown: { row: row + 10, column },
    Home: { row: ctrlKey ? 0 : row, column: 0 },
    End: { row: ctrlKey ? queries.length : row, column: keys.length },
  };
  if (!Object.hasOwn(steps, key)) return null;
  return { row: clamp(steps[key].row, queries.length), column: clamp(steps[key].column, keys.length) };
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
