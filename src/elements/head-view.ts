import { html, LitElement, nothing, type CSSResult, type PropertyDeclarations, type TemplateResult } from 'lit';
import { layerAttention, layerCount, type AttentionRecord } from '../attention/record.js';
import { headColours, type Theme } from '../views/colours.js';
import { filterTokens, headState, sentenceBStart, type HeadState, type SentenceFilter } from '../views/head-state.js';
import type { Focus } from '../views/selection.js';
import { headControls, type ThemeChoice } from './head-controls.js';
import { headDetails } from './head-details.js';
import { HeadPicture } from './head-picture.js';
import { headStyle } from './head-style.js';

/** `lupa-change`: the state after a change by the user. It bubbles and leaves shadow roots. */
export type HeadViewChangeEvent = CustomEvent<HeadState>;

/** The heads as an attribute writes them: `0,3`. Without the attribute all are on. */
const headList = {
  fromAttribute: (value: string | null): number[] | null =>
    value === null
      ? null
      : value
          .split(',')
          .filter((part) => part.trim() !== '')
          .map(Number),
};

/**
 * `<lupa-head-view>`: one layer of a record, interactive. Set `record`; the other properties are its state, can be set at
 * any time and are announced by `lupa-change` when the user changes them. Registered by head-view-define.ts.
 */
export class HeadView extends LitElement {
  static override styles: CSSResult = headStyle;
  static override properties: PropertyDeclarations = {
    record: { attribute: false },
    sequence: { type: Number },
    layer: { type: Number },
    heads: { converter: headList },
    filter: {},
    threshold: { type: Number },
    theme: {},
    focused: { attribute: false },
    pinned: { attribute: false },
    systemTheme: { state: true },
  };

  /** What is shown; null until there is something. */
  declare record: AttentionRecord | null;
  declare sequence: number;
  declare layer: number;
  /** The heads switched on; null for all. */
  declare heads: number[] | null;
  declare filter: SentenceFilter;
  declare threshold: number;
  declare theme: ThemeChoice;
  /** The token whose lines are shown alone. */
  declare focused: Focus | null;
  /** Whether `focused` stays when the pointer leaves. */
  declare pinned: boolean;
  declare protected systemTheme: Theme;

  /** Resolves when the first picture has been drawn with all its lines. */
  readonly whenDrawn: Promise<void>;
  readonly #picture: HeadPicture;
  #scheme: MediaQueryList | null = null;

  constructor() {
    super();
    this.record = null;
    this.sequence = 0;
    this.layer = 0;
    this.heads = null;
    this.filter = 'all';
    this.threshold = 0;
    this.theme = 'auto';
    this.focused = null;
    this.pinned = false;
    this.systemTheme = 'light';
    let drawn: () => void = () => undefined;
    this.whenDrawn = new Promise((resolve) => {
      drawn = resolve;
    });
    this.#picture = new HeadPicture(this, drawn);
  }

  /**
   * What is shown, as plain data; null without a record.
   * @throws LupaError OutOfRange when a property names what the record does not have
   */
  get state(): HeadState | null {
    if (this.record === null) return null;
    const { sequence, layer, heads, filter, threshold, focused, pinned, systemTheme } = this;
    const theme = this.theme === 'auto' ? systemTheme : this.theme;
    return headState(this.record, { sequence, layer, heads: heads ?? undefined, filter, threshold, theme, focus: focused, pinned });
  }

  /** Takes over a change by the user and dispatches `lupa-change`. A focus or pin that the change hides is let go. */
  change(changes: Partial<HeadState>): void {
    const { focus = this.focused, filter = this.filter, sequence = this.sequence, pinned = this.pinned } = changes;
    const { queries, keys } = filterTokens(this.record?.tokens[sequence] ?? [], filter);
    const among = focus?.side === 'query' ? queries : keys;
    const kept = focus !== null && focus.index >= among.start && focus.index < among.end ? focus : null;
    const { heads = this.heads, layer = this.layer, threshold = this.threshold } = changes;
    Object.assign(this, { sequence, layer, heads, filter, threshold, focused: kept, pinned: pinned && kept !== null });
    this.#announce();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme = matchMedia('(prefers-color-scheme: dark)');
    this.#scheme.addEventListener('change', this.#onScheme);
    this.#onScheme();
    this.addEventListener('keydown', this.#onKey);
    if (this.hasUpdated) this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme?.removeEventListener('change', this.#onScheme);
    this.removeEventListener('keydown', this.#onKey);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record } = this;
    if (record === null) return nothing;
    let state: HeadState;
    try {
      state = this.state as HeadState;
    } catch (error) {
      return html`<p class="failed" role="alert">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    this.dataset.theme = state.theme;
    const tokens = record.tokens[state.sequence];
    const attention = layerAttention(record, state.layer, { sequence: state.sequence });
    const colours = headColours(attention.heads, state.theme);
    return html`
      ${headControls({
        state,
        theme: this.theme,
        layers: layerCount(record),
        sequences: record.tokens.length,
        pair: sentenceBStart(tokens) !== null,
        colours,
        change: (changes) => this.change(changes),
        chooseTheme: (theme) => this.#chooseTheme(theme),
      })}
      ${record.warnings.length === 0 ? nothing : html`<ul class="warnings" aria-label="Warnings">${record.warnings.map((warning) => html`<li>⚠ ${warning}</li>`)}</ul>`}
      <div class="main">
        ${this.#picture.template(state)}
        ${headDetails({ tokens, attention, state, shown: filterTokens(tokens, state.filter), colours, unpin: () => this.change({ focus: null, pinned: false }) })}
      </div>`;
  }

  #chooseTheme(theme: ThemeChoice): void {
    this.theme = theme;
    this.#announce();
  }

  #announce(): void {
    const detail = this.state;
    if (detail !== null) this.dispatchEvent(new CustomEvent<HeadState>('lupa-change', { detail, bubbles: true, composed: true }));
  }

  readonly #onScheme = (): void => {
    this.systemTheme = this.#scheme?.matches === true ? 'dark' : 'light';
  };

  /** Keys that work wherever the keyboard is in the view: [ and ] change the layer, Escape lets go of the token. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (this.record === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const layer = this.layer + (event.key === '[' ? -1 : event.key === ']' ? 1 : 0);
    if (event.key === 'Escape') this.change({ focus: null, pinned: false });
    else if (layer !== this.layer && layer >= 0 && layer < layerCount(this.record)) this.change({ layer });
  };
}
