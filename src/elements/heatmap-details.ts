import { html, nothing, type TemplateResult } from 'lit';
import { cellOf, cellValue, formatCell, strongestCells, type Cell } from '../views/heatmap-cell.js';
import { unitNumber } from '../views/head-focus.js';
import type { HeatmapState } from '../views/heatmap-state.js';
import type { HeatmapTable } from '../views/heatmap-values.js';
import { panelTitle } from '../views/heatmap.js';
import { tokenLabel } from '../views/label.js';
import type { Focus } from '../views/selection.js';
import type { CommonWords } from '../words/common.js';
import type { HeatmapWords } from '../words/heatmap.js';
import type { Language } from '../words/language.js';

/** How many tokens a table lists. */
const ROWS = 10;

/** What the panel beside the picture tells about. */
export interface HeatmapDetails {
  state: HeatmapState;
  table: HeatmapTable;
  words: HeatmapWords;
  common: CommonWords;
  language: Language;
  unpin: () => void;
}

/** The cell that is pointed at in words and numbers: also what people read who do not see the picture. */
export function heatmapDetails(details: HeatmapDetails): TemplateResult {
  const { state, table, words } = details;
  const cell = state.cell === null ? null : cellOf(table, state.cell);
  return html`<section class="details focusable" aria-label=${words.cell} tabindex=${cell === null ? 0 : nothing}>
    ${cell === null ? help(state, words) : cellTables(details, cell)}
  </section>`;
}

function help({ signed }: HeatmapState, words: HeatmapWords): TemplateResult {
  return html`<h2>${words.help}</h2>
    <p>${signed ? words.helpRuns : words.helpText}</p>
    <dl class="keys">${words.keys.map(([keys, what]) => html`<div><dt>${keys}</dt><dd>${what}</dd></div>`)}</dl>
    <p class="small">${words.note}</p>`;
}

function cellTables(details: HeatmapDetails, cell: Cell): TemplateResult {
  const { state, table, words, common, language, unpin } = details;
  const [query, key] = [table.queries[cell.row], table.keys[cell.column]];
  const single = table.panels.length === 1;
  return html`<div class="cell">
      <h2><bdi>${tokenLabel(query)}</bdi> <span class="arrow">→</span> <bdi>${tokenLabel(key)}</bdi></h2>
      ${state.pinned ? html`<button type="button" data-control="unpin" @click=${unpin}>${common.unpin}</button>` : nothing}
    </div>
    <p class="small">${words.side('query', unitNumber(query))} · ${words.side('key', unitNumber(key))}</p>
    ${single ? html`<p class="value">${formatCell(cellValue(table.panels[0], table, cell), language)}</p>` : panelNumbers(details, cell)}
    ${single ? strongest(details, { side: 'query', index: cell.row }) : nothing}
    ${single ? strongest(details, { side: 'key', index: cell.column }) : nothing}`;
}

/** The number of the cell in each panel. */
function panelNumbers({ state, table, words, common, language }: HeatmapDetails, cell: Cell): TemplateResult {
  return html`<div class="table"><table><caption>${words.valuesHere}</caption>
    <thead><tr><th scope="col">${common.heads}</th><th scope="col" class="number">${common.weight}</th></tr></thead>
    <tbody>${table.panels.map(
      (panel) =>
        html`<tr><th scope="row">${panelTitle(state, panel.heads, language)}</th><td class="number">${formatCell(cellValue(panel, table, cell), language)}</td></tr>`,
    )}</tbody></table></div>`;
}

/** The strongest cells of the row or the column. */
function strongest({ table, words, common, language }: HeatmapDetails, focus: Focus): TemplateResult {
  const [tokens, others] = focus.side === 'query' ? [table.queries, table.keys] : [table.keys, table.queries];
  const title = (focus.side === 'query' ? words.strongestKeys : words.strongestQueries)(tokenLabel(tokens[focus.index]));
  return html`<div class="table"><table><caption>${title}</caption>
    <thead><tr><th scope="col">${focus.side === 'query' ? common.key : common.query}</th><th scope="col" class="number">${common.weight}</th></tr></thead>
    <tbody>${strongestCells(table.panels[0], table, { ...focus, count: ROWS }).map(
      ({ index, value }) =>
        html`<tr><th scope="row"><bdi>${tokenLabel(others[index])}</bdi> <span class="small">${unitNumber(others[index])}</span></th><td class="number">${formatCell(value, language)}</td></tr>`,
    )}</tbody></table></div>`;
}
