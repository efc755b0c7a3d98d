import { html, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { LOGO, THEME_CHOICES } from 'lupa-attention/page';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from 'lupa-attention/words';
import type { WorkbenchState } from '../state/state.js';
import { icon } from '../style/icons.js';
import type { WorkbenchWords } from '../words/workbench.js';

/** What the bar at the top shows and whom it tells. */
export interface Header {
  words: WorkbenchWords;
  language: Language;
  theme: WorkbenchState['theme'];
  open: (sheet: 'history' | 'help') => void;
  choose: (change: Partial<WorkbenchState>) => void;
  skip: (event: Event) => void;
}

/** The bar at the top: brand, the two parts of the app, and what belongs to the whole page. */
export function header({ words, language, theme, open, choose, skip }: Header): TemplateResult {
  const value = (event: Event): string => (event.target as HTMLSelectElement).value;
  return html`<header class="top">
    <a class="skip" href="#view" @click=${skip}>${words.skip}</a>
    <h1 class="brand">${unsafeHTML(LOGO)}<span>Lupa</span></h1>
    <nav><a href="#/" aria-current="page" @click=${(event: Event) => event.preventDefault()}>${words.workbench}</a><a href="#/lesson?lang=${language}">${words.lesson}</a></nav>
    <div class="tools">
      <button type="button" class="button quiet" data-control="history" title=${words.history} @click=${() => open('history')}>${icon('clock')}<span class="wide">${words.history}</span></button>
      <button type="button" class="button quiet" data-control="help" title="${words.help} (?)" @click=${() => open('help')}>${icon('help')}<span class="wide">${words.help}</span></button>
      <label class="button quiet choice" title=${words.language}>${icon('globe')}<span class="sr">${words.language}</span>
        <select data-control="language" @change=${(event: Event) => choose({ lang: value(event) as Language })}>
          ${LANGUAGES.map((name) => html`<option value=${name} lang=${name} .selected=${name === language}>${LANGUAGE_NAMES[name]}</option>`)}</select></label>
      <label class="button quiet choice" title=${words.theme}>${icon('theme')}<span class="sr">${words.theme}</span>
        <select data-control="theme" @change=${(event: Event) => choose({ theme: value(event) as WorkbenchState['theme'] })}>
          ${THEME_CHOICES.map((name) => html`<option value=${name} .selected=${name === theme}>${words.themes[name]}</option>`)}</select></label>
    </div>
  </header>`;
}
