import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { scoresFor } from '../analysis/scores.js';
import { headCount, layerCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import type { SentenceFilter } from '../views/head-state.js';
import { formatRanges } from '../views/label.js';
import { modelState, THUMBNAIL_STYLES, type ModelOrder, type ModelState, type ThumbnailStyle } from '../views/model-state.js';
import { readRanges } from '../views/ranges.js';
import { COMMON_WORDS, type CommonWords } from '../words/common.js';
import { wordsIn } from '../words/language.js';
import { MODEL_WORDS, type ModelWords } from '../words/model.js';
import { enlargedPanel } from './model-details.js';
import { EnlargedPicture } from './model-enlarged.js';
import { ModelPicture } from './model-picture.js';
import { modelStyle } from './model-style.js';
import { menu, selectionMenus, themeMenu, warningList } from './view-controls.js';
import { numberList, ViewElement } from './view-element.js';
import { viewStyle } from './view-style.js';

/**
 * `<lupa-model-view>`: all layers and heads of a record as thumbnails, interactive. Set `record`; the other properties are its state, can be set at any
 * time and are announced by `lupa-change` when the user changes them; `lupa-open` asks for another view. Registered by model-view-define.ts.
 */
export class ModelView extends ViewElement<ModelState> {
  static override styles: CSSResultGroup = [viewStyle, modelStyle];
  static override properties: PropertyDeclarations = {
    shownLayers: { converter: numberList, attribute: 'shown-layers' },
    shownHeads: { converter: numberList, attribute: 'shown-heads' },
    filter: {},
    thumbnails: {},
    order: {},
    ascending: { type: Boolean },
    enlarged: { attribute: false },
    badRange: { state: true },
  };

  /** The layers and heads that have a thumbnail; null for all. */
  declare shownLayers: number[] | null;
  declare shownHeads: number[] | null;
  declare filter: SentenceFilter;
  declare thumbnails: ThumbnailStyle;
  declare order: ModelOrder;
  declare ascending: boolean;
  /** The head that is shown large. */
  declare enlarged: { layer: number; head: number } | null;
  declare protected badRange: { field: string; text: string; last: number } | null;
  readonly #picture: ModelPicture;
  readonly #large: EnlargedPicture;
  /** Whether the keyboard was in the view when the large picture was closed: then it goes back to the thumbnail. */
  #wasInside = false;

  constructor() {
    super();
    this.shownLayers = null;
    this.shownHeads = null;
    this.filter = 'all';
    this.thumbnails = 'lines';
    this.order = 'layer';
    this.ascending = false;
    this.enlarged = null;
    this.badRange = null;
    this.#picture = new ModelPicture(this, this.drawn);
    this.#large = new EnlargedPicture(this, this.drawn);
  }

  /** @inheritdoc */
  override get state(): ModelState | null {
    if (this.record === null) return null;
    const { shownLayers, shownHeads, filter, thumbnails, order, ascending, enlarged } = this;
    return modelState(this.record, {
      ...this.selected,
      shownLayers: shownLayers ?? undefined,
      shownHeads: shownHeads ?? undefined,
      filter,
      thumbnails,
      order,
      ascending,
      enlarged,
      theme: this.shownTheme,
    });
  }

  /** Shows a head large, and selects it: linked views follow. */
  enlarge(layer: number, head: number): void {
    this.change({ enlarged: { layer, head }, layer, heads: [head] });
  }

  /** Takes over a change by the user. Another stack has other layers and heads. */
  override change(changes: Partial<ModelState>): void {
    const others = changes.stack === undefined ? {} : { shownLayers: null, shownHeads: null, enlarged: null };
    Object.assign(this, others);
    super.change(changes);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has('record') && changed.get('record') != null) this.enlarged = null;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('enlarged') || changed.get('enlarged') === undefined) return;
    const before = changed.get('enlarged') as { layer: number; head: number } | null;
    if (this.enlarged !== null && before === null) this.renderRoot.querySelector<HTMLElement>('[data-control="close"]')?.focus();
    else if (this.enlarged === null && before !== null && this.#wasInside) this.#picture.focusOn(before.layer, before.head);
  }

  /** In the large picture Escape first lets go of the token, then closes it; , and . step from head to head. */
  protected override viewKey(event: KeyboardEvent): void {
    const writing = event.composedPath()[0] instanceof HTMLInputElement;
    if (this.enlarged === null || writing) {
      if (!writing) super.viewKey(event);
    } else if (event.key === 'Escape') {
      if (this.focused !== null && this.pinned) this.change({ focus: null, pinned: false });
      else this.#close();
    } else if (event.key === ',') this.#step(-1)?.();
    else if (event.key === '.') this.#step(1)?.();
  }

  #close(): void {
    this.#wasInside = this.matches(':focus-within');
    this.change({ enlarged: null, focus: null, pinned: false });
  }

  /** Shows the next head in the order of the thumbnails; null where there is none. */
  #step(by: number): (() => void) | null {
    const { heads } = this.#picture;
    const at = heads.findIndex(({ layer, head }) => layer === this.enlarged?.layer && head === this.enlarged.head);
    const next = at < 0 ? undefined : heads[at + by];
    return next === undefined ? null : () => this.enlarge(next.layer, next.head);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record, language } = this;
    if (record === null) return nothing;
    let state: ModelState;
    try {
      state = this.state as ModelState;
    } catch (error) {
      return html`<p class="failed" role="alert">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    const words = wordsIn(MODEL_WORDS, language);
    const common = wordsIn(COMMON_WORDS, language);
    const picture = this.#picture.template(state, words);
    return html`
      ${this.#controls(record, state, words, common)}
      ${warningList(record.warnings, language)}
      <div class="main">
        ${
          state.enlarged === null
            ? nothing
            : enlargedPanel({
                record,
                state,
                words,
                common,
                language,
                picture: this.#large.template(state),
                before: this.#step(-1),
                after: this.#step(1),
                open: (view) => this.#openIn(view, state),
                focus: (focus) => this.change({ focus, pinned: focus !== null }),
                close: () => this.#close(),
              })
        }
        ${picture}
      </div>
      <p class="hint">${words.hint}</p>`;
  }

  #openIn(view: 'head' | 'heatmap' | 'neuron', { sequence, stack, enlarged, focus, pinned }: ModelState): void {
    const { layer, head } = enlarged as { layer: number; head: number };
    this.open(view, { sequence, stack, layer, heads: [head], focus: pinned ? focus : null, pinned });
  }

  #controls(record: AttentionRecord, state: ModelState, words: ModelWords, common: CommonWords): TemplateResult {
    const { queries, keys } = stackTokens(record, state);
    const orders: ModelOrder[] = ['layer', ...scoresFor({ sameTokens: queries === keys })];
    const { stack, thumbnails, order, ascending } = state;
    return html`<div class="controls">
      ${selectionMenus({ record, state, words: common, change: (change) => this.change(change) })}
      ${menu({
        label: words.thumbnails,
        control: 'thumbnails',
        value: thumbnails,
        values: THUMBNAIL_STYLES,
        name: (name) => words.styles[name],
        choose: (name) => this.change({ thumbnails: name }),
      })}
      ${this.#range('shownLayers', { label: words.layers, count: layerCount(record, { stack }), numbers: state.shownLayers, words })}
      ${this.#range('shownHeads', { label: common.heads, count: headCount(record, { stack }), numbers: state.shownHeads, words })}
      ${menu({
        label: words.order,
        control: 'order',
        value: order,
        values: orders,
        name: (name) => (name === 'layer' ? words.byLayer : words.scores[name]),
        choose: (name) => this.change({ order: name }),
      })}
      ${
        order === 'layer'
          ? nothing
          : html`<button type="button" data-control="ascending" @click=${() => this.change({ ascending: !ascending })}>${
              ascending ? `↑ ${words.smallestFirst}` : `↓ ${words.largestFirst}`
            }</button>`
      }
      ${themeMenu({ theme: this.theme, words: common, choose: (name) => this.chooseTheme(name) })}
      ${
        this.badRange === null
          ? nothing
          : html`<p class="bad" id="bad-range" role="alert">${words.badRange(this.badRange.text, this.badRange.last)}</p>`
      }
    </div>`;
  }

  /** A field of numbers and ranges. */
  #range(
    name: 'shownLayers' | 'shownHeads',
    { label, count, numbers, words }: { label: string; count: number; numbers: number[]; words: ModelWords },
  ): TemplateResult {
    const bad = this.badRange?.field === name;
    const take = (event: Event): void => {
      const { value } = event.target as HTMLInputElement;
      const read = readRanges(value, count);
      this.badRange = read === null ? { field: name, text: value, last: count - 1 } : null;
      if (read !== null) this.change({ [name]: read });
    };
    return html`<label class="field range"><span>${label}</span>
      <input type="text" data-control=${name} inputmode="text" title=${words.rangeHint} aria-invalid=${bad} aria-describedby=${bad ? 'bad-range' : nothing}
        .value=${bad ? (this.badRange?.text ?? '') : formatRanges(numbers)} @change=${take}></label>`;
  }
}
