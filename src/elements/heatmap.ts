import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import {
  heatmapState,
  isDiverging,
  SCALINGS,
  specialFor,
  valuesFor,
  type HeatmapState,
  type HeatmapValues,
  type Scaling,
} from '../views/heatmap-state.js';
import { heatmapTable } from '../views/heatmap-values.js';
import { UNITS, type SentenceFilter, type SpecialChoice, type UnitKind } from '../views/head-state.js';
import { DIVERGING, SEQUENTIAL, type DivergingName, type SequentialName } from '../views/scale.js';
import { COMMON_WORDS, type CommonWords } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { HEATMAP_WORDS, type HeatmapWords } from '../words/heatmap.js';
import { wordsIn } from '../words/language.js';
import { heatmapDetails } from './heatmap-details.js';
import { HeatmapPicture } from './heatmap-picture.js';
import { heatmapStyle } from './heatmap-style.js';
import { headSwitches, layerControl, menu, selectionMenus, themeMenu, warningList, type SelectionControls } from './view-controls.js';
import { ViewElement } from './view-element.js';
import { viewStyle } from './view-style.js';

/**
 * `<lupa-heatmap>`: one layer of a record as matrices, interactive. Set `record`; the other properties are its state, can be set at any time and are
 * announced by `lupa-change` when the user changes them. Registered by heatmap-define.ts.
 */
export class Heatmap extends ViewElement<HeatmapState> {
  static override styles: CSSResultGroup = [viewStyle, heatmapStyle];
  static override properties: PropertyDeclarations = {
    filter: {},
    units: {},
    special: {},
    values: {},
    scaling: {},
    sequential: {},
    diverging: {},
    cell: { attribute: false },
  };

  declare filter: SentenceFilter;
  declare units: UnitKind;
  declare special: SpecialChoice;
  declare values: HeatmapValues;
  declare scaling: Scaling;
  declare sequential: SequentialName;
  declare diverging: DivergingName;
  /** The cell that is pointed at: indices of its query and its key. */
  declare cell: { query: number; key: number } | null;
  readonly #picture: HeatmapPicture;

  constructor() {
    super();
    this.filter = 'all';
    this.units = 'tokens';
    this.special = 'show';
    this.values = 'weights';
    this.scaling = 'global';
    this.sequential = 'blue';
    this.diverging = 'blue-orange';
    this.cell = null;
    this.#picture = new HeatmapPicture(this, this.drawn);
  }

  /** @inheritdoc */
  override get state(): HeatmapState | null {
    if (this.record === null) return null;
    const { filter, units, special, values, scaling, sequential, diverging, cell } = this;
    return heatmapState(this.record, {
      ...this.selected,
      filter,
      units,
      special,
      values,
      scaling,
      sequential,
      diverging,
      cell,
      theme: this.shownTheme,
    });
  }

  /** Takes over a change by the user. A cell belongs to its focus, and goes with it. */
  override change(changes: Partial<HeatmapState>): void {
    super.change(changes.focus === null ? { ...changes, cell: null } : changes);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (
      changed.has('record') ||
      changed.has('sequence') ||
      changed.has('stack') ||
      changed.has('filter') ||
      changed.has('units') ||
      changed.has('special')
    )
      this.#picture.reset();
    // Another view may have moved the focus: then the cell is not where the reader is any more.
    if (changed.has('focused') && this.cell !== null && !(this.focused?.side === 'query' && this.focused.index === this.cell.query)) this.cell = null;
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record } = this;
    if (record === null) return nothing;
    let state: HeatmapState;
    try {
      state = this.state as HeatmapState;
    } catch (error) {
      return html`<p class="failed" role="alert">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    const words = wordsIn(HEATMAP_WORDS, this.language);
    const common = wordsIn(COMMON_WORDS, this.language);
    const table = heatmapTable(record, state);
    return html`
      ${this.#controls({ record, state, words: common, change: (change) => this.change(change) }, state, words, common)}
      ${warningList(record.warnings, this.language)}
      <div class="main">
        ${this.#picture.template(state, words)}
        ${heatmapDetails({ state, table, words, common, language: this.language, unpin: () => this.change({ focus: null, pinned: false }) })}
      </div>`;
  }

  #controls(selection: SelectionControls, state: HeatmapState, words: HeatmapWords, common: CommonWords): TemplateResult {
    const { values, scaling, sequential, diverging, theme } = state;
    const head = wordsIn(HEAD_WORDS, this.language);
    const colourName = (name: SequentialName | DivergingName): string => words.colourNames[name];
    return html`<div class="controls">
      ${layerControl(selection)}${selectionMenus(selection)}
      ${menu({
        label: head.rows,
        control: 'units',
        value: state.units,
        values: UNITS,
        name: (name) => head.units[name],
        choose: (name) => this.change({ units: name }),
      })}
      ${menu({
        label: common.specialTokens,
        control: 'special',
        value: state.special,
        values: specialFor(selection.record),
        name: (name) => head.special[name],
        choose: (name) => this.change({ special: name }),
      })}
      ${menu({ label: words.show, control: 'values', value: values, values: valuesFor(selection.record), name: (name) => words.values[name], choose: (name) => this.#chooseValues(name, state) })}
      ${menu({ label: words.scaling, control: 'scaling', value: scaling, values: SCALINGS, name: (name) => words.scalings[name], choose: (name) => this.change({ scaling: name }) })}
      ${
        isDiverging(state)
          ? menu({
              label: words.colours,
              control: 'colours',
              value: diverging,
              values: DIVERGING,
              name: colourName,
              choose: (name) => this.change({ diverging: name }),
            })
          : menu({
              label: words.colours,
              control: 'colours',
              value: sequential,
              values: SEQUENTIAL,
              name: colourName,
              choose: (name) => this.change({ sequential: name }),
            })
      }
      <div class="field"><span id="zoom">${words.zoom}</span>
        <div class="joined" role="group" aria-labelledby="zoom">
          <button type="button" class="step" data-control="zoom-out" aria-label=${words.zoomOut} title="${words.zoomOut} ( − )"
            ?disabled=${!this.#picture.zoomed} @click=${() => this.#picture.step(-1)}>−</button>
          <button type="button" data-control="fit" title="${words.fit} ( 0 )" ?disabled=${!this.#picture.zoomed} @click=${() => this.#picture.fit()}>${words.fit}</button>
          <button type="button" class="step" data-control="zoom-in" aria-label=${words.zoomIn} title="${words.zoomIn} ( + )"
            @click=${() => this.#picture.step(1)}>+</button>
        </div></div>
      ${themeMenu({ theme: this.theme, words: common, choose: (name) => this.chooseTheme(name) })}
      ${headSwitches({ ...selection, theme, hint: words.headHint })}
    </div>`;
  }

  /** A difference is that of two heads: where more are on, of the first two. */
  #chooseValues(values: HeatmapValues, { heads }: HeatmapState): void {
    this.change(values === 'difference' && heads.length > 2 ? { values, heads: heads.slice(0, 2) } : { values });
  }
}
