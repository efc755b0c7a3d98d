import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { HeadCard, HeadsReport } from '../analysis/heads-report.js';
import type { StackName } from '../attention/stacks.js';
import { degenerateSentence, missingSentences } from '../interpretation/claims.js';
import type { Theme } from '../views/colours.js';
import { stackCards, type ReportState } from '../views/report.js';
import type { ThemeChoice } from '../views/theme.js';
import { COMMON_WORDS } from '../words/common.js';
import { wordsIn, type Language } from '../words/language.js';
import { REPORT_WORDS } from '../words/report.js';
import { headMapSection } from './head-report-map.js';
import { headCard } from './head-report-card.js';
import { ReportPicture } from './head-report-picture.js';
import { headReportStyle } from './head-report-style.js';
import { ElementLanguage } from './language.js';
import { menu, themeMenu, warningList } from './view-controls.js';
import { numberList } from './view-element.js';
import { viewStyle } from './view-style.js';

/** Which head is chosen: what `lupa-change` tells. */
export interface HeadReportSelection {
  stack: StackName;
  layer: number;
  /** The chosen head. */
  heads: number[];
}

/**
 * `<lupa-head-report>`: a report card as a grid of layers and heads, and the card of the head that is chosen. Set `report`; without one it says so. `stack`, `layer` and `heads` (the first
 * counts) are the chosen head, can be set at any time and are announced by `lupa-change` when the user chooses; `lupa-open` asks for the head view of it. Registered by
 * head-report-define.ts.
 */
export class HeadReport extends LitElement {
  static override styles: CSSResultGroup = [viewStyle, headReportStyle];
  static override properties: PropertyDeclarations = {
    report: { attribute: false },
    stack: {},
    layer: { type: Number },
    heads: { converter: numberList },
    theme: {},
    opens: { type: Boolean },
    systemTheme: { state: true },
  };

  /** What is shown; null until there is something. */
  declare report: HeadsReport | null;
  /** Which kind of attention; null for the report's first. */
  declare stack: StackName | null;
  declare layer: number;
  /** The chosen head; null or empty for none. */
  declare heads: number[] | null;
  declare theme: ThemeChoice;
  /** Whether there are views around it to open a head in: then the card has a button for it. */
  declare opens: boolean;
  declare protected systemTheme: Theme;

  /** Resolves when the first full picture is on screen. */
  readonly whenDrawn: Promise<void>;
  readonly #language: ElementLanguage;
  readonly #picture: ReportPicture;
  readonly #drawn: () => void;
  #scheme: MediaQueryList | null = null;

  constructor() {
    super();
    this.report = null;
    this.stack = null;
    this.layer = 0;
    this.heads = null;
    this.theme = 'auto';
    this.opens = false;
    this.systemTheme = 'light';
    let drawn: () => void = () => undefined;
    this.whenDrawn = new Promise((resolve) => {
      drawn = resolve;
    });
    this.#drawn = drawn;
    this.#language = new ElementLanguage(this);
    this.#picture = new ReportPicture(this, drawn);
  }

  /** The language of the element's own words: that of the closest element with a `lang`, itself included. */
  get language(): Language {
    return this.#language.current;
  }

  /** What the picture shows. A head that the report does not have is none. */
  get shown(): Required<ReportState> {
    const card = this.#card;
    const stack = this.#stacks.includes(this.stack ?? '') ? (this.stack ?? '') : (this.#stacks.at(0) ?? '');
    return {
      stack,
      selected: card === null ? null : { layer: card.layer, head: card.head },
      theme: this.theme === 'auto' ? this.systemTheme : this.theme,
    };
  }

  /** Takes over the user's choice and dispatches `lupa-change`. */
  choose({ layer, head }: { layer: number; head: number }): void {
    const { stack, selected } = this.shown;
    if (selected?.layer === layer && selected.head === head) return;
    Object.assign(this, { stack, layer, heads: [head] });
    const detail: HeadReportSelection = { stack, layer, heads: [head] };
    this.dispatchEvent(new CustomEvent('lupa-change', { detail, bubbles: true, composed: true }));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme = matchMedia('(prefers-color-scheme: dark)');
    this.#scheme.addEventListener('change', this.#onScheme);
    this.#onScheme();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme?.removeEventListener('change', this.#onScheme);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.dataset.theme = this.shown.theme;
  }

  get #stacks(): StackName[] {
    return [...new Set((this.report?.heads ?? []).map(({ stack }) => stack))];
  }

  get #card(): HeadCard | null {
    const { report, layer, heads } = this;
    if (report === null || heads === null || heads.length === 0) return null;
    const stack = this.#stacks.includes(this.stack ?? '') ? (this.stack ?? '') : this.#stacks.at(0);
    return stackCards(report, stack).find((card) => card.layer === layer && card.head === heads[0]) ?? null;
  }

  protected override render(): TemplateResult {
    const { report, language } = this;
    const words = wordsIn(REPORT_WORDS, language);
    const common = wordsIn(COMMON_WORDS, language);
    if (report === null || report.degenerate !== null || report.heads.length === 0) {
      const said = report?.degenerate ?? null;
      this.#drawn();
      return html`${warningList(report?.warnings ?? [], language)}<p class=${said === null ? 'empty' : 'failed'} role="status">${said === null ? words.empty : degenerateSentence(said, { language })}</p>`;
    }
    return html`<div class="controls" part=${this.#stacks.length < 2 ? 'theme' : 'controls'}>
        ${
          this.#stacks.length < 2
            ? nothing
            : html`<div class="field">${menu({
                label: common.stack,
                control: 'stack',
                value: this.shown.stack,
                values: this.#stacks,
                name: (each) => common.stacks[each],
                choose: (stack) => {
                  this.stack = stack;
                  this.heads = null;
                },
              })}</div>`
        }
        ${themeMenu({ theme: this.theme, words: common, choose: (theme) => void (this.theme = theme) })}
      </div>
      ${warningList(report.warnings, language)}
      <div class="main">${this.#picture.template(missingSentences(report, { language, options: false }))}${headCard(this.#card, { language, open: this.opens ? this.#open : null })}</div>
      ${headMapSection(report, this.shown, { language, width: this.offsetWidth, choose: (head) => this.choose(head) })}`;
  }

  readonly #open = ({ stack, layer, head }: HeadCard): void => {
    this.dispatchEvent(
      new CustomEvent('lupa-open', { detail: { view: 'head', selection: { stack, layer, heads: [head] } }, bubbles: true, composed: true }),
    );
  };

  readonly #onScheme = (): void => {
    this.systemTheme = this.#scheme?.matches === true ? 'dark' : 'light';
  };
}
