import { html, type TemplateResult } from 'lit';
import { wordsIn, type Language } from 'lupa-attention/words';
import { readState } from '../state/address.js';
import type { EarlierRun, EarlierRuns } from '../state/runs.js';
import type { WorkbenchState } from '../state/state.js';
import { icon } from '../style/icons.js';
import { HELP_WORDS, type HelpWords } from '../words/workbench-help.js';
import { MODEL_WORDS } from '../words/workbench-model.js';
import { WORKBENCH_WORDS } from '../words/workbench.js';
import type { Bench } from './bench.js';
import { modelSheet } from './model-sheet.js';

/** A sheet over the page. */
export type Sheet = 'model' | 'history' | 'help';

/** What sheets show and whom they tell. */
export interface Sheets {
  bench: Bench;
  language: Language;
  runs: EarlierRuns;
  close: () => unknown;
  /** Goes to another model, or back to an earlier run. */
  change: (changes: Partial<WorkbenchState>) => void;
  take: (files: Record<string, File>) => void;
  clear: () => void;
}

/** A sheet with its title; Escape and a click beside it close it. */
export function sheetDialog(sheet: Sheet, options: Sheets): TemplateResult {
  const { bench, language, runs, close, change, take, clear } = options;
  const help = wordsIn(HELP_WORDS, language);
  const model = wordsIn(MODEL_WORDS, language);
  const title = { model: model.choose, history: help.historyTitle, help: help.helpTitle }[sheet];
  const body = {
    model: () => modelSheet({ bench, words: model, use: (name) => change({ model: name }), take }),
    history: () => historySheet(runs, { words: help, language, go: ({ address }) => change(readState(address).state), clear }),
    help: () => helpSheet(help),
  }[sheet];
  const byBackdrop = (event: Event): void => {
    if (event.target === event.currentTarget) close();
  };
  return html`<dialog aria-labelledby="sheet-title" data-sheet=${sheet} @close=${close} @click=${byBackdrop}>
    <div class="dialog-head"><h2 id="sheet-title">${title}</h2>
      <button type="button" class="button quiet icon-only" data-control="close" aria-label=${wordsIn(WORKBENCH_WORDS, language).close} @click=${close}>${icon('close')}</button></div>
    <div class="dialog-body">${body()}</div></dialog>`;
}

const APP_KEYS: [keyof HelpWords['keys'], string[]][] = [
  ['text', ['/']],
  ['view', ['v']],
  ['views', ['1', '…', '6']],
  ['all', ['0']],
  ['model', ['m']],
  ['history', ['h']],
  ['link', ['c']],
  ['theme', ['t']],
  ['help', ['?']],
];
const VIEW_KEYS: [keyof HelpWords['keys'], string[]][] = [
  ['layer', ['[', ']']],
  ['tokens', ['↑', '↓', '←', '→']],
  ['pin', ['Enter']],
  ['unpin', ['Esc']],
];

/** The keys, and how the views are to be read. */
function helpSheet(words: HelpWords): TemplateResult {
  const list = (rows: typeof APP_KEYS): TemplateResult =>
    html`<dl class="keys">${rows.map(([name, keys]) => html`<div><dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${words.keys[name]}</dd></div>`)}</dl>`;
  return html`<section><h3>${words.keysOfApp}</h3>${list(APP_KEYS)}</section>
    <section><h3>${words.keysOfViews}</h3>${list(VIEW_KEYS)}</section>
    <section><h3>${words.reading}</h3><ul class="how">${Object.values(words.howTo).map((text) => html`<li>${text}</li>`)}</ul></section>`;
}

/** The list of earlier runs, with a way back to each, and a way to forget them. */
function historySheet(
  runs: EarlierRuns,
  { words, language, go, clear }: { words: HelpWords; language: Language; go: (run: EarlierRun) => void; clear: () => void },
): TemplateResult {
  if (runs.all.length === 0) return html`<p class="muted">${words.historyEmpty}</p>`;
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'short' });
  return html`<div class="row"><p class="small muted">${words.historyAbout}</p>
      <button type="button" class="button small" data-control="clear" @click=${clear}>${icon('trash')}${words.clear}</button></div>
    <ol class="plain runs">${runs.all.map(
      (run) => html`<li><button type="button" class="item" @click=${() => go(run)}>
        <span class="run-text" dir="auto">${run.text}</span>
        ${run.mode === 'text' || run.pair === '' ? '' : html`<span class="run-text small muted" dir="auto">${run.pair}</span>`}
        <span class="small muted"><bdi>${run.model}</bdi> · <time datetime=${new Date(run.time).toISOString()}>${when.format(run.time)}</time></span></button></li>`,
    )}</ol>`;
}
