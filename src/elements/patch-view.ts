import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { headCount, stackTokens, type AttentionRecord } from '../attention/record.js';
import { tokenLabel } from '../views/label.js';
import { mediaOf, mediaStacks } from '../views/patch-media.js';
import { patchState, USUAL_OPACITY, type PatchState } from '../views/patch-state.js';
import { allHeads } from '../views/selection.js';
import { COMMON_WORDS, type CommonWords } from '../words/common.js';
import { wordsIn } from '../words/language.js';
import { PATCH_WORDS, type PatchWords } from '../words/patches.js';
import { patchDetails } from './patch-details.js';
import { PatchPicture } from './patch-picture.js';
import { patchStyle } from './patch-style.js';
import { howToSlot, layerControl, menu, selectionMenus, themeMenu, warningList } from './view-controls.js';
import { ViewElement } from './view-element.js';
import { viewStyle } from './view-style.js';

/** More tokens than this are no menu. */
const MENU = 200;

/**
 * `<lupa-patch-view>`: what a token attends to over the patches of an image, or along sound, interactive. Set `record`, of a model that sees or hears;
 * the other properties are its state, can be set at any time and are announced by `lupa-change` when the user changes them. Registered by patch-define.ts.
 */
export class PatchView extends ViewElement<PatchState> {
  static override styles: CSSResultGroup = [viewStyle, patchStyle];
  static override properties: PropertyDeclarations = {
    query: { type: Number },
    point: { attribute: false },
    opacity: { type: Number },
  };

  /** The token whose attention is shown while no query is focused. */
  declare query: number;
  /** The key that is pointed at. */
  declare point: number | null;
  /** Of the attention over the picture, 0-1. */
  declare opacity: number;
  readonly #picture: PatchPicture;

  constructor() {
    super();
    this.query = 0;
    this.point = null;
    this.opacity = USUAL_OPACITY;
    this.#picture = new PatchPicture(this, this.drawn);
  }

  /** @inheritdoc */
  override get state(): PatchState | null {
    if (this.record === null) return null;
    const { query, point, opacity } = this;
    const stack = this.stack ?? mediaStacks(this.record)[0];
    return patchState(this.record, { ...this.selected, stack, query, point, opacity, theme: this.shownTheme });
  }

  /** Takes over a change by the user. Letting go of the query goes back to the first. */
  override change(changes: Partial<PatchState>): void {
    const { focus } = changes;
    if (changes.sequence !== undefined || changes.stack !== undefined) super.change({ query: 0, point: null, ...changes });
    else if (focus === null) super.change({ query: 0, ...changes });
    else super.change(focus?.side === 'query' ? { ...changes, query: focus.index } : changes);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if ((changed.has('record') && changed.get('record') != null) || changed.get('sequence') !== undefined || changed.get('stack') !== undefined) {
      this.query = 0;
      this.point = null;
    }
    if (this.focused?.side === 'query') this.query = this.focused.index;
    else if (this.focused?.side === 'key') this.point = this.focused.index;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record, language } = this;
    if (record === null) return nothing;
    let state: PatchState;
    try {
      state = this.state as PatchState;
    } catch (error) {
      return html`<p class="failed" role="alert">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    const words = wordsIn(PATCH_WORDS, language);
    const common = wordsIn(COMMON_WORDS, language);
    const there = mediaOf(record, state) !== null;
    if (!there) this.drawn();
    return html`
      ${this.#controls(record, state, words, common)}
      ${warningList(record.warnings, language)}
      ${
        there
          ? html`<div class="main">
              ${this.#picture.template(state, words)}
              ${patchDetails({ record, state, words, common, language, unpin: () => this.change({ focus: null, pinned: false }) })}
            </div>`
          : html`<div class="missing" role="status"><p>${words.noMedia}</p>${howToSlot(words.howTo)}</div>`
      }`;
  }

  #controls(record: AttentionRecord, state: PatchState, words: PatchWords, common: CommonWords): TemplateResult {
    const selection = { record, state: { ...state, filter: undefined }, words: common, change: (change: object) => this.change(change) };
    const heads = headCount(record, state);
    return html`<div class="controls">
      ${layerControl(selection)}${selectionMenus(selection)}
      ${this.#queryMenu(record, state, common)}
      <label class="field"><span>${words.opacity}</span>
        <input type="range" min="0" max="1" step="0.05" data-control="opacity" .value=${String(state.opacity)}
          @input=${(event: Event) => this.change({ opacity: Number((event.target as HTMLInputElement).value) })}></label>
      <button type="button" data-control="all" ?disabled=${state.heads.length === heads} @click=${() => this.change({ heads: allHeads(heads) })}>${words.allHeads}</button>
      ${themeMenu({ theme: this.theme, words: common, choose: (name) => this.chooseTheme(name) })}
    </div>`;
  }

  /** Words of the decoder, or the tokens that are no patch, and the chosen one. */
  #queryMenu(record: AttentionRecord, state: PatchState, common: CommonWords): TemplateResult {
    const { queries, keys } = stackTokens(record, state);
    const media = mediaOf(record, state);
    const listed =
      queries === keys ? allHeads(media?.kind === 'image' ? media.first : Math.min(1, queries.length)) : allHeads(Math.min(MENU, queries.length));
    const values = listed.includes(state.query) ? listed : [...listed, state.query];
    return menu({
      label: common.query,
      control: 'query',
      value: String(state.query),
      values: values.map(String),
      name: (index) => (queries === keys ? tokenLabel(queries[Number(index)]) : `${index} ${tokenLabel(queries[Number(index)])}`),
      choose: (index) => this.change({ focus: { side: 'query', index: Number(index) }, pinned: true }),
    });
  }
}
