import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import { textOn } from '../views/colours.js';
import { SENTENCE_FILTERS, type HeadState, type SentenceFilter } from '../views/head-state.js';
import { allHeads } from '../views/selection.js';

/** Which colours the view takes: `auto` follows the system. */
export type ThemeChoice = 'auto' | 'light' | 'dark';

/** What the controls show and whom they tell. */
export interface HeadControls {
  state: HeadState;
  theme: ThemeChoice;
  layers: number;
  sequences: number;
  /** Whether the sequence is a pair of sentences. */
  pair: boolean;
  /** A colour for each head of the model. */
  colours: readonly string[];
  change: (change: Partial<HeadState>) => void;
  chooseTheme: (theme: ThemeChoice) => void;
}

const FILTER_NAMES: Record<SentenceFilter, string> = { all: 'All', AA: 'A → A', AB: 'A → B', BA: 'B → A', BB: 'B → B' };

/** The bar over the picture. */
export function headControls(controls: HeadControls): TemplateResult {
  const { state, sequences, pair, theme, change, chooseTheme } = controls;
  return html`<div class="controls">
    ${layerControl(controls)}
    ${sequences > 1 ? numberSelect('Sequence', state.sequence, sequences, (sequence) => change({ sequence, focus: null })) : nothing}
    ${
      pair
        ? html`<label class="field"><span>Sentences</span>
          <select data-control="filter" @change=${(event: Event) => change({ filter: selected(event) as SentenceFilter })}>
            ${SENTENCE_FILTERS.map((filter) => html`<option value=${filter} .selected=${state.filter === filter}>${FILTER_NAMES[filter]}</option>`)}
          </select></label>`
        : nothing
    }
    <div class="field threshold"><label for="threshold">Threshold <output for="threshold">${state.threshold.toFixed(2)}</output></label>
      <input type="range" id="threshold" data-control="threshold" min="0" max="1" step="0.01" .value=${String(state.threshold)}
        title="Lines of a smaller weight are left out"
        @input=${(event: Event) => change({ threshold: Number((event.target as HTMLInputElement).value) })}></div>
    <label class="field theme"><span>Theme</span>
      <select data-control="theme" @change=${(event: Event) => chooseTheme(selected(event) as ThemeChoice)}>
        ${(['auto', 'light', 'dark'] as const).map((name) => html`<option value=${name} .selected=${theme === name}>${capital(name)}</option>`)}
      </select></label>
    ${headSwitches(controls)}
  </div>`;
}

function layerControl({ state, layers, change }: HeadControls): TemplateResult {
  const step = (by: number): void => change({ layer: state.layer + by });
  return html`<div class="field"><label for="layer">Layer</label>
    <div class="stepper">
      <button type="button" aria-label="Previous layer" title="Previous layer ( [ )" ?disabled=${state.layer === 0} @click=${() => step(-1)}>‹</button>
      <select id="layer" data-control="layer" @change=${(event: Event) => change({ layer: Number(selected(event)) })}>
        ${allHeads(layers).map((layer) => html`<option value=${layer} .selected=${state.layer === layer}>${layer}</option>`)}
      </select>
      <button type="button" aria-label="Next layer" title="Next layer ( ] )" ?disabled=${state.layer === layers - 1} @click=${() => step(1)}>›</button>
    </div></div>`;
}

function numberSelect(name: string, value: number, count: number, choose: (value: number) => void): TemplateResult {
  return html`<label class="field"><span>${name}</span>
    <select data-control=${name.toLowerCase()} @change=${(event: Event) => choose(Number(selected(event)))}>
      ${allHeads(count).map((index) => html`<option value=${index} .selected=${index === value}>${index}</option>`)}
    </select></label>`;
}

/** A switch a head. The number is always on it: colour is never the only carrier. */
function headSwitches({ state, colours, change }: HeadControls): TemplateResult {
  const on = new Set(state.heads);
  const all = allHeads(colours.length);
  const click = (event: MouseEvent, head: number): void => {
    if (event.shiftKey || event.altKey) change({ heads: [head] });
    else change({ heads: on.has(head) ? state.heads.filter((other) => other !== head) : [...state.heads, head].sort((a, b) => a - b) });
  };
  return html`<div class="heads" role="group" aria-label="Heads">
    <span class="name" title="Click switches a head; double click, or Shift and click, shows it alone">Heads</span>
    <div class="switches">${all.map((head) => {
      const colour = colours[head];
      const style = { '--head': colour, '--on-head': textOn(colour) };
      return html`<button type="button" class="head" data-head=${head} aria-label="Head ${head}" aria-pressed=${on.has(head)}
        title="Head ${head}: Shift and click shows it alone" style=${styleMap(style)}
        @click=${(event: MouseEvent) => click(event, head)} @dblclick=${() => change({ heads: [head] })}>${head}</button>`;
    })}</div>
    <div class="pair-of-buttons">
      <button type="button" data-control="all" ?disabled=${on.size === all.length} @click=${() => change({ heads: all })}>All</button>
      <button type="button" data-control="none" ?disabled=${on.size === 0} @click=${() => change({ heads: [] })}>None</button>
    </div></div>`;
}

function selected(event: Event): string {
  return (event.target as HTMLSelectElement).value;
}

function capital(word: string): string {
  return word[0].toUpperCase() + word.slice(1);
}
