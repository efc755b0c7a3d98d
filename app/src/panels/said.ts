import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import { formatDecimal } from 'lupa-attention/elements';
import { wordsIn } from 'lupa-attention/words';
import type { Said } from '../engine/engine.js';
import { SAID_WORDS, type SaidWords } from '../words/panels-said.js';
import { changeLine, quoted } from './change-line.js';
import { countChanges } from './intervention.js';
import { markedParts, type Mark } from './marked-text.js';
import { emptyState, Panel } from './panel.js';
import { appStyle } from '../style/controls.js';
import { panelStyle } from './panel-style.js';
import { saidLists, type SaidList, type SaidRow } from './said-change.js';
import { saidStyle } from './said-style.js';

/** `<lupa-app-said>`: what the model said, with probabilities; beside it what it says after a change. */
export class SaidPanel extends Panel {
  static override styles: CSSResultGroup = [appStyle, panelStyle, saidStyle];

  protected override render(): TemplateResult {
    const words = wordsIn(SAID_WORDS, this.language);
    const { model, result, changed, state } = this;
    if (result === null) return emptyState(words.empty);
    const { said } = result;
    if (said === null) return this.#silent(words);
    if (said.kind === 'words' && said.masks.length === 0) return emptyState(words.wantsMask);
    const waiting = changed === null && model !== null && state !== null && countChanges(state.intervention) > 0;
    const { kind } = said;
    return html`<div class="panel">
      <section aria-labelledby="title">
        <h3 id="title">${words.titles[kind]}</h3>
        <div aria-live="polite">${waiting ? html`<p class="muted">${words.running}</p>` : nothing}${changed === null ? nothing : changeLine(result, changed, this.language)}</div>
        ${kind === 'answer' ? this.#context(said, words) : nothing}
        ${kind === 'translation' ? this.#written(said.text, words) : nothing}
      </section>
      ${kind === 'translation' ? nothing : saidLists(result, changed).map((list, index, all) => this.#list(list, { kind, words, mask: all.length > 1 ? index : null }))}
      <p class="small">${words.notes[kind]}</p>
    </div>`;
  }

  #silent(words: SaidWords): TemplateResult {
    if (this.model === null) return emptyState(words.saved);
    if (this.model.says === 'answer') {
      const ask = (): void => this.ask({ mode: 'question' });
      return emptyState(
        words.wantsQuestion,
        html`<button type="button" class="button primary" data-control="question" @click=${ask}>${words.wantsQuestion.button}</button>`,
      );
    }
    return emptyState(this.model.says === 'words' ? words.wantsMask : words.silent);
  }

  /** The context, with the answer marked: before and after, where there is a change. */
  #context(said: Said & { kind: 'answer' }, words: SaidWords): TemplateResult {
    const context = this.input?.pair ?? this.result?.record.texts[0].pair ?? '';
    const [before] = said.answers;
    const other = this.changed?.said;
    const after = other?.kind === 'answer' ? other.answers[0] : undefined;
    const marks: Mark[] = [];
    if (before !== undefined) marks.push({ ...before, name: 'before' });
    if (after !== undefined) marks.push({ ...after, name: 'after' });
    const compared = after !== undefined;
    const moved = compared && (before?.start !== after.start || before.end !== after.end);
    return html`<p class="context focusable" tabindex="0" role="group" aria-label=${words.context} dir="auto">${markedParts(context, marks).map(
      ({ text, names }) =>
        names.length === 0
          ? text
          : html`<mark class=${names.join(' ')} title=${compared ? (names.length === 2 ? words.markBoth : names[0] === 'after' ? words.markAfter : words.markBefore) : nothing}>${text}</mark>`,
    )}</p>
    ${moved ? html`<p class="legend small"><span><i class="key before"></i>${words.markBefore}</span><span><i class="key after"></i>${words.markAfter}</span></p>` : nothing}`;
  }

  #written(text: string, words: SaidWords): TemplateResult {
    const other = this.changed?.said;
    if (other?.kind !== 'translation') return html`<p class="written" dir="auto">${text}</p>`;
    return html`<div class="both"><div><h3>${words.before}</h3><p class="written" dir="auto">${text}</p></div>
      <div><h3>${words.after}</h3><p class="written" dir="auto">${other.text}</p></div></div>`;
  }

  #list(
    { rows, compared }: SaidList,
    { kind, words, mask }: { kind: keyof SaidWords['columns']; words: SaidWords; mask: number | null },
  ): TemplateResult {
    const most = Math.max(1e-6, ...rows.flatMap(({ before, after }) => [before ?? 0, after ?? 0]));
    // A share of 1 is the whole width where choices exclude each other; small ones are still to be told apart.
    const full = most > 0.25 ? 1 : most;
    return html`<div class="table"><table class=${compared ? 'compared' : ''}><caption>${mask === null ? words.captions[kind] : `${words.mask(String(mask + 1))}: ${words.captions[kind]}`}</caption>
      <thead><tr><th scope="col">${words.columns[kind]}</th><td class="bars"></td>${
        compared
          ? html`<th scope="col" class="number"><i class="key before"></i>${words.before}</th><th scope="col" class="number"><i class="key after"></i>${words.after}</th><th scope="col" class="number difference">${words.change}</th>`
          : html`<th scope="col" class="number">${words.probability}</th>`
      }</tr></thead>
      <tbody>${rows.filter(isShown).map((row) => this.#row(row, { rows, compared, full, words }))}</tbody></table></div>`;
  }

  #row(
    { text, before, after }: SaidRow,
    { rows, compared, full, words }: { rows: SaidRow[]; compared: boolean; full: number; words: SaidWords },
  ): TemplateResult {
    const bar = (value: number | null, name: string): TemplateResult =>
      html`<div class="bar ${name}" .style=${`inline-size: ${(100 * (value ?? 0)) / full}%`}></div>`;
    const cell = (value: number | null, side: 'before' | 'after'): TemplateResult => {
      const floor = Math.min(...rows.flatMap((row) => row[side] ?? []));
      return html`<td class="number" data-side=${side}>${value === null ? words.lessThan(formatDecimal(floor, 3, this.language)) : this.number(value)}</td>`;
    };
    const difference = before === null || after === null ? null : after - before;
    const sign = difference === null ? '' : difference > 0 ? '+' : difference < 0 ? '−' : '';
    return html`<tr><th scope="row"><bdi>${text.trim() === '' ? quoted(text, words) : text}</bdi></th>
      <td class="bars" aria-hidden="true"><div class="track">${bar(before, 'before')}${compared ? bar(after, 'after') : nothing}</div></td>
      ${cell(before, 'before')}${compared ? html`${cell(after, 'after')}<td class="number difference">${difference === null ? '' : `${sign}${formatDecimal(Math.abs(difference), 3, this.language)}`}</td>` : nothing}</tr>`;
  }
}

/** The first choices, and all others that are not next to nothing. */
function isShown({ before, after }: SaidRow, index: number): boolean {
  return index < 3 || Math.max(before ?? 0, after ?? 0) >= 0.0005;
}
