import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { FaithfulnessReport } from 'lupa-attention';
import { tokenLabel, type Theme } from 'lupa-attention/elements';
import { formatNumber, wordsIn } from 'lupa-attention/words';
import type { CheckChoice, EngineError, RunInput, RunResult } from '../engine/engine.js';
import { appStyle } from '../style/controls.js';
import { CHECK_PANEL_WORDS, type CheckPanelWords } from '../words/panels-check.js';
import { checkReport } from './check-report.js';
import { checkStyle } from './check-style.js';
import { emptyState, Panel } from './panel.js';
import { panelStyle } from './panel-style.js';

const WAYS: readonly CheckChoice['leaveOut'][] = ['remove', 'mask', 'cut'];

/** Pictures are not wider than this. */
const MOST_WIDTH = 640;

/** A check that is under way: its runs. `total` 0: the model is loaded for it. */
interface Checking {
  done: number;
  total: number;
}

/** `<lupa-app-check>`: whether the attention of the text above can be taken for what the output hangs on. It runs the model many times, when it is asked to. */
export class CheckPanel extends Panel {
  static override styles: CSSResultGroup = [appStyle, panelStyle, checkStyle];
  static override properties: PropertyDeclarations = {
    found: { state: true },
    checking: { state: true },
    choice: { state: true },
    problem: { state: true },
    cancelled: { state: true },
    systemTheme: { state: true },
    width: { state: true },
  };

  /** A report, and of what. */
  declare protected found: { report: FaithfulnessReport; key: string } | null;
  declare protected checking: Checking | null;
  declare protected choice: CheckChoice;
  declare protected problem: string | null;
  declare protected cancelled: boolean;
  declare protected systemTheme: Theme;
  /** Of the pictures, in pixels. */
  declare protected width: number;
  readonly #size = new ResizeObserver(([{ contentRect }]) => (this.width = pictureWidth(contentRect.width)));
  #scheme: MediaQueryList | null = null;
  /** What the state asked for when the check began. */
  #asked = '';
  /** Another number once a check is begun, or called off. */
  #turn = 0;

  constructor() {
    super();
    const choice: CheckChoice = { token: null, leaveOut: 'remove' };
    Object.assign(this, { found: null, checking: null, choice, problem: null, cancelled: false, systemTheme: 'light', width: MOST_WIDTH });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#scheme = matchMedia('(prefers-color-scheme: dark)');
    this.#scheme.addEventListener('change', this.#onScheme);
    this.#onScheme();
    this.#size.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scheme?.removeEventListener('change', this.#onScheme);
    this.#size.disconnect();
  }

  protected override willUpdate(changed: PropertyValues): void {
    // A token of one text is no token of another.
    if (changed.has('input') && JSON.stringify(changed.get('input')) !== JSON.stringify(this.input)) this.choice = { ...this.choice, token: null };
    if (changed.has('model') && changed.get('model') !== this.model) Object.assign(this, { found: null, problem: null, cancelled: false });
    // What is asked for now shall not wait for what nobody asks for any more.
    if (this.checking !== null && this.#asked !== this.#asks) this.#cancel();
  }

  /** The part of the state that a check is about. */
  get #asks(): string {
    const { model, mode, text, pair, target } = this.state ?? {};
    return JSON.stringify([model, mode, text, mode === 'text' ? '' : pair, target]);
  }

