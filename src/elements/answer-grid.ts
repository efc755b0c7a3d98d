import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { AnswerMasses } from '../tasks/recorded.js';
import { massOf } from '../views/answer-masses.js';
import { ANSWER_MEASURES, type AnswerMeasure, type AnswerState } from '../views/answer-state.js';
import { formatShare } from '../views/label.js';
import { allHeads } from '../views/selection.js';
import type { AnswerWords } from '../words/answer.js';
import type { CommonWords } from '../words/common.js';
import type { Language } from '../words/language.js';
import { shadeStyle } from './answer-text.js';
import { menu } from './view-controls.js';

/** The grid of layers and heads. */
export interface AnswerGrid {
  masses: AnswerMasses;
  state: AnswerState;
  /** The word of the question that is chosen: its index among them, and its text. */
  word: { index: number; text: string } | null;
  words: AnswerWords;
  common: CommonWords;
  language: Language;
  choose: (layer: number, head: number) => void;
  measure: (measure: AnswerMeasure) => void;
}

/** One measure of every head, a row a layer. */
export function answerGrid({ masses, state, word, words, common, language, choose, measure }: AnswerGrid): TemplateResult {
  const usual = { wordToAnswer: 'questionToAnswer', answerToWord: 'answerToQuestion' } as const;
  const asked = state.measure;
  const shown = word === null && (asked === 'wordToAnswer' || asked === 'answerToWord') ? usual[asked] : asked;
  const values = masses.all.map((head) => massOf(head, shown, word?.index ?? null));
  const largest = values.reduce((best, value, index) => (value > (values[best] ?? -1) ? index : best), 0);
  const most = values[largest];
  const { layers, heads } = masses;
  const on = new Set(state.heads);
  const active = { layer: state.layer, head: state.heads[0] ?? 0 };
  const name = (each: AnswerMeasure): string =>
    each === 'wordToAnswer' || each === 'answerToWord' ? words.measures[each](`“${word?.text ?? ''}”`) : words.measures[each];
  const cell = (layer: number, head: number): TemplateResult => {
    const value = values[layer * heads + head];
    const selected = layer === state.layer && on.has(head);
    return html`<td role="gridcell" aria-selected=${selected} tabindex=${layer === active.layer && head === active.head ? 0 : -1}
      data-cell="${layer}.${head}" aria-label=${words.cell(layer, head, formatShare(value, language))} title=${words.cell(layer, head, formatShare(value, language))}
      style=${styleMap(shadeStyle(value / (most || 1), state.theme))} @click=${() => choose(layer, head)}><span>${Number.isFinite(value) ? Math.round(value * 100) : ''}</span></td>`;
  };
  return html`<section class="masses"><div class="title"><h2>${words.grid}</h2>${menu({
    label: words.measure,
    control: 'measure',
    value: shown,
    values: ANSWER_MEASURES.filter((each) => word !== null || (each !== 'wordToAnswer' && each !== 'answerToWord')),
    name,
    choose: measure,
  })}</div>
    ${
      Number.isFinite(most)
        ? html`<div class="scroll"><table role="grid" class="heads-grid" aria-label="${words.grid}: ${name(shown)}" @keydown=${(event: KeyboardEvent) => walk(event, { layers, heads }, choose)}>
      <thead role="rowgroup"><tr role="row"><td role="presentation"></td>${allHeads(heads).map((head) => html`<th role="columnheader" scope="col" aria-label=${common.headNumber(head)}>${head}</th>`)}</tr></thead>
      <tbody role="rowgroup">${allHeads(layers).map(
        (layer) =>
          html`<tr role="row"><th role="rowheader" scope="row" aria-label=${common.layerNumber(layer)}>${layer}</th>${allHeads(heads).map((head) => cell(layer, head))}</tr>`,
      )}</tbody></table></div>
      <p class="small">${words.largest(words.cell(Math.floor(largest / heads), largest % heads, formatShare(most, language)))} ${words.gridHint}</p>`
        : html`<p class="small">${words.noMeasure}</p>`
    }</section>`;
}

/** The arrow keys move among the cells, Enter and Space choose one. */
function walk(event: KeyboardEvent, { layers, heads }: { layers: number; heads: number }, choose: (layer: number, head: number) => void): void {
  const cell = (event.target as HTMLElement).dataset.cell;
  if (cell === undefined) return;
  const [layer, head] = cell.split('.').map(Number);
  const to = {
    ArrowRight: [layer, head + 1],
    ArrowLeft: [layer, head - 1],
    ArrowDown: [layer + 1, head],
    ArrowUp: [layer - 1, head],
    Home: [layer, 0],
    End: [layer, heads - 1],
  }[event.key];
  if (event.key === 'Enter' || event.key === ' ') choose(layer, head);
  else if (to === undefined) return;
  event.preventDefault();
  if (to === undefined || to[0] < 0 || to[0] >= layers || to[1] < 0 || to[1] >= heads) return;
  const grid = event.currentTarget as HTMLElement;
  grid.querySelector<HTMLElement>(`[data-cell="${to[0]}.${to[1]}"]`)?.focus();
}
