import { html, nothing, type TemplateResult } from 'lit';
import { COMMON_WORDS, wordsIn, type Language } from 'lupa-attention/words';
import type { ModelSummary } from '../engine/engine.js';
import { CHANGE_WORDS } from '../words/panels-change.js';
import type { Replacement } from './intervention.js';

/** What the form says; null: all. */
export interface ReplaceChoice {
  stack: string | null;
  layer: number | null;
  head: number | null;
  by: Replacement['by'];
  seed: number;
}

/** What the form needs. */
export interface ReplaceForm {
  choice: ReplaceChoice;
  stacks: ModelSummary['stacks'];
  replaced: readonly Replacement[];
  language: Language;
  choose: (choice: Partial<ReplaceChoice>) => void;
  add: (replacement: Replacement) => void;
  remove: (index: number) => void;
}

/** Attention to be replaced: where, and by what; below it what is replaced now. */
export function replaceForm({ choice, stacks, replaced, language, choose, add, remove }: ReplaceForm): TemplateResult {
  const { replace } = wordsIn(CHANGE_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const { stack, layer, head, by, seed } = choice;
  const meant = stack === null ? stacks : stacks.filter(({ name }) => name === stack);
  const most = (what: 'layers' | 'heads'): number => Math.min(...meant.map((each) => each[what]));
  const number = (value: string): number | null => (value === '' ? null : Number(value));
  const submit = (event: Event): void => {
    event.preventDefault();
    const kind = stack === null ? {} : { stack: stack as Replacement['stack'] };
    add({ ...kind, layer, heads: head === null ? null : [head], by, seed: by === 'uniform' ? 0 : seed });
  };
  return html`<form class="row fields" @submit=${submit}>
      ${
        stacks.length > 1
          ? html`<label class="field"><span>${replace.stack}</span><select class="select" data-control="replace-stack" @change=${(event: Event) => choose({ stack: valueOf(event) || null, layer: null, head: null })}>
              ${option('', replace.allStacks, stack ?? '')}${stacks.map(({ name }) => option(name, common.stacks[name as keyof typeof common.stacks], stack ?? ''))}</select></label>`
          : nothing
      }
      <label class="field"><span>${replace.layer}</span><select class="select" data-control="replace-layer" @change=${(event: Event) => choose({ layer: number(valueOf(event)) })}>
        ${option('', replace.allLayers, written(layer))}${count(most('layers'), (at) => option(String(at), String(at), written(layer)))}</select></label>
      <label class="field"><span>${replace.head}</span><select class="select" data-control="replace-head" @change=${(event: Event) => choose({ head: number(valueOf(event)) })}>
        ${option('', replace.allHeads, written(head))}${count(most('heads'), (at) => option(String(at), String(at), written(head)))}</select></label>
      <label class="field"><span>${replace.by}</span><select class="select" data-control="replace-by" @change=${(event: Event) => choose({ by: valueOf(event) as Replacement['by'] })}>
        ${(['uniform', 'permuted'] as const).map((way) => option(way, replace.ways[way], by))}</select></label>
      ${
        by === 'permuted'
          ? html`<label class="field"><span>${replace.seed}</span><input type="number" data-control="replace-seed" min="0" max="999999" step="1" required .value=${String(seed)} @change=${(event: Event) => choose({ seed: seedOf(valueOf(event)) })} /></label>`
          : nothing
      }
      <button type="submit" class="button primary" data-control="replace">${replace.button}</button>
    </form>
    ${
      replaced.length === 0
        ? nothing
        : html`<ul class="replaced" aria-label=${replace.list}>${replaced.map(
            (each, index) =>
              html`<li><span>${replacementText(each, language)}</span><button type="button" class="button small" data-control="put-back" @click=${() => remove(index)}>${replace.remove}</button></li>`,
          )}</ul>`
    }`;
}

/** A replacement in words: `Layer 3, all heads: uniform rows`. */
export function replacementText({ stack, layer, heads, by, seed }: Replacement, language: Language): string {
  const { replace } = wordsIn(CHANGE_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const place = layer === null ? replace.allLayers : common.layerNumber(layer);
  const kind = stack === undefined || stack === '' ? place : `${common.stacks[stack]} · ${place}`;
  const which = heads === null ? replace.allHeads : heads.length === 1 ? common.headNumber(heads[0]) : common.headsList(heads.join(', '));
  const way = by === 'uniform' ? replace.ways.uniform : replace.withSeed(replace.ways.permuted, String(seed));
  return replace.item(kind, lowerFirst(which, language), way);
}

/** For what stands within a sentence. */
export function lowerFirst(text: string, language: Language): string {
  return text.charAt(0).toLocaleLowerCase(language) + text.slice(1);
}

function option(value: string, label: string, chosen: string): TemplateResult {
  return html`<option value=${value} ?selected=${value === chosen}>${label}</option>`;
}

function count<T>(length: number, make: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => make(index));
}

function written(value: number | null): string {
  return value === null ? '' : String(value);
}

function valueOf({ target }: Event): string {
  return (target as HTMLInputElement | HTMLSelectElement).value;
}

/** A whole number that an address can carry. */
function seedOf(text: string): number {
  const value = Math.trunc(Number(text));
  return Number.isFinite(value) ? Math.max(0, Math.min(999_999, value)) : 1;
}
