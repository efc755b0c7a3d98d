import { html, nothing, render, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { HeadsReport } from '../analysis/heads-report.js';
import { sourceLines } from '../interpretation/claims.js';
import { corpusTables, type NamedTable } from '../interpretation/corpus-tables.js';
import { clearestHeads } from '../interpretation/heads-table.js';
import { THEME_CHOICES, type ThemeChoice } from '../views/theme.js';
import { HEADS_WORDS } from '../words/heads.js';
import { LANGUAGE_NAMES, LANGUAGES, wordsIn, type Language } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
import { REPORT_WORDS } from '../words/report.js';
import type { HeadReport } from './head-report.js';
import { LOGO } from './page-logo.js';

/** The page of a report card: menus, the element, tables, sources. */
export class ReportApp {
  readonly #place: HTMLElement;
  readonly #report: HeadsReport;
  readonly #title: string;
  #language: Language;
  #theme: ThemeChoice = 'auto';

  /** @param place what the page is drawn into */
  constructor(place: HTMLElement, { report, title, language }: { report: HeadsReport; title: string; language: Language }) {
    this.#place = place;
    this.#report = report;
    this.#title = title;
    this.#language = language;
  }

  /** Draws the page; the clearest head is chosen first. Resolves when it is on screen. */
  async start(): Promise<void> {
    this.#place.replaceChildren();
    this.#draw();
    const element = this.#place.querySelector('lupa-head-report') as HeadReport;
    const [first] = clearestHeads(this.#report);
    if (first !== undefined) Object.assign(element, { stack: first.stack, layer: first.layer, heads: [first.head] });
    await element.whenDrawn;
  }

  #draw(): void {
    const words = wordsIn(PAGE_WORDS, this.#language);
    const { documentElement: root } = document;
    root.lang = this.#language;
    if (this.#theme === 'auto') delete root.dataset.theme;
    else root.dataset.theme = this.#theme;
    const { model, provenance } = this.#report;
    const facts: [string, string][] = [
      [words.modelName, model.id],
      [words.family, model.family],
      ...(model.sha256 === null ? [] : ([[words.weights, `sha256 ${model.sha256}`]] as [string, string][])),
      [words.madeBy, provenance.version],
      [words.command, provenance.command],
    ];
    render(
      html`<header class="top">
          <h1 class="brand">${unsafeHTML(LOGO)}Lupa</h1><div class="texts"><p dir="auto">${this.#title}</p></div>
          <div class="tools">${this.#menu({ name: words.language, values: LANGUAGES, value: this.#language, label: (each) => LANGUAGE_NAMES[each], choose: (each) => (this.#language = each) })}
          ${this.#menu({ name: words.theme, values: THEME_CHOICES, value: this.#theme, label: (each) => words[each], choose: (each) => (this.#theme = each) })}</div>
        </header>
        <main><lupa-head-report .report=${this.#report} .theme=${this.#theme}></lupa-head-report>${this.#parts()}</main>
        <footer><details><summary>${words.about}</summary><dl>${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details></footer>`,
      this.#place,
    );
  }

  #menu<Value extends string>({
    name,
    values,
    value,
    label,
    choose,
  }: {
    name: string;
    values: readonly Value[];
    value: Value;
    label: (value: Value) => string;
    choose: (value: Value) => void;
  }): TemplateResult {
    const change = (event: Event): void => {
      choose((event.target as HTMLSelectElement).value as Value);
      this.#draw();
    };
    return html`<label class="tool"><select aria-label=${name} @change=${change}>${values.map((each) => html`<option value=${each} .selected=${each === value}>${label(each)}</option>`)}</select></label>`;
  }

  #parts(): TemplateResult {
    const language = this.#language;
    const words = wordsIn(HEADS_WORDS, language);
    const lines = sourceLines(this.#report, { language });
    return html`<div class="parts">${corpusTables(this.#report, { language }).map(table)}
        ${lines.length === 0 ? nothing : html`<section><h2>${wordsIn(REPORT_WORDS, language).sources}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></section>`}</div>
      <p class="note">${words.hypothesis}</p>`;
  }
}

function table({ caption, columns, rows, text }: NamedTable): TemplateResult {
  const kind = (index: number): string => (index < text ? '' : 'number');
  return html`<section><h2>${caption}</h2><div class="scroll" role="region" tabindex="0" aria-label=${caption}><table>
    <thead><tr>${columns.map((name, index) => html`<th scope="col" class=${kind(index)}>${name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell, index) => html`<td class=${kind(index)}>${cell}</td>`)}</tr>`)}</tbody></table></div></section>`;
}
