import { html, nothing, type TemplateResult } from 'lit';
import type { HeadName } from 'lupa-attention';
import { wordsIn, type Language } from 'lupa-attention/words';
import type { ModelSummary, RunInput } from '../engine/engine.js';
import { plainName, type OtherRun } from '../state/state.js';
import { COMPARE_WORDS, type CompareMode } from '../words/panels-compare.js';

/** What the fields of the second run need. */
export interface CompareFields {
  mode: CompareMode;
  other: OtherRun;
  input: RunInput;
  stacks: ModelSummary['stacks'];
  /** The heads that are off in the run above. */
  off: HeadName[];
  /** Models beside the page that the second run can have, as the state names them. */
  served: readonly string[];
  language: Language;
  change: (part: Partial<OtherRun>) => void;
  look: (head: HeadName) => void;
  folder: (files: FileList) => void;
}

/** In what the second run differs: heads, texts, or the model. */
export function compareFields(fields: CompareFields): TemplateResult {
  if (fields.mode === 'heads') return headFields(fields);
  return fields.mode === 'text' ? textFields(fields) : modelFields(fields);
}

function headFields({ other, stacks, off, language, change, look }: CompareFields): TemplateResult {
  const words = wordsIn(COMPARE_WORDS, language);
  return html`<p class="muted">${words.heads}</p>
    <lupa-app-head-grid .stacks=${stacks} .off=${other.off ?? []} .language=${language}
      @lupa-off=${(event: CustomEvent<HeadName[]>) => change({ off: event.detail })} @lupa-look=${(event: CustomEvent<HeadName>) => look(event.detail)}></lupa-app-head-grid>
    ${off.length === 0 ? nothing : html`<div class="row"><button type="button" class="button" data-control="take-over" @click=${() => change({ off })}>${words.takeOver}</button></div>`}`;
}

function textFields({ other, input, language, change }: CompareFields): TemplateResult {
  const words = wordsIn(COMPARE_WORDS, language);
  const area = (name: 'text' | 'pair', label: string, value: string): TemplateResult => html`<label class="field"><span>${label}</span>
    <textarea rows="2" dir="auto" data-control="other-${name}" .value=${value} @change=${(event: Event) => change({ [name]: (event.target as HTMLTextAreaElement).value })}></textarea></label>`;
  return html`${area('text', words.text, other.text ?? input.text)}${input.pair === null ? nothing : area('pair', words.pair, other.pair ?? input.pair)}`;
}

function modelFields({ other, served, language, change, folder }: CompareFields): TemplateResult {
  const words = wordsIn(COMPARE_WORDS, language);
  const submit = (event: Event): void => {
    event.preventDefault();
    const name = (event.target as HTMLFormElement).querySelector('input')?.value.trim() ?? '';
    if (name !== '') change({ model: name });
  };
  return html`<form class="row fields" @submit=${submit}>
      <label class="field grow"><span>${words.modelName}</span><input type="text" data-control="other-model" autocomplete="off" spellcheck="false" .value=${served.includes(other.model ?? '') ? '' : (other.model ?? '')} aria-describedby="hint" /></label>
      <button type="submit" class="button primary" data-control="open">${words.open}</button>
      <label class="button folder">${words.folder}<input type="file" class="sr" data-control="folder" webkitdirectory multiple @change=${(event: Event) => folder((event.target as HTMLInputElement).files as FileList)} /></label>
    </form>
    <p class="small" id="hint">${words.modelHint}</p>
    ${
      served.length === 0
        ? nothing
        : html`<div class="row" role="group" aria-label=${words.served}><span class="small muted" aria-hidden="true">${words.served}</span>${served.map(
            (name) =>
              html`<button type="button" class="chip" data-served=${name} aria-pressed=${name === other.model} @click=${() => change({ model: name })}><bdi>${plainName(name)}</bdi></button>`,
          )}</div>`
    }`;
}
