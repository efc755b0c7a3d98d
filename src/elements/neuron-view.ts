import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { headCount, type AttentionRecord } from '../attention/record.js';
import { neuronState, shownHead, type NeuronState } from '../views/neuron-state.js';
import { hasNeurons, neuronValues, type NeuronValues } from '../views/neuron-values.js';
import { allHeads } from '../views/selection.js';
import { COMMON_WORDS, type CommonWords } from '../words/common.js';
import { wordsIn } from '../words/language.js';
import { NEURON_WORDS, type NeuronWords } from '../words/neuron.js';
import { neuronDetails } from './neuron-details.js';
import { NeuronPicture } from './neuron-picture.js';
import { neuronStyle } from './neuron-style.js';
import { howToSlot, layerControl, selectionMenus, themeMenu, warningList } from './view-controls.js';
import { ViewElement } from './view-element.js';
import { viewStyle } from './view-style.js';

/**
 * `<lupa-neuron-view>`: how one head comes from queries and keys to its weights, interactive. Set `record`, which must have queries and keys; the other
 * properties are its state, can be set at any time and are announced by `lupa-change` when the user changes them. It shows the first of `heads`.
 * Registered by neuron-define.ts.
 */
export class NeuronView extends ViewElement<NeuronState> {
  static override styles: CSSResultGroup = [viewStyle, neuronStyle];
  static override properties: PropertyDeclarations = {
    collapsed: { type: Boolean },
    numbers: { type: Boolean },
    query: { type: Number },
    key: { attribute: false },
  };

  /** Whether only the weights are shown. */
  declare collapsed: boolean;
  /** Whether the elements of the vectors are listed. */
  declare numbers: boolean;
  /** The query whose steps are shown while no query is focused. */
  declare query: number;
  /** The key that is told about; null for the strongest. */
  declare key: number | null;
  readonly #picture: NeuronPicture;
  #known: { record: AttentionRecord; choice: string; values: NeuronValues | null } | null = null;

  constructor() {
    super();
    this.collapsed = false;
    this.numbers = false;
    this.query = 0;
    this.key = null;
    this.#picture = new NeuronPicture(this, this.drawn);
  }

  /** @inheritdoc */
  override get state(): NeuronState | null {
    if (this.record === null) return null;
    const { collapsed, numbers, query, key } = this;
    return neuronState(this.record, { ...this.selected, collapsed, numbers, query, key, theme: this.shownTheme });
  }

  /** The numbers of the chosen query, computed when they are first asked for; null where the record has none. */
  valuesOf(state: NeuronState): NeuronValues | null {
    const record = this.record as AttentionRecord;
    const { sequence, stack, layer, query } = state;
    const head = shownHead(state);
    const choice = [sequence, stack, layer, head, query].join();
    if (this.#known?.record !== record || this.#known.choice !== choice) {
      this.#known = { record, choice, values: neuronValues(record, { sequence, stack, layer, head, query }) };
    }
    return this.#known.values;
  }

  /** Takes over a change by the user. Another query has another strongest key; another sequence or stack, other tokens. */
  override change(changes: Partial<NeuronState>): void {
    const { focus } = changes;
    const others = changes.sequence === undefined && changes.stack === undefined ? {} : { query: 0, key: null };
    const chosen = focus?.side === 'query' && focus.index !== this.query ? { query: focus.index, key: null } : {};
    super.change({ ...others, ...chosen, ...changes });
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    // The tokens that were chosen belong to what was shown then.
    if ((changed.has('record') && changed.get('record') != null) || changed.get('sequence') !== undefined || changed.get('stack') !== undefined) {
      this.query = 0;
      this.key = null;
    }
    if (this.focused?.side === 'query' && this.focused.index !== this.query) {
      this.query = this.focused.index;
      this.key = null;
    } else if (this.focused?.side === 'key') this.key = this.focused.index;
  }

  /** { and } change the head, beside the keys of all views. */
  protected override viewKey(event: KeyboardEvent): void {
    const state = this.state as NeuronState;
    const head = shownHead(state) + (event.key === '{' ? -1 : event.key === '}' ? 1 : 0);
    if (head !== shownHead(state)) this.#chooseHead(head, state);
    else super.viewKey(event);
  }

  #chooseHead(head: number, { stack, layer }: NeuronState): void {
    if (head >= 0 && head < headCount(this.record as AttentionRecord, { stack, layer })) this.change({ heads: [head] });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record, language } = this;
    if (record === null) return nothing;
    let state: NeuronState;
    try {
      state = this.state as NeuronState;
    } catch (error) {
      return html`<p class="failed" role="alert">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    const words = wordsIn(NEURON_WORDS, language);
    const common = wordsIn(COMMON_WORDS, language);
    const there = hasNeurons(record, state);
    if (!there) this.drawn();
    return html`
      ${this.#controls(record, state, words, common)}
      ${warningList(record.warnings, language)}
      ${
        there
          ? html`<div class="main">
              ${this.#picture.template(state, common)}
              ${neuronDetails({ record, state, values: this.valuesOf(state) as NeuronValues, words, common, language })}
            </div>`
          : html`<div class="missing" role="status"><p>${words.missing}</p>${howToSlot(words.howTo)}</div>`
      }`;
  }

  #controls(record: AttentionRecord, state: NeuronState, words: NeuronWords, common: CommonWords): TemplateResult {
    const selection = { record, state, words: common, change: (change: object) => this.change(change) };
    const heads = headCount(record, { stack: state.stack, layer: state.layer });
    const head = shownHead(state);
    return html`<div class="controls">
      ${layerControl({ ...selection, state: { ...state, filter: undefined } })}
      <div class="field"><label for="head">${common.head}</label>
        <div class="joined">
          <button type="button" class="step" aria-label=${words.previousHead} title="${words.previousHead} ( { )" ?disabled=${head === 0}
            @click=${() => this.#chooseHead(head - 1, state)}>‹</button>
          <select id="head" data-control="head" @change=${(event: Event) => this.#chooseHead(Number((event.target as HTMLSelectElement).value), state)}>
            ${allHeads(heads).map((each) => html`<option value=${each} .selected=${each === head}>${each}</option>`)}
          </select>
          <button type="button" class="step" aria-label=${words.nextHead} title="${words.nextHead} ( } )" ?disabled=${head === heads - 1}
            @click=${() => this.#chooseHead(head + 1, state)}>›</button>
        </div></div>
      ${selectionMenus({ ...selection, state: { ...state, filter: undefined } })}
      <button type="button" data-control="collapsed" aria-expanded=${!state.collapsed} @click=${() => this.change({ collapsed: !state.collapsed })}>
        ${state.collapsed ? `+ ${words.expand}` : `− ${words.collapse}`}</button>
      <label class="switch"><input type="checkbox" data-control="numbers" .checked=${state.numbers}
        @change=${(event: Event) => this.change({ numbers: (event.target as HTMLInputElement).checked })}>${words.numbers}</label>
      ${themeMenu({ theme: this.theme, words: common, choose: (name) => this.chooseTheme(name) })}
    </div>`;
  }
}
