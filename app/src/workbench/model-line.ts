import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { formatNumber, plural, type Language } from 'lupa-attention/words';
import { BUNDLED_MODEL, modelKind, plainName, type WorkbenchState } from '../state/state.js';
import { icon } from '../style/icons.js';
import type { ModelWords } from '../words/workbench-model.js';
import type { Bench, Problem } from './bench.js';

/** The button that names the model and opens the choice of others. */
export function modelButton({
  bench,
  modelWords,
  language,
  openModels,
}: {
  bench: Bench;
  modelWords: ModelWords;
  language: Language;
  openModels: () => void;
}): TemplateResult {
  const { model, state, record, isRecord } = bench;
  const name = plainName(state.model);
  const stacks = model?.stacks ?? (isRecord && record !== null ? (record.model.stacks ?? [record.model]) : []);
  const size =
    stacks.length === 0 ? '' : `${plural(stacks[0].layers, modelWords.layers, language)} × ${plural(stacks[0].heads, modelWords.heads, language)}`;
  const about = [isRecord ? modelWords.savedRecord : (model?.family ?? ''), size].filter((part) => part !== '').join(' · ');
  return html`<button type="button" class="button model" data-control="model" title=${modelWords.choose} @click=${openModels}>
    ${icon(isRecord ? 'file' : 'box')}<span class="sr">${modelWords.model}: </span><span class="name"><bdi>${name}</bdi></span><span class="about muted small">${about}</span>${icon('down')}</button>`;
}

/** How far a download or loading is, with a way to call it off. */
export function progressLine(bench: Bench, { words, language }: { words: ModelWords; language: Language }): TemplateResult | typeof nothing {
  const { loading, progress } = bench;
  if (!loading) return nothing;
  const { stage = 'read', file = null, done = 0, total = null } = progress ?? {};
  const share = total === null || total === 0 ? null : Math.min(1, done / total);
  const bytes =
    stage === 'load' || done === 0 ? '' : total === null ? size(done, language) : words.ofBytes(size(done, language), size(total, language));
  // The engine cannot say how far it is: a bar that moves without an end.
  const moving = share === null || stage === 'load';
  return html`<div class="progress">
    <p class="small"><b>${words.stages[stage]}</b> <span class="muted">${file === null ? nothing : html`<bdi>${file}</bdi>`} ${bytes}</span></p>
    <div class="bar ${moving ? 'moving' : ''}" role="progressbar" aria-label=${words.stages[stage]} aria-valuemin="0" aria-valuemax="100" aria-valuenow=${moving ? nothing : Math.round((share ?? 0) * 100)}>
      <div style=${styleMap({ width: moving ? '30%' : `${(share ?? 0) * 100}%` })}></div></div>
    <button type="button" class="button quiet small" data-control="cancel" @click=${() => void bench.cancel()}>${words.cancel}</button>
  </div>`;
}

/** `12.3 MB`. */
function size(bytes: number, language: Language): string {
  const [amount, unit] = bytes >= 1e9 ? [bytes / 1e9, 'GB'] : bytes >= 1e6 ? [bytes / 1e6, 'MB'] : [bytes / 1e3, 'kB'];
  return `${formatNumber(amount, language, unit === 'kB' ? 0 : 1)} ${unit}`;
}

/** How a user can go on with another model. */
export interface OtherModels {
  openModels: () => void;
  choose: (change: Partial<WorkbenchState>) => void;
  dismissLabel: string;
}

/** What went wrong, in words, and what to do about it; `others` is null in a frame, where one model is shown. */
export function problemNotice(
  problem: Problem | null,
  { bench, words, others }: { bench: Bench; words: ModelWords; others: OtherModels | null },
): TemplateResult | typeof nothing {
  if (problem === null) return nothing;
  const { what, kind, message } = problem;
  const needs = what === 'needFiles' || what === 'needRecord';
  const text = needs ? words[what](message) : what === 'badName' ? words.badName : what === 'cancelled' ? words.cancelled : words.failed[what];
  // A name can be wrong where a model has one of the hub.
  const todo = kind === null || (kind === 'NotFound' && modelKind(bench.state.model) !== 'hub') ? nothing : (words.todo[kind] ?? nothing);
  const atModel = what !== 'run';
  // What was given beside a model that works does not take its place.
  const beside = bench.record !== null || bench.model !== null;
  return html`<div class="notice ${needs || what === 'cancelled' ? 'warning' : 'bad'} problem" role="alert">${icon('warning')}
    <span><b>${text}</b> ${needs ? nothing : html`<span lang="en">${message}</span>`} ${todo}
      ${
        atModel
          ? html`<span class="actions">
              ${needs && others !== null ? html`<button type="button" class="button small primary" @click=${others.openModels}>${what === 'needRecord' ? words.openRecord : words.openFolder}</button>` : nothing}
              ${(what === 'model' || what === 'cancelled') && !beside ? html`<button type="button" class="button small" data-control="again" @click=${() => void bench.open()}>${words.again}</button>` : nothing}
              ${beside || others === null || bench.state.model === BUNDLED_MODEL ? nothing : html`<button type="button" class="button small" data-control="bundled" @click=${() => others.choose({ model: BUNDLED_MODEL })}>${words.useBundled}</button>`}
            </span>`
          : nothing
      }</span>
    ${atModel && beside && others !== null ? html`<button type="button" class="button quiet icon-only" aria-label=${others.dismissLabel} @click=${() => bench.dismissProblem()}>${icon('close')}</button>` : nothing}</div>`;
}
