import { html, nothing, type TemplateResult } from 'lit';
import { wordsIn, type Language } from 'lupa-attention/words';
import type { Progress } from '../engine/engine.js';
import { LESSON_WORDS } from '../words/lesson.js';
import type { LessonView } from './lesson.js';

/** The texts of a view. */
export interface ViewTexts {
  text: string;
  pair: string | null;
}

/** The fields in which a view's texts can be changed. */
export function viewFields(
  mode: LessonView['mode'],
  { texts, language, typed }: { texts: ViewTexts; language: Language; typed: (texts: Partial<ViewTexts>) => void },
): TemplateResult {
  const words = wordsIn(LESSON_WORDS, language);
  const field = (name: 'text' | 'pair', label: string): TemplateResult => html`<label class="field"><span>${label}</span>
    <input type="text" lang="en" spellcheck="false" autocomplete="off" data-control=${name} .value=${texts[name] ?? ''}
      @input=${(event: Event) => typed({ [name]: (event.target as HTMLInputElement).value })}></label>`;
  return html`<div class="fields">
    ${field('text', mode === 'question' ? words.questionField : words.textField)}
    ${mode === 'text' ? nothing : field('pair', mode === 'question' ? words.contextField : words.pairField)}
  </div>`;
}

/** What stands in the place of a view that is not there: how far its model has come, or why it cannot be shown. */
export function viewState({
  failure,
  loading,
  language,
  again,
}: {
  failure: string | null;
  loading: Progress | null;
  language: Language;
  again: () => void;
}): TemplateResult {
  const words = wordsIn(LESSON_WORDS, language);
  if (failure !== null)
    return html`<div class="empty" role="alert"><p><b>${words.notShown}</b></p><p lang="en">${failure}</p>
      <button type="button" class="button" @click=${again}>${words.again}</button></div>`;
  const share = loading === null || loading.total === null || loading.total === 0 ? null : loading.done / loading.total;
  const percent = new Intl.NumberFormat(language, { style: 'percent' }).format(share ?? 0);
  return html`<div class="empty" role="status"><p>${loading?.file && share !== null ? words.loadingFile(loading.file, percent) : words.loading}</p>
    <div class="bar"><div style="width: ${Math.round(100 * (share ?? 0.05))}%"></div></div></div>`;
}
