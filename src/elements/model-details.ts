import { html, nothing, type TemplateResult } from 'lit';
import { scoresFor } from '../analysis/scores.js';
import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { readTensorName } from '../attention/stacks.js';
import { headData, shownFocus, type HeadData } from '../views/head-data.js';
import { strongest, unitNumber } from '../views/head-focus.js';
import { headState } from '../views/head-state.js';
import { headSummary, type Edge } from '../views/head-summary.js';
import { tokenLabel } from '../views/label.js';
import type { ModelState } from '../views/model-state.js';
import { scoreOf } from '../views/model.js';
import type { Focus } from '../views/selection.js';
import type { CommonWords } from '../words/common.js';
import { formatList, formatNumber, type Language } from '../words/language.js';
import type { ModelWords } from '../words/model.js';

/** How many weights the table lists, and how many the sentence names. */
const ROWS = 10;
const NAMED = 3;

/** What stands around the large picture of a head. */
export interface EnlargedPanel {
  record: AttentionRecord;
  state: ModelState;
  words: ModelWords;
  common: CommonWords;
  language: Language;
  picture: TemplateResult;
  /** Steps to the head before or after; null at the ends. */
  before: (() => void) | null;
  after: (() => void) | null;
  open: (view: 'head' | 'heatmap' | 'neuron') => void;
  focus: (focus: Focus | null) => void;
  close: () => void;
}

/** A head in large over the thumbnails: picture, scores, strongest weights, and the ways to the other views. */
export function enlargedPanel(panel: EnlargedPanel): TemplateResult {
  const { record, state, words, picture, before, after, open, close } = panel;
  const { layer, head } = state.enlarged as { layer: number; head: number };
  const neurons = Object.keys(record.tensors).some((name) => {
    const read = readTensorName(name);
    return read?.kind === 'queries' && read.stack === state.stack;
  });
  const views = neurons ? (['head', 'heatmap', 'neuron'] as const) : (['head', 'heatmap'] as const);
  return html`<div class="enlarged" role="dialog" aria-labelledby="enlarged-name">
    <header>
      <button type="button" class="close" data-control="close" @click=${close}>← ${words.close}</button>
      <h2 id="enlarged-name">${words.place(layer, head)}</h2>
      <div class="joined">
        <button type="button" class="step" data-control="before" aria-label=${words.previousHead} title="${words.previousHead} ( , )" ?disabled=${before === null} @click=${before}>‹</button>
        <button type="button" class="step" data-control="after" aria-label=${words.nextHead} title="${words.nextHead} ( . )" ?disabled=${after === null} @click=${after}>›</button>
      </div>
      <div class="open" role="group" aria-label=${words.openIn}>${words.openIn}
        ${views.map((view) => html`<button type="button" data-open=${view} @click=${() => open(view)}>${words.views[view]}</button>`)}</div>
    </header>
    <div class="body">${picture}${headFacts(panel)}</div>
  </div>`;
}

function headFacts({ record, state, words, common, language, focus }: EnlargedPanel): TemplateResult {
  const { sequence, stack, filter, focus: focused } = state;
  const { layer, head } = state.enlarged as { layer: number; head: number };
  const { queries, keys } = stackTokens(record, { stack, sequence });
  const data = headData(record, headState(record, { sequence, stack, layer, heads: [head], filter }));
  const focusedUnit = shownFocus(data, focused);
  const edges = focusedUnit === null ? headSummary(data, head, { count: ROWS }).edges : focusEdges(data, focusedUnit);
  const scores = scoresFor({ sameTokens: queries === keys }).map((score) => ({ score, value: scoreOf(record, state, { layer, head, score }) }));
  const number = (value: number, digits: number): string => (Number.isNaN(value) ? 'NaN' : formatNumber(value, language, digits));
  const valueOf = (name: string): number => scores.find(({ score }) => score === name)?.value ?? NaN;
  const named = edges
    .slice(0, NAMED)
    .map(({ query, key, weight }) => words.edge(tokenLabel(data.query[query]), tokenLabel(data.key[key]), number(weight, 2)));
  const description = words.describe({
    place: words.place(layer, head),
    entropy: number(valueOf('entropy'), 2),
    special: Number.isNaN(valueOf('special')) ? 'NaN' : new Intl.NumberFormat(language, { style: 'percent' }).format(valueOf('special')),
    edges: formatList(named, language),
  });
  const chosen = focused?.side === 'query' ? focused.index : -1;
  return html`<section class="details focusable" tabindex="0" aria-labelledby="enlarged-name">
    <label class="field"><span>${words.lookAt}</span>
      <select data-control="query" @change=${(event: Event) => choose(event, focus)}>
        <option value="-1" .selected=${chosen < 0}>${words.wholeHead}</option>
        ${data.query.map((unit) => {
          const index = unit.tokens.start;
          return html`<option value=${index} .selected=${index === chosen}>${index} ${tokenLabel(unit)}</option>`;
        })}
      </select></label>
    <p class="sentence" role="status">${description}</p>
    ${
      edges.length === 0
        ? nothing
        : html`<div class="table"><table><caption>${words.strongest}</caption>
      <thead><tr><th scope="col">${common.query}</th><th scope="col">${common.key}</th><th scope="col" class="number">${common.weight}</th></tr></thead>
      <tbody>${edges.map(
        ({ query, key, weight }) =>
          html`<tr><td><bdi>${tokenLabel(data.query[query])}</bdi> <span class="small">${unitNumber(data.query[query])}</span></td><td><bdi>${tokenLabel(data.key[key])}</bdi> <span class="small">${unitNumber(data.key[key])}</span></td><td class="number">${number(weight, 3)}</td></tr>`,
      )}</tbody></table></div>`
    }
    <div class="table"><table><caption>${words.scoreTable}</caption>
      <tbody>${scores.map(
        ({ score, value }) =>
          html`<tr><th scope="row">${words.scores[score]}<br><span class="small">${words.scoreNotes[score]}</span></th><td class="number">${number(value, 3)}</td></tr>`,
      )}</tbody></table></div>
  </section>`;
}

/** The strongest weights of one token. */
function focusEdges(data: HeadData, focus: Focus): Edge[] {
  const [head] = data.heads;
  return strongest(data, focus, { count: ROWS }).map(({ index, mean: weight }) =>
    focus.side === 'query' ? { head, query: focus.index, key: index, weight } : { head, query: index, key: focus.index, weight },
  );
}

function choose(event: Event, focus: (focus: Focus | null) => void): void {
  const index = Number((event.target as HTMLSelectElement).value);
  focus(index < 0 ? null : { side: 'query', index });
}