  async #check(input: RunInput): Promise<void> {
    const { engine, model, choice } = this;
    if (engine === null || model === null || this.checking !== null) return;
    const key = keyOf(model.handle, input, choice);
    this.#asked = this.#asks;
    const turn = ++this.#turn;
    const current = (): boolean => turn === this.#turn;
    Object.assign(this, { checking: { done: 0, total: 0 }, problem: null, cancelled: false });
    try {
      const report = await engine.check(model.handle, input, choice, (done, total) => {
        if (current()) this.checking = { done, total };
      });
      if (current()) this.found = { report, key };
    } catch (error) {
      if (!current()) return;
      if ((error as EngineError).kind === 'Cancelled') this.cancelled = true;
      else this.problem = (error as Error).message;
    } finally {
      if (current()) this.checking = null;
    }
  }

  #cancel(): void {
    this.#turn++;
    this.checking = null;
    this.cancelled = true;
    void this.engine?.cancelCheck();
  }

  protected override render(): TemplateResult {
    const words = wordsIn(CHECK_PANEL_WORDS, this.language);
    const { model, result, input, found, choice } = this;
    if (model === null) return emptyState(result === null ? words.empty : words.saved);
    if (!model.readsText) return emptyState(words.noText);
    const controls = html`<div class="row fields">${this.#fields(words)}${this.#start(input, words)}</div><div aria-live="polite">${this.#status(words)}</div>`;
    if (found === null) return emptyState(words.empty, html`${controls}<p class="small">${words.plain}</p>`);
    const stale = input !== null && found.key !== keyOf(model.handle, input, choice);
    const theme = this.state === null || this.state.theme === 'auto' ? this.systemTheme : this.state.theme;
    return html`<div class="panel">
      <section aria-label=${words.start}>${controls}${stale && this.checking === null ? html`<p class="notice warning"><span>${words.earlier}</span></p>` : nothing}</section>
      ${checkReport(found.report, { theme, language: this.language, width: this.width })}
    </div>`;
  }

  #start(input: RunInput | null, words: CheckPanelWords): TemplateResult {
    const { checking, found } = this;
    if (checking === null) {
      return html`<button type="button" class="button primary" data-control="check" ?disabled=${input === null || this.result === null} @click=${() => input !== null && void this.#check(input)}>${found === null ? words.start : words.again}</button>
        ${input === null ? html`<span class="small">${words.needsText}</span>` : nothing}`;
    }
    const { done, total } = checking;
    const number = (value: number): string => formatNumber(value, this.language);
    return html`<div class="progress"><p class="small">${total === 0 ? words.loading : words.running(number(done), number(total))}</p>
        <div class="bar" aria-hidden="true"><div .style=${`width: ${total === 0 ? 0 : (100 * done) / total}%`}></div></div></div>
      <button type="button" class="button" data-control="cancel" @click=${() => this.#cancel()}>${words.cancel}</button>`;
  }

  #fields(words: CheckPanelWords): TemplateResult {
    const { choice, result } = this;
    const busy = this.checking !== null;
    const chooseWay = (event: Event): void => {
      this.choice = { ...choice, leaveOut: (event.target as HTMLSelectElement).value as CheckChoice['leaveOut'] };
    };
    const chooseToken = (event: Event): void => {
      const { value } = event.target as HTMLSelectElement;
      this.choice = { ...choice, token: value === '' ? null : Number(value) };
    };
    return html`${
      result === null || !watchesState(result)
        ? nothing
        : html`<label class="field"><span>${words.watch}</span><select class="select" data-control="token" ?disabled=${busy} @change=${chooseToken}>
              <option value="" ?selected=${choice.token === null}>${words.wholeText}</option>
              ${result.record.tokens[0].map((token, index) => (token.special ? nothing : html`<option value=${index} ?selected=${choice.token === index}>${tokenLabel(token)} (${index})</option>`))}</select></label>`
    }
      <label class="field"><span>${words.leaveOut}</span><select class="select" data-control="leave-out" ?disabled=${busy} @change=${chooseWay}>${WAYS.map(
        (way) => html`<option value=${way} ?selected=${way === choice.leaveOut}>${words.ways[way]}</option>`,
      )}</select></label>`;
  }

  #status(words: CheckPanelWords): TemplateResult | typeof nothing {
    if (this.problem !== null) return html`<p class="notice bad" role="alert"><span>${this.problem}</span></p>`;
    return this.cancelled ? html`<p class="muted">${words.cancelled}</p>` : nothing;
  }

  readonly #onScheme = (): void => {
    this.systemTheme = this.#scheme?.matches === true ? 'dark' : 'light';
  };
}

/** What is left of the panel's width for a picture: its margins and borders are taken off. */
function pictureWidth(width: number): number {
  return Math.min(MOST_WIDTH, Math.round(width) - 66);
}

/** Whether the model says nothing of the text, so that a hidden state is watched. */
function watchesState({ said }: RunResult): boolean {
  return said === null || (said.kind === 'words' && said.masks.length === 0);
}

function keyOf(handle: number, { text, pair, target }: RunInput, choice: CheckChoice): string {
  return JSON.stringify([handle, text, pair, target, choice]);
}
