import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { headCount, layerCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import { stackNames, type StackName } from '../attention/stacks.js';
import { headColours, textOn, type Theme } from '../views/colours.js';
import { sentenceBStart, SENTENCE_FILTERS, type SentenceFilter } from '../views/head-state.js';
import { allHeads, type Selection } from '../views/selection.js';
import { COMMON_WORDS, type CommonWords } from '../words/common.js';
import { wordsIn, type Language } from '../words/language.js';
import { sayWarning } from '../words/warnings.js';
import type { ThemeChoice } from '../views/theme.js';

/** A menu: `names` are what it writes for its values. */
export function menu<Value extends string>({
  label,
  control,
  value,
  values,
  name,
  choose,
}: {
  label: string;
  control: string;
  value: Value;
  values: readonly Value[];
  name: (value: Value) => string;
  choose: (value: Value) => void;
}): TemplateResult {
  return html`<label class="field"><span>${label}</span>
    <select data-control=${control} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Value)}>
      ${values.map((each) => html`<option value=${each} .selected=${each === value}>${name(each)}</option>`)}
    </select></label>`;
}

/** What the shared controls show and whom they tell. */
export interface SelectionControls {
  record: AttentionRecord;
  /** Without a filter there is no menu of sentences. */
  state: Selection & { filter?: SentenceFilter };
  words: CommonWords;
  change: (change: Partial<Selection & { filter: SentenceFilter }>) => void;
}

/** Menus for which sequence, which kind of attention and which sentences: each where there is a choice. */
export function selectionMenus({ record, state, words, change }: SelectionControls): TemplateResult {
  const stacks = stackNames(record.tensors);
  const { queries, keys } = stackTokens(record, state);
  return html`${
    stacks.length > 1
      ? menu({
          label: words.stack,
          control: 'stack',
          value: state.stack,
          values: stacks,
          name: (name) => words.stacks[name],
          choose: (stack) => change(otherStack(record, state, stack)),
        })
      : nothing
  }${
    record.tokens.length > 1
      ? menu({
          label: words.sequence,
          control: 'sequence',
          value: String(state.sequence),
          values: allHeads(record.tokens.length).map(String),
          name: String,
          choose: (sequence) => change({ sequence: Number(sequence), focus: null }),
        })
      : nothing
  }${
    state.filter !== undefined && queries === keys && sentenceBStart(queries) !== null
      ? menu({
          label: words.sentences,
          control: 'filter',
          value: state.filter,
          values: SENTENCE_FILTERS,
          name: (filter) => (filter === 'all' ? words.all : `${filter[0]} → ${filter[1]}`),
          choose: (filter) => change({ filter, focus: null }),
        })
      : nothing
  }`;
}

/** The selection in another stack: layer and heads as far as that has them. */
function otherStack(record: AttentionRecord, state: Selection, stack: StackName): Partial<Selection> {
  const heads = headCount(record, { stack });
  const kept = state.heads.filter((head) => head < heads);
  return {
    stack,
    layer: Math.min(state.layer, layerCount(record, { stack }) - 1),
    heads: kept.length === 0 || state.heads.length === headCount(record, { stack: state.stack }) ? allHeads(heads) : kept,
    focus: null,
  };
}

/** The layer as a menu between two buttons. */
export function layerControl({ record, state, words, change }: SelectionControls): TemplateResult {
  const layers = layerCount(record, { stack: state.stack });
  const step = (by: number): void => change({ layer: state.layer + by });
  return html`<div class="field"><label for="layer">${words.layer}</label>
    <div class="joined">
      <button type="button" class="step" aria-label=${words.previousLayer} title="${words.previousLayer} ( [ )" ?disabled=${state.layer === 0} @click=${() => step(-1)}>‹</button>
      <select id="layer" data-control="layer" @change=${(event: Event) => change({ layer: Number((event.target as HTMLSelectElement).value) })}>
        ${allHeads(layers).map((layer) => html`<option value=${layer} .selected=${state.layer === layer}>${layer}</option>`)}
      </select>
      <button type="button" class="step" aria-label=${words.nextLayer} title="${words.nextLayer} ( ] )" ?disabled=${state.layer === layers - 1} @click=${() => step(1)}>›</button>
    </div></div>`;
}

/** A switch a head. The number is always on it: colour is never the only carrier. */
export function headSwitches({ record, state, words, change, theme, hint }: SelectionControls & { theme: Theme; hint: string }): TemplateResult {
  const on = new Set(state.heads);
  const all = allHeads(headCount(record, { stack: state.stack, layer: state.layer }));
  const colours = headColours(all.length, theme);
  const click = (event: MouseEvent, head: number): void => {
    if (event.shiftKey || event.altKey) change({ heads: [head] });
    else change({ heads: on.has(head) ? state.heads.filter((other) => other !== head) : [...state.heads, head].sort((a, b) => a - b) });
  };
  return html`<div class="heads" role="group" aria-label=${words.heads}>
    <span class="name" title=${hint}>${words.heads}</span>
    <div class="switches">${all.map((head) => {
      const colour = colours[head];
      return html`<button type="button" class="head" data-head=${head} aria-label=${words.headNumber(head)} aria-pressed=${on.has(head)}
        style=${styleMap({ '--head': colour, '--on-head': textOn(colour) })}
        @click=${(event: MouseEvent) => click(event, head)} @dblclick=${() => change({ heads: [head] })}>${head}</button>`;
    })}</div>
    <div class="pair-of-buttons">
      <button type="button" data-control="all" ?disabled=${on.size === all.length} @click=${() => change({ heads: all })}>${words.all}</button>
      <button type="button" data-control="none" ?disabled=${on.size === 0} @click=${() => change({ heads: [] })}>${words.none}</button>
    </div></div>`;
}

/** The menu of themes. A page with a menu of its own hides it by its part. */
export function themeMenu({
  theme,
  words,
  choose,
}: {
  theme: ThemeChoice;
  words: CommonWords;
  choose: (theme: ThemeChoice) => void;
}): TemplateResult {
  return html`<div class="field theme" part="theme">${menu({
    label: words.theme,
    control: 'theme',
    value: theme,
    values: ['auto', 'light', 'dark'] as const,
    name: (each) => words[each],
    choose,
  })}</div>`;
}

/** What to do where a view has nothing to show. A page around it that knows better puts a child with `slot="how-to"` into the view. */
export function howToSlot(words: string): TemplateResult {
  return html`<slot name="how-to"><p>${words}</p></slot>`;
}

/** What the record warns of. */
export function warningList(warnings: readonly string[], language: Language): TemplateResult | typeof nothing {
  if (warnings.length === 0) return nothing;
  return html`<ul class="warnings" aria-label=${wordsIn(COMMON_WORDS, language).warnings}>${warnings.map((warning) => html`<li>⚠ ${sayWarning(warning, language)}</li>`)}</ul>`;
}
