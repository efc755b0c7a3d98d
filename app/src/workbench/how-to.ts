import type { ViewName } from 'lupa-attention/page';
import { wordsIn, type Language } from 'lupa-attention/words';
import { HELP_WORDS } from '../words/workbench-help.js';

/** Says in a view what can be done in the app where there is nothing to show: the view's own words name commands, which nobody can type here. */
export function sayHowTo(view: HTMLElement, name: ViewName, language: Language): void {
  const texts: Partial<Record<ViewName, string>> = wordsIn(HELP_WORDS, language).nothingThere;
  const text = texts[name];
  if (text === undefined) return;
  const place = view.querySelector(':scope > [slot="how-to"]') ?? view.appendChild(Object.assign(document.createElement('p'), { slot: 'how-to' }));
  place.textContent = text;
}
