import { html, nothing, type TemplateResult } from 'lit';
import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { tokenLabel } from '../views/label.js';
import { formatStep } from '../views/neuron-number.js';
import { toldKey } from '../views/neuron.js';
import type { NeuronState } from '../views/neuron-state.js';
import type { NeuronValues } from '../views/neuron-values.js';
import { calculationLine, checkLine, sharedLine, strongestKeys, summaryLine } from '../views/neuron-words.js';
import type { CommonWords } from '../words/common.js';
import type { Language } from '../words/language.js';
import type { NeuronWords } from '../words/neuron.js';

/** How many keys the table lists. */
const ROWS = 5;

/** What the panel under the picture tells about. */
export interface NeuronDetails {
  record: AttentionRecord;
  state: NeuronState;
  values: NeuronValues;
  words: NeuronWords;
  common: CommonWords;
  language: Language;
}

/** One weight worked out, whether all is as recorded, and the strongest keys as a table. */
export function neuronDetails(details: NeuronDetails): TemplateResult {
  const { record, state, values, words, language } = details;
  const { queries, keys } = stackTokens(record, state);
  const key = toldKey(state, values);
  const check = checkLine(values, language);
  const mark = { agrees: '✓', rounded: '≈', differs: '⚠' }[check.verdict];
  const shared = sharedLine(record, state, language);
  return html`<section class="details focusable" tabindex="0" aria-label=${words.calculation}>
    <div class="column">
      <h2><bdi>${tokenLabel(queries[state.query])}</bdi> <span class="arrow">→</span> <bdi>${tokenLabel(keys[key])}</bdi></h2>
      <p class="calculation">${calculationLine(values, key, language)}</p>
      <p class="summary">${summaryLine(record, state, values, language)}</p>
      <p class="check ${check.verdict}"><span aria-hidden="true">${mark}</span> ${check.text}</p>
      ${values.scaleKnown ? nothing : html`<p class="check">${words.scaleAssumed(formatStep(values.scale, language, 4))}</p>`}
      ${shared === null ? nothing : html`<p class="check">${shared}</p>`}
      <p class="help">${words.help}</p>
    </div>
    <div class="column">${stepTable(details, { query: tokenLabel(queries[state.query]), key, labels: keys.map(tokenLabel) })}
      ${state.numbers ? elementTable(details, { query: tokenLabel(queries[state.query]), key, label: tokenLabel(keys[key]) }) : nothing}</div>
  </section>`;
}

function stepTable(
  { values, words, common, language }: NeuronDetails,
  { query, key, labels }: { query: string; key: number; labels: string[] },
): TemplateResult {
  const { dots, scaled, capped, bias, weights } = values;
  const columns: [string, Float64Array, number][] = [
    [words.dot, dots, 2],
    [words.scaled, scaled, 2],
    ...(capped === null ? [] : [[words.capped, capped, 2] as [string, Float64Array, number]]),
    ...(bias === null ? [] : [[words.bias, bias, 2] as [string, Float64Array, number]]),
    [words.softmax, weights, 3],
  ];
  return html`<div class="table"><table><caption>${words.steps(query)}</caption>
    <thead><tr><th scope="col">${common.key}</th>${columns.map(([name]) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
    <tbody>${strongestKeys(values, ROWS).map(
      (
        index,
      ) => html`<tr aria-current=${index === key ? 'true' : nothing}><th scope="row"><bdi>${labels[index]}</bdi> <span class="small">${index}</span></th>
        ${columns.map(([, numbers, digits]) => html`<td class="number">${formatStep(numbers[index], language, digits)}</td>`)}</tr>`,
    )}</tbody></table></div>`;
}

/** The vectors as numbers. Their products add up to the dot product. */
function elementTable(
  { values, words, language }: NeuronDetails,
  { query, key, label }: { query: string; key: number; label: string },
): TemplateResult {
  const { width, query: q, keys: k, products, dots } = values;
  return html`<div class="table elements focusable" tabindex="0" role="region" aria-label=${words.elements(query, label)}><table><caption>${words.elements(query, label)}</caption>
    <thead><tr><th scope="col">#</th><th scope="col" class="number">${words.queryVector}</th><th scope="col" class="number">${words.keyVector}</th><th scope="col" class="number">${words.product}</th></tr></thead>
    <tbody>${Array.from(
      { length: width },
      (_, i) =>
        html`<tr><th scope="row">${i}</th>${[q[i], k[key * width + i], products[key * width + i]].map((value) => html`<td class="number">${formatStep(value, language, 4)}</td>`)}</tr>`,
    )}</tbody>
    <tfoot><tr><th scope="row">Σ</th><td></td><td></td><td class="number">${formatStep(dots[key], language, 4)}</td></tr></tfoot></table></div>`;
}
