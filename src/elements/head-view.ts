import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { headCount, type AttentionRecord } from '../attention/record.js';
import { headData, shownFocus, type HeadData } from '../views/head-data.js';
import {
  headState,
  type Combination,
  type HeadState,
  type Orientation,
  type SentenceFilter,
  type SpecialChoice,
  type UnitKind,
} from '../views/head-state.js';
import { lineColours } from '../views/head.js';
import type { Focus } from '../views/selection.js';
import { headControls } from './head-controls.js';
import { headDetails } from './head-details.js';
import { HeadPicture } from './head-picture.js';
import { headStyle } from './head-style.js';
import { HeadSummaries } from './head-summaries.js';
import { pictureInWords } from './head-words.js';
import { warningList } from './view-controls.js';
import { ViewElement } from './view-element.js';
import { viewStyle } from './view-style.js';

/** How long a pointer stays where it is before the panel follows it, in ms. */
const PANEL_REST = 80;

/** `lupa-change`: the state after a change by the user. It bubbles and leaves shadow roots. */
export type HeadViewChangeEvent = CustomEvent<HeadState>;

/**
 * `<lupa-head-view>`: one layer of a record, interactive. Set `record`; the other properties are its state, can be set at
 * any time and are announced by `lupa-change` when the user changes them. Registered by head-view-define.ts.
 */
export class HeadView extends ViewElement<HeadState> {
  static override styles: CSSResultGroup = [viewStyle, headStyle];
  static override properties: PropertyDeclarations = {
    filter: {},
    threshold: { type: Number },
    combine: {},
    units: {},
    special: {},
    orientation: {},
    edges: { type: Number },
  };

  declare filter: SentenceFilter;
  declare threshold: number;
  declare combine: Combination;
  declare units: UnitKind;
  declare special: SpecialChoice;
  declare orientation: Orientation;
  /** How many of the strongest edges the table lists. */
  declare edges: number;
  readonly #picture: HeadPicture;
  readonly #summaries: HeadSummaries;
  #told: Focus | null = null;
  #resting = false;
  #panelTimer = 0;
  #known: { record: AttentionRecord; key: string; data: HeadData } | null = null;

  constructor() {
    super();
    this.filter = 'all';
    this.threshold = 0;
    this.combine = 'each';
    this.units = 'tokens';
    this.special = 'show';
    this.orientation = 'vertical';
    this.edges = 10;
    this.#picture = new HeadPicture(this, this.drawn);
    this.#summaries = new HeadSummaries(this);
  }

  /**
   * What is shown, as plain data; null without a record.
   * @throws LupaError OutOfRange when a property names what the record does not have
   */
  override get state(): HeadState | null {
    if (this.record === null) return null;
    const { filter, threshold, combine, units, special, orientation } = this;
    return headState(this.record, { ...this.selected, filter, threshold, combine, units, special, orientation, theme: this.shownTheme });
  }

  /** The numbers that a state shows: kept until it asks for others, since hover asks for the same. */
  dataOf(state: HeadState): HeadData {
    const { sequence, stack, layer, heads, filter, units, special, combine } = state;
    const key = JSON.stringify([sequence, stack, layer, heads, filter, units, special, combine]);
    const record = this.record as AttentionRecord;
    if (this.#known?.record !== record || this.#known.key !== key) this.#known = { record, key, data: headData(record, state) };
    return this.#known.data;
  }

  /** Takes over a change by the user and dispatches `lupa-change`. A focus or pin that the change hides is let go. */
  override change(changes: Partial<HeadState>): void {
    const { focus = this.focused, ...others } = changes;
    Object.assign(this, others, { focused: focus });
    if (this.focused !== null && (this.state === null || shownFocus(this.dataOf(this.state), this.focused) === null)) this.focused = null;
    if (this.focused === null) this.pinned = false;
    this.announce();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record, language } = this;
    if (record === null) return nothing;
    let state: HeadState;
    let data: HeadData;
    try {
      state = this.state as HeadState;
      data = this.dataOf(state);
    } catch (error) {
      return html`<p class="failed" role="alert">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    const { stack, layer, theme, sequence } = state;
    const colours = lineColours(headCount(record, { stack, layer }), { combined: data.combined, theme });
    const change = (changes: Partial<HeadState>): void => this.change(changes);
    this.#summaries.want(data, state);
    const { latest } = this.#summaries;
    const told = this.#toldFocus(state);
    return html`
      ${guard([data, this.threshold, this.orientation, theme, this.theme, language, sequence], () =>
        headControls({ record, state, data, theme: this.theme, language, change, chooseTheme: (choice) => this.chooseTheme(choice) }),
      )}
      ${guard([record, language], () => warningList(record.warnings, language))}
      <div class="main">
        ${this.#picture.template(state, { data, colours })}
        <section class="details">
          ${guard([data, told?.side, told?.index, state.pinned, theme, language], () =>
            headDetails({ data, state: { ...state, focus: told }, colours, language, unpin: () => this.change({ focus: null, pinned: false }) }),
          )}
          ${guard([data, latest, language, this.edges, theme], () =>
            pictureInWords({
              picture: latest,
              busy: latest?.data !== data,
              count: this.edges,
              language,
              theme,
              change,
              list: (count) => (this.edges = count),
            }),
          )}
        </section>
      </div>`;
  }

  /**
   * The focus that the panel tells about. It is the picture's; but under a pointer that goes from token to token the panel waits until it rests: laying out
   * its table takes longer than all the drawing, and nobody reads it meanwhile.
   */
  #toldFocus({ focus, pinned }: HeadState): Focus | null {
    if (!this.#picture.pointing || pinned || this.#resting) this.#told = focus;
    this.#resting = false;
    clearTimeout(this.#panelTimer);
    if (!sameFocus(focus, this.#told)) {
      this.#panelTimer = window.setTimeout(() => {
        this.#resting = true;
        this.requestUpdate();
      }, PANEL_REST);
    }
    return this.#told;
  }
}

function sameFocus(a: Focus | null, b: Focus | null): boolean {
  return a?.side === b?.side && a?.index === b?.index;
}
