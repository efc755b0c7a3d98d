import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { HeadData } from '../views/head-data.js';
import { shownFocus } from '../views/head-data.js';
import { describeFocus, describeNumbers, focusWeight, otherSide, strongest, unitNumber } from '../views/head-focus.js';
import type { HeadState } from '../views/head-state.js';
import type { Focus } from '../views/selection.js';
import { formatShare, formatWeight, tokenLabel } from '../views/label.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';

/** How many units the table lists. */
const ROWS = 12;

/** What the panel beside the picture tells about. */
export interface HeadDetails {
  data: HeadData;
  state: HeadState;
  /** A colour for each matrix of `data`. */
  colours: readonly string[];
  language: Language;
  unpin: () => void;
}

/** The focused token in words and as a table: also what people read who do not see the picture. */
export function headDetails(details: HeadDetails): TemplateResult {
  const { data, state, language } = details;
  const words = wordsIn(HEAD_WORDS, language);
  const focus = shownFocus(data, state.focus);
  const top = focus === null ? [] : strongest(data, focus, { count: ROWS });
  return html`<div class="focus" role="region" aria-label=${words.focusedToken}>
    ${focus === null ? help(language) : focusTable(details, focus, top)}
    <p class="sentence" role="status" aria-live="polite">${focus === null ? nothing : describeFocus(data, { state, focus, top, language })}</p>
  </div>`;
}

function help(language: Language): TemplateResult {
  const { help: words } = wordsIn(HEAD_WORDS, language);
  return html`<div class="help">
    <h2>${words.title}</h2>
    <p>${words.point}</p>
    <dl class="keys">
      <div><dt>${words.click}</dt><dd>${words.pin}</dd></div>
      <div><dt><kbd>Tab</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt><dd>${words.walk}</dd></div>
      <div><dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>${words.cross}</dd></div>
      <div><dt><kbd>[</kbd> <kbd>]</kbd></dt><dd>${words.layers}</dd></div>
      <div><dt><kbd>Shift</kbd> ${words.click.toLocaleLowerCase(language)}</dt><dd>${words.alone}</dd></div>
    </dl>
    <p class="small">${words.foot}</p>
  </div>`;
}

function focusTable({ data, state, colours, language, unpin }: HeadDetails, focus: Focus, top: { index: number; mean: number }[]): TemplateResult {
  const common = wordsIn(COMMON_WORDS, language);
  const words = wordsIn(HEAD_WORDS, language);
  const unit = data[focus.side][focus.index];
  const side = otherSide(focus);
  const { heads, attention, removed } = data;
  const number = state.heads.length === 1 ? common.weight : state.combine === 'max' ? common.maximum : common.mean;
  return html`
    <div class="focused">
      <h2><bdi>${tokenLabel(unit)}</bdi></h2>
      <span class="small">${common[focus.side].toLocaleLowerCase(language)} ${unitNumber(unit)}${unit.piece === tokenLabel(unit) ? nothing : html` · ${words.piece} <bdi>${unit.piece}</bdi>`}</span>
      ${state.pinned ? html`<button type="button" data-control="unpin" @click=${unpin}>${common.unpin}</button>` : nothing}
    </div>
    ${
      removed === null || focus.side === 'key' || heads.length === 0
        ? nothing
        : html`<p class="small">${words.removedRow(formatShare(heads.reduce((sum, head) => sum + removed[head * attention.queries + focus.index], 0) / heads.length, language))}</p>`
    }
    ${
      top.length === 0
        ? nothing
        : html`<div class="table focusable" role="region" aria-label=${words.strongestWeights} tabindex="0"><table>
      <caption>${(side === 'key' ? words.strongestKeys : words.strongestQueries)(describeNumbers(state, language))}</caption>
      <thead><tr><th scope="col">${common[side]}</th><th scope="col" class="number">${number}</th>${
        heads.length === 1
          ? nothing
          : heads.map(
              (head) =>
                html`<th scope="col" class="number head-column" style=${styleMap({ '--head': colours[head] })}><span class="sr">${words.headColumn} </span>${head}</th>`,
            )
      }</tr></thead>
      <tbody>${top.map(
        ({ index, mean }) =>
          html`<tr><th scope="row"><bdi>${tokenLabel(data[side][index])}</bdi> <span class="small">${unitNumber(data[side][index])}</span></th><td class="number mean">${formatWeight(mean, language)}</td>${
            heads.length === 1 ? nothing : heads.map((head) => weightCell(focusWeight(attention, focus, { head, index }), colours[head], language))
          }</tr>`,
      )}</tbody></table></div>`
    }`;
}

/** A number over a tint of its head's colour, never so strong that the number suffers. */
function weightCell(weight: number, colour: string, language: Language): TemplateResult {
  const share = Number.isFinite(weight) ? Math.round(Math.min(1, weight) * 45) : 0;
  return html`<td class="number" style="background:color-mix(in srgb, ${colour} ${share}%, transparent)">${formatWeight(weight, language).replace(/^0/, '')}</td>`;
}
