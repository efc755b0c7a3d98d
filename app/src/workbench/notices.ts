import { html, nothing, type TemplateResult } from 'lit';
import type { Language } from 'lupa-attention/words';
import { icon } from '../style/icons.js';
import type { WorkbenchWords } from '../words/workbench.js';

/** What is said over the fields, until it is dismissed. */
export interface Notices {
  words: WorkbenchWords;
  language: Language;
  /** Whether the word about the lesson was read. */
  hinted: boolean;
  notice: string | null;
  hint: () => void;
  dismiss: () => void;
}

/** The word about the lesson on a first visit, and what is to be known about a link or a failure. */
export function notices({ words, language, hinted, notice, hint, dismiss }: Notices): TemplateResult {
  const close = (act: () => void): TemplateResult =>
    html`<button type="button" class="button quiet icon-only" aria-label=${words.close} @click=${act}>${icon('close')}</button>`;
  return html`<div class="notices">
    ${hinted ? nothing : html`<p class="notice hint-lesson">${icon('book')}<span>${words.hint} <a href="#/lesson?lang=${language}" @click=${hint}>${words.startLesson}</a></span>${close(hint)}</p>`}
    ${notice === null ? nothing : html`<p class="notice warning" role="alert">${icon('warning')}<span>${notice}</span>${close(dismiss)}</p>`}
  </div>`;
}
