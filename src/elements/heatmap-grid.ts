import { html, type TemplateResult } from 'lit';
import { cellValue, formatCell } from '../views/heatmap-cell.js';
import type { HeatmapState } from '../views/heatmap-state.js';
import type { HeatmapTable } from '../views/heatmap-values.js';
import { tokenLabel } from '../views/label.js';
import type { HeatmapWords } from '../words/heatmap.js';
import type { Language } from '../words/language.js';

/** A cell by its query and key. */
interface Cell {
  query: number;
  key: number;
}

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
  const { rows, columns } = table;
  const cell = activeCell(state, table);
  const numbers = table.panels.map((panel) => formatCell(cellValue(panel, table, cell), language)).join('; ');
  const name = `${tokenLabel(table.queries[cell.query])} → ${tokenLabel(table.keys[cell.key])}: ${numbers}`;
  return html`<div class="grid" role="grid" tabindex="0" aria-label=${words.matrix} aria-rowcount=${rows.end - rows.start}
    aria-colcount=${columns.end - columns.start} aria-activedescendant="cell" @keydown=${keydown} @focus=${focus}>
    <div role="row" aria-rowindex=${cell.query - rows.start + 1}><div role="gridcell" id="cell" aria-colindex=${cell.key - columns.start + 1}
      aria-selected=${state.pinned}>${name}</div></div></div>`;
}

/** Where the arrow keys are: the cell, or the focused token's with the first of the other side. */
export function activeCell({ cell, focus }: HeatmapState, { rows, columns }: HeatmapTable): Cell {
  const query = cell?.query ?? (focus?.side === 'query' ? focus.index : rows.start);
  const key = cell?.key ?? (focus?.side === 'key' ? focus.index : columns.start);
  return { query: clamp(query, rows), key: clamp(key, columns) };
}

/** Where a key takes the active cell; null when it is not a key for moving. */
export function moveCell({ key: name, ctrlKey }: KeyboardEvent, { query, key }: Cell, { rows, columns }: HeatmapTable): Cell | null {
  const steps: Record<string, Cell> = {
    ArrowUp: { query: query - 1, key },
    ArrowDown: { query: query + 1, key },
    ArrowLeft: { query, key: key - 1 },
    ArrowRight: { query, key: key + 1 },
    PageUp: { query: query - 10, key },
    PageDown: { query: query + 10, key },
    Home: { query: ctrlKey ? rows.start : query, key: columns.start },
    End: { query: ctrlKey ? rows.end : query, key: columns.end },
  };
  if (!Object.hasOwn(steps, name)) return null;
  return { query: clamp(steps[name].query, rows), key: clamp(steps[name].key, columns) };
}

function clamp(index: number, { start, end }: { start: number; end: number }): number {
  return Math.max(start, Math.min(end - 1, index));
}
