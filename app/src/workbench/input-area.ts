import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber, plural, type Language } from 'lupa-attention/words';
import { INPUT_MODES, type WorkbenchState } from '../state/state.js';
import { icon } from '../style/icons.js';
import type { ModelWords } from '../words/workbench-model.js';
import type { WorkbenchWords } from '../words/workbench.js';
import type { Bench } from './bench.js';
import { examplesFor, maskOf, type Example } from './examples.js';
import { modelButton, problemNotice, progressLine } from './model-line.js';
import { hasTarget, readsImages } from './run-input.js';

/** What the fields show and whom they tell. */
export interface InputArea {
  bench: Bench;
  words: WorkbenchWords;
  modelWords: ModelWords;
  language: Language;
  openModels: () => void;
  type: (field: 'text' | 'pair' | 'target', value: string) => void;
  choose: (change: Partial<WorkbenchState>) => void;
}

/** What is given to the model: which model, and the texts. */
export function inputArea(area: InputArea): TemplateResult {
  const { bench, words, modelWords, language, openModels, choose } = area;
  const problems = { bench, words: modelWords, others: { openModels, choose, dismissLabel: words.close } };
  const { model } = bench;
  return html`<section class="input" aria-label=${words.input}>
    <div class="line">
      ${modelButton(area)}
      ${bench.isRecord || model?.readsText === false ? nothing : modes(area)}
      <p class="count small muted" role="status">${count(area)}</p>
    </div>
    ${progressLine(bench, { words: modelWords, language })}
    ${problemNotice(bench.modelProblem, problems)}
    ${bench.isRecord ? recordTexts(bench) : fields(area)}
    ${problemNotice(bench.runProblem, problems)}
    ${bench.isRecord ? nothing : examples(area)}
  </section>`;
}

/** How many tokens the text has, and how many the model reads. */
function count({ bench: { result, model, running, loading }, words, language }: InputArea): TemplateResult | string {
  const tokens = result?.record.tokens[0]?.length;
  if (tokens === undefined) return running && !loading ? words.running : '';
  const text = plural(tokens, words.tokens, language);
  const counted = model === null || model.maxTokens > 1e6 ? text : words.ofMost(text, formatNumber(model.maxTokens, language));
  return html`<span>${counted}</span>${result === null || result.ms === 0 ? nothing : html`<span class="ms"> · ${formatNumber(Math.round(result.ms), language)} ms</span>`}`;
}

function modes({ bench: { state }, words, choose }: InputArea): TemplateResult {
  return html`<div class="segments" role="group" aria-label=${words.mode}>${INPUT_MODES.map(
    (mode) =>
      html`<button type="button" data-mode=${mode} aria-pressed=${mode === state.mode} @click=${() => mode === state.mode || choose({ mode, view: '', beside: '' })}>${words.modes[mode]}</button>`,
  )}</div>`;
}

function fields({ bench, words, type, choose }: InputArea): TemplateResult {
  const { state, model, image } = bench;
  const { mode } = state;
  const field = (name: 'text' | 'pair' | 'target', label: string, { hint, rows }: { hint: string; rows: number }): TemplateResult =>
    html`<label class="field ${name}"><span class=${mode === 'text' && name === 'text' ? 'sr' : ''}>${label}</span>
      <textarea data-field=${name} dir="auto" rows=${rows} spellcheck="false" autocomplete="off" placeholder=${hint} .value=${state[name]}
        @input=${(event: Event) => type(name, (event.target as HTMLTextAreaElement).value)}></textarea></label>`;
  const texts =
    model?.readsText === false
      ? []
      : [
          field('text', mode === 'text' ? words.fields.text : mode === 'pair' ? words.fields.first : words.fields.question, {
            hint: mode === 'question' ? words.hints.question : words.hints.text,
            rows: 1,
          }),
          ...(mode === 'text'
            ? []
            : [
                field('pair', mode === 'pair' ? words.fields.second : words.fields.context, {
                  hint: mode === 'pair' ? words.hints.second : words.hints.context,
                  rows: mode === 'pair' ? 1 : 2,
                }),
              ]),
          ...(model !== null && hasTarget(model) ? [field('target', words.fields.target, { hint: words.hints.target, rows: 1 })] : []),
        ];
  return html`<div class="fields ${mode}">${texts}</div>
    ${model?.says === 'words' ? maskLine(state, maskOf(model.family), { words, choose }) : nothing}
    ${model !== null && readsImages(model) ? imageLine(image, bench, words) : nothing}`;
}

function maskLine(state: WorkbenchState, mask: string, { words, choose }: Pick<InputArea, 'words' | 'choose'>): TemplateResult {
  const insert = (): void => choose({ text: state.text.includes(mask) ? state.text : `${state.text.trimEnd()} ${mask}` });
  return html`<p class="small muted hint">${words.maskHint} <button type="button" class="chip" data-control="mask" ?hidden=${state.text.includes(mask)} @click=${insert}>${words.insertMask} <code>${mask}</code></button></p>`;
}

function imageLine(image: File | null, bench: Bench, words: WorkbenchWords): TemplateResult {
  const take = (event: Event): void => {
    const [file] = (event.target as HTMLInputElement).files ?? [];
    if (file !== undefined) bench.useImage(file);
  };
  return html`<div class="hint row">
    <label class="button">${icon('image')}${words.chooseImage}<input class="sr" type="file" accept="image/png,image/jpeg,image/webp" data-control="image" @change=${take} /></label>
    ${image === null ? nothing : html`<span class="chip"><bdi>${image.name}</bdi></span><button type="button" class="button quiet small" @click=${() => bench.useImage(null)}>${words.removeImage}</button>`}
  </div>`;
}

/** The texts of a saved record, which are what they are. */
function recordTexts({ record }: Bench): TemplateResult | typeof nothing {
  const texts = record?.texts[0];
  if (texts === undefined) return nothing;
  return html`<div class="texts">${[texts.text, texts.pair, texts.target].map((text) => (text == null || text === '' ? nothing : html`<p dir="auto">${text}</p>`))}</div>`;
}

function examples({ bench: { model, state }, words, choose }: InputArea): TemplateResult | typeof nothing {
  if (model?.readsText === false) return nothing;
  const list = examplesFor(model === null ? 'answer' : model.says, maskOf(model?.family ?? 'bert'));
  const same = (example: Example): boolean => example.text === state.text && example.mode === state.mode;
  return html`<div class="examples" role="group" aria-label=${words.examples}><span class="small muted" aria-hidden="true">${words.examples}</span>${list.map(
    (example) =>
      same(example)
        ? nothing
        : html`<button type="button" class="chip" lang="en" data-example @click=${() => choose({ ...example, view: '', beside: '' })}>${example.text}</button>`,
  )}</div>`;
}
