import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { HeadName } from 'lupa-attention';
import { COMMON_WORDS, plural, wordsIn, type Language } from 'lupa-attention/words';
import type { ModelSummary } from '../engine/engine.js';
import { HEAD_GRID_WORDS, type HeadGridWords } from '../words/panels-head-grid.js';
import { headGridStyle } from './head-grid-style.js';
import { headName, headsOf, isOff, onlyHead, toggleHead, toggleLayer } from './intervention.js';
import { appStyle } from '../style/controls.js';
import { panelStyle } from './panel-style.js';

type Stacks = ModelSummary['stacks'];

/**
 * `<lupa-app-head-grid>`: layers × heads, each of which can be switched off. It answers with `lupa-off` (the heads that are off then) and `lupa-look`
 * (a head to be shown).
 */
export class HeadGrid extends LitElement {
  static override styles: CSSResultGroup = [appStyle, panelStyle, headGridStyle];
  static override properties: PropertyDeclarations = {
    stacks: { attribute: false },
    off: { attribute: false },
    language: {},
    stack: { state: true },
    active: { state: true },
  };

  declare stacks: Stacks;
  /** The heads that are off. */
  declare off: HeadName[];
  declare language: Language;
  /** Which kind of attention is shown; null for the first. */
  declare protected stack: string | null;
  /** Where the keyboard is. */
  declare protected active: { layer: number; head: number };

  constructor() {
    super();
    this.stacks = [];
    this.off = [];
    this.language = 'en';
    this.stack = null;
    this.active = { layer: 0, head: 0 };
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('stacks') && !changed.has('stack' as never)) return;
    const shown = this.#shown;
    if (shown === undefined) return;
    this.active = { layer: Math.min(this.active.layer, shown.layers - 1), head: Math.min(this.active.head, shown.heads - 1) };
  }

  get #shown(): Stacks[number] | undefined {
    return this.stacks.find(({ name }) => name === this.stack) ?? this.stacks.at(0);
  }

  protected override render(): TemplateResult | typeof nothing {
    const shown = this.#shown;
    if (shown === undefined) return nothing;
    const words = wordsIn(HEAD_GRID_WORDS, this.language);
    const { layers, heads, name } = shown;
    const columns = Array.from({ length: heads }, (_, head) => head);
    return html`
      ${this.stacks.length > 1 ? this.#stackMenu(shown, words) : nothing}
      <div class="scroll"><table role="grid" aria-label=${words.grid} aria-rowcount=${layers + 1} aria-colcount=${heads + 1} @keydown=${this.#onKey}>
        <thead><tr><td class="corner" aria-hidden="true"></td>${columns.map((head) => html`<th scope="col"><span class="sr">${words.head} </span>${head}</th>`)}</tr></thead>
        <tbody>${Array.from({ length: layers }, (_, layer) => html`<tr><th scope="row"><span class="sr">${words.layer} </span>${layer}</th>${columns.map((head) => this.#cell(headName(name, layer, head), words))}</tr>`)}</tbody>
      </table></div>
      ${this.#actions(shown, words)}
      <p class="small">${words.keys}</p>`;
  }

  #stackMenu({ name: shown }: Stacks[number], words: HeadGridWords): TemplateResult {
    const { stacks } = wordsIn(COMMON_WORDS, this.language);
    return html`<div class="segments" role="group" aria-label=${words.stack}>${this.stacks.map(({ name }) => {
      const count = this.off.filter(({ stack = '' }) => stack === name).length;
      return html`<button type="button" data-stack=${name} aria-pressed=${name === shown} @click=${() => (this.stack = name)}>${stacks[name as keyof typeof stacks]}${
        count === 0 ? nothing : html` <span class="count">${plural(count, words.offCount, this.language)}</span>`
      }</button>`;
    })}</div>`;
  }

  #cell(name: HeadName, words: HeadGridWords): TemplateResult {
    const { layer, head } = name;
    const off = isOff(this.off, name);
    const active = this.active.layer === layer && this.active.head === head;
    const label = `${words.cell(String(layer), String(head))}: ${off ? words.off : words.on}`;
    return html`<td role="gridcell"><button type="button" class="head" data-head="${layer}.${head}" aria-label=${label} title=${label} aria-pressed=${off ? 'false' : 'true'}
      tabindex=${active ? 0 : -1} @click=${(event: MouseEvent) => this.#click(event, name)} @focus=${() => (this.active = { layer, head })}></button></td>`;
  }

  #actions({ name, heads }: Stacks[number], words: HeadGridWords): TemplateResult {
    const active = headName(name, this.active.layer, this.active.head);
    const layer = this.#layer(name, active.layer, heads);
    const off = isOff(this.off, active);
    const layerOff = layer.every((head) => isOff(this.off, head));
    return html`<div class="row actions">
      <span class="active" aria-live="polite">${words.cell(String(active.layer), String(active.head))}: <b>${off ? words.off : words.on}</b></span>
      <button type="button" class="button" data-control="toggle" @click=${() => this.#change(toggleHead(this.off, active))}>${off ? words.toggleOn : words.toggleOff}</button>
      <button type="button" class="button" data-control="layer" @click=${() => this.#change(toggleLayer(this.off, layer))}>${layerOff ? words.layerOn : words.layerOff}</button>
      <button type="button" class="button" data-control="only" @click=${() => this.#change(onlyHead(headsOf({ stacks: this.stacks }), active))}>${words.only}</button>
      <button type="button" class="button" data-control="all-on" ?disabled=${this.off.length === 0} @click=${() => this.#change([])}>${words.allOn}</button>
      <button type="button" class="button quiet" data-control="show" @click=${() => this.#look(active)}>${words.show}</button>
      <span class="small end">${this.off.length === 0 ? nothing : plural(this.off.length, words.offCount, this.language)}</span></div>`;
  }

  #layer(stack: string, layer: number, heads: number): HeadName[] {
    return Array.from({ length: heads }, (_, head) => headName(stack, layer, head));
  }

  #click(event: MouseEvent, head: HeadName): void {
    const shown = this.#shown as Stacks[number];
    this.active = { layer: head.layer, head: head.head };
    this.#change(event.shiftKey ? toggleLayer(this.off, this.#layer(shown.name, head.layer, shown.heads)) : toggleHead(this.off, head));
  }

  /** Arrow keys, Home and End go from head to head; Space with Shift switches the layer. Space alone is the button's own click. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const { layers, heads, name } = this.#shown as Stacks[number];
    const { layer, head } = this.active;
    const steps: Record<string, [number, number]> = {
      ArrowUp: [layer - 1, head],
      ArrowDown: [layer + 1, head],
      ArrowLeft: [layer, head - 1],
      ArrowRight: [layer, head + 1],
      Home: [event.ctrlKey ? 0 : layer, 0],
      End: [event.ctrlKey ? layers - 1 : layer, heads - 1],
    };
    if (event.key === ' ' && event.shiftKey) {
      event.preventDefault();
      this.#change(toggleLayer(this.off, this.#layer(name, layer, heads)));
    } else if (Object.hasOwn(steps, event.key)) {
      event.preventDefault();
      const [row, column] = steps[event.key];
      this.active = { layer: clamp(row, layers), head: clamp(column, heads) };
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('.head[tabindex="0"]')?.focus());
    }
  };

  /** Takes a change over before it is given back: another click may come first. */
  #change(off: HeadName[]): void {
    this.off = off;
    this.dispatchEvent(new CustomEvent<HeadName[]>('lupa-off', { detail: off }));
  }

  #look(head: HeadName): void {
    this.dispatchEvent(new CustomEvent<HeadName>('lupa-look', { detail: head }));
  }
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
