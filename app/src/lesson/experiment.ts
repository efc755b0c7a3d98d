import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, wordsIn, type Language } from 'lupa-attention/words';
import { layerCount, headCount } from 'lupa-attention';
import type { Intervention, RunResult, Said } from '../engine/engine.js';
import { LESSON_WORDS } from '../words/lesson.js';
import type { Experiment } from './lesson.js';
import { readHead } from './rule.js';
import { interventionOf } from './runs.js';

/** What the learner has set. */
export interface ExperimentState {
  what: 'replace' | 'heads';
  /** null: all. */
  layer: number | null;
  by: 'uniform' | 'permuted';
  heads: string;
  failure: string | null;
  /** What was run last. */
  ran: Intervention | null;
}

/** An experiment that nobody has begun. */
export const FRESH_EXPERIMENT: ExperimentState = { what: 'heads', layer: null, by: 'uniform', heads: '', failure: null, ran: null };

/** How many answers are listed. */
const LISTED = 3;

/** What the panel shows and does. */
interface Setup {
  kind: Experiment | null;
  language: Language;
  state: ExperimentState;
  before: RunResult;
  after: RunResult | null;
  shows: 'before' | 'after';
  running: boolean;
  change: (state: ExperimentState) => void;
  show: (which: 'before' | 'after') => void;
  run: (change: Intervention | null) => void;
}

/** The experiment under a view: what is changed, and what the model says before and after. */
export function experimentPanel({ kind, language, state, before, after, shows, running, change, show, run }: Setup): TemplateResult {
  const words = wordsIn(LESSON_WORDS, language);
  const what = kind === 'both' || kind === null ? state.what : kind;
  const layers = layerCount(before.record);
  const start = (event: Event): void => {
    event.preventDefault();
    const read = readExperiment({ ...state, what }, { layers, heads: headCount(before.record) });
    if (read === null) change({ ...state, failure: words.badHeads(state.heads) });
    else {
      change({ ...state, failure: null, ran: read });
      run(read);
    }
  };
  const segment = (
    name: 'replace' | 'heads',
    label: string,
  ): TemplateResult => html`<button type="button" aria-pressed=${what === name} data-experiment=${name}
    @click=${() => change({ ...state, what: name, failure: null })}>${label}</button>`;
  return html`<form class="experiment" aria-label=${words.experiment} @submit=${start}>
    <div class="row"><h3>${words.experiment}</h3>
      ${kind === 'both' ? html`<div class="segments" role="group" aria-label=${words.experiment}>${segment('heads', words.headsOff)}${segment('replace', words.replace)}</div>` : nothing}</div>
    <div class="row">
      ${
        what === 'replace'
          ? html`<label class="field"><span>${words.layer}</span>
              <select class="select" data-control="layer" @change=${(event: Event) => change({ ...state, layer: readLayer(event) })}>
                <option value="all" ?selected=${state.layer === null}>${words.allLayers}</option>
                ${Array.from({ length: layers }, (_, layer) => html`<option value=${layer} ?selected=${state.layer === layer}>${words.layerNumber(layer)}</option>`)}
              </select></label>
            <label class="field"><span>${words.rows}</span>
              <select class="select" data-control="by" @change=${(event: Event) => change({ ...state, by: (event.target as HTMLSelectElement).value as 'uniform' | 'permuted' })}>
                <option value="uniform" ?selected=${state.by === 'uniform'}>${words.even}</option>
                <option value="permuted" ?selected=${state.by === 'permuted'}>${words.shuffled}</option>
              </select></label>`
          : html`<label class="field heads"><span>${words.headsField}</span>
              <input type="text" data-control="heads" autocomplete="off" .value=${state.heads} aria-invalid=${state.failure !== null}
                @input=${(event: Event) => change({ ...state, heads: (event.target as HTMLInputElement).value })}></label>`
      }
      <button class="button primary" data-control="run" ?disabled=${running}>${running ? words.running : words.run}</button>
      ${after === null ? nothing : html`<button type="button" class="button" data-control="undo" @click=${() => run(null)}>${words.undo}</button>`}
    </div>
    ${state.failure === null ? nothing : html`<p class="notice bad" role="alert"><span>${state.failure}</span></p>`}
    <div class="outcome" aria-live="polite">
      ${outcome(words.before, before.said, { language })}
      ${after === null ? nothing : outcome(words.after, after.said, { language })}
    </div>
    ${
      after === null
        ? nothing
        : html`<div class="row"><span class="label">${words.shows}</span><div class="segments" role="group" aria-label=${words.shows}>${(
            ['before', 'after'] as const
          ).map((name) => html`<button type="button" aria-pressed=${shows === name} @click=${() => show(name)}>${words[name]}</button>`)}</div></div>`
    }
  </form>`;
}

/** What the learner set, as the engine takes it; null for heads that are none. */
export function readExperiment({ what, layer, by, heads }: ExperimentState, size: { layers: number; heads: number }): Intervention | null {
  if (what === 'replace') return interventionOf({ off: [], replaced: { layer, by } });
  const off = heads
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(readHead);
  if (off.length === 0 || !off.every((head) => head !== undefined)) return null;
  if (off.some((head) => head.layer >= size.layers || head.head >= size.heads)) return null;
  return interventionOf({ off, replaced: null });
}

function readLayer(event: Event): number | null {
  const { value } = event.target as HTMLSelectElement;
  return value === 'all' ? null : Number(value);
}

/** What was said, best first, with its probability. */
function outcome(title: string, said: Said, { language }: { language: Language }): TemplateResult {
  const words = wordsIn(LESSON_WORDS, language);
  const list = choicesOf(said).slice(0, LISTED);
  return html`<div class="card" data-outcome=${title}><h4>${title}</h4>${
    list.length === 0
      ? html`<p class="small muted">${words.saidNothing}</p>`
      : html`<ol class="plain">${list.map(
          ({ text, probability }, index) => html`<li class=${index === 0 ? 'first' : ''}><span lang="en">${text === '' ? words.noAnswer : text}</span>
            <span class="number">${formatNumber(probability, language, 3)}</span><div class="bar" aria-hidden="true"><div style="width: ${Math.round(100 * probability)}%"></div></div></li>`,
        )}</ol>`
  }</div>`;
}

function choicesOf(said: Said): { text: string; probability: number }[] {
  switch (said?.kind) {
    case 'answer':
      return said.answers.map(({ text, score }) => ({ text, probability: score }));
    case 'words':
      return said.masks[0]?.choices ?? [];
    case 'next':
    case 'classes':
      return said.choices;
    case 'translation':
      return [{ text: said.text, probability: 1 }];
    case undefined:
      return [];
  }
}
