import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { AttentionRecord } from '../attention/record.js';
import type { Address } from '../views/address.js';
import type { ViewName } from '../views/options.js';
import { THEME_CHOICES, type ThemeChoice } from '../views/theme.js';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../words/language.js';
import type { PageWords } from '../words/page.js';
import { pageFacts, provenanceRows, type Precision } from './page-facts.js';
import { LOGO } from './page-logo.js';

/** What the frame shows and whom it tells. */
export interface PageFrame {
  record: AttentionRecord;
  precision: Precision;
  words: PageWords;
  language: Language;
  now: Address;
  /** The tabs. */
  names: readonly ViewName[];
  /** The elements there are; one of them is not hidden. */
  views: readonly HTMLElement[];
  /** What was wrong with the address. */
  notice: string | null;
  /** What is said for a moment. */
  said: string;
  open: (view: ViewName) => void;
  chooseTheme: (theme: ThemeChoice) => void;
  chooseLanguage: (language: Language) => void;
  copyLink: () => void;
  exports: TemplateResult;
  dismiss: () => void;
}

/** Everything around the views. Text of users goes in as text, never as markup. */
export function pageFrame(frame: PageFrame): TemplateResult {
  const { record, precision, words, language, now, views, notice, said, dismiss } = frame;
  const speech = { words, language, precision };
  return html`<a class="skip" href="#panel" @click=${skip}>${words.skip}</a>
    <header>
      <div class="top">
        <h1 class="brand">${unsafeHTML(LOGO)}Lupa</h1>
        <div class="texts">${texts(record, now.sequence)}</div>
        <ul class="facts">${pageFacts(record, now.sequence, speech).map((fact) => html`<li>${fact}</li>`)}</ul>
      </div>
      <div class="bar">${tabs(frame)}${tools(frame)}</div>
    </header>
    <div role="status">${
      notice === null
        ? nothing
        : html`<p class="notice"><span>${notice}</span>
      <button type="button" class="quiet" aria-label=${words.dismiss} @click=${dismiss}>✕</button></p>`
    }${said === '' ? nothing : html`<p class="toast">${said}</p>`}</div>
    <main><div id="panel" role="tabpanel" aria-labelledby="tab-${now.view}" tabindex="-1">${views}</div></main>
    <footer><details><summary>${words.about}</summary>
      <div class="scroll" role="region" aria-label=${words.about} tabindex="0"><dl>${provenanceRows(record, now.sequence, speech).map(
        ([name, value]) => html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`,
      )}</dl></div>
    </details></footer>`;
}

/** The address after # is the page's memory, so that the link must not change it. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById('panel')?.focus();
}

/** The user's texts: one, or both sentences of a pair, and what the decoder wrote or read. */
function texts(record: AttentionRecord, sequence: number): TemplateResult[] {
  const { text, pair, target } = record.texts[sequence] ?? { text: '', pair: null };
  const parts: { mark: string | null; text: string }[] = [{ mark: pair === null ? null : 'A', text }];
  if (pair !== null) parts.push({ mark: 'B', text: pair });
  if (target !== undefined) parts.push({ mark: '→', text: target });
  return parts.map(
    (part) => html`<p class=${parts.length > 1 ? 'part' : ''} dir="auto" title=${part.text.length > 400 ? `${part.text.slice(0, 400)}…` : part.text}
      >${part.mark === null ? nothing : html`<span class="letter" aria-hidden="true">${part.mark}</span>`}${part.text}</p>`,
  );
}

function tabs({ words, now, names, open }: PageFrame): TemplateResult {
  return html`<div role="tablist" aria-label=${words.views} @keydown=${moveAmongTabs}>${names.map(
    (name) => html`<button type="button" role="tab" id="tab-${name}" aria-controls="panel" aria-selected=${name === now.view}
      tabindex=${name === now.view ? 0 : -1} @click=${() => open(name)}>${words[name]}</button>`,
  )}</div>`;
}

/** The arrow keys move among the tabs, Enter and Space open one: a view may take a moment, so that moving alone opens none. */
function moveAmongTabs(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = all.indexOf(event.target as HTMLElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  all[(to + all.length) % all.length].focus();
}

const LINK_ICON = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.4-2.4a2.6 2.6 0 1 0-3.7-3.7l-.9.9M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 1 0 3.7 3.7l.9-.9" /></svg>`;
const GLOBE_ICON = html`<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" /><path d="M2 8h12M8 2c2.2 1.7 2.8 3.8 2.8 6S10.2 12.3 8 14C5.8 12.3 5.2 10.2 5.2 8S5.8 3.7 8 2" /></svg>`;
const THEME_ICON = html`<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" /><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" /></svg>`;

function tools({ words, language, now, chooseTheme, chooseLanguage, copyLink, exports }: PageFrame): TemplateResult {
  const value = (event: Event): string => (event.target as HTMLSelectElement).value;
  return html`<div class="tools">
    <button type="button" class="tool" data-control="link" @click=${copyLink}>${LINK_ICON}<span>${words.copyLink}</span></button>
    ${exports}
    <label class="tool" title=${words.language}>${GLOBE_ICON}<span class="sr">${words.language}</span>
      <select data-control="language" @change=${(event: Event) => chooseLanguage(value(event) as Language)}>
        ${LANGUAGES.map((name) => html`<option value=${name} lang=${name} .selected=${name === language}>${LANGUAGE_NAMES[name]}</option>`)}
      </select></label>
    <label class="tool" title=${words.theme}>${THEME_ICON}<span class="sr">${words.theme}</span>
      <select data-control="theme" @change=${(event: Event) => chooseTheme(value(event) as ThemeChoice)}>
        ${THEME_CHOICES.map((name) => html`<option value=${name} .selected=${name === now.theme}>${words[name]}</option>`)}
      </select></label>
  </div>`;
}
