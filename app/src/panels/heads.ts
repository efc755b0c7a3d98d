import { css, html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { HeadReportSelection } from 'lupa-attention/elements';
import 'lupa-attention/elements/define';
import { sourceLines, type HeadsReport } from 'lupa-attention/interpretation';
import { formatNumber, plural, wordsIn } from 'lupa-attention/words';
import type { EngineError, RunInput } from '../engine/engine.js';
import { appStyle } from '../style/controls.js';
import { HEADS_PANEL_WORDS, type HeadsPanelWords } from '../words/panels-heads.js';
import { emptyState, Panel } from './panel.js';
import { panelStyle } from './panel-style.js';

/** Where the numbers of a card come from: corpora that were counted over beforehand, or the text above. */
type Source = 'corpora' | 'text';
const SOURCES: readonly Source[] = ['corpora', 'text'];

/** What only this panel has. */
const headsStyle = css`
  lupa-head-report {
    border: 1px solid var(--border);
    border-radius: var(--radius-l);
    overflow: hidden;
  }
  lupa-head-report::part(theme) {
    display: none;
  }
  .segments > button {
    flex: 1;
  }
`;

/** `<lupa-app-heads>`: what each head does, over corpora and in the text above. A head that is chosen is shown in the views. */
export class HeadsPanel extends Panel {
  static override styles: CSSResultGroup = [appStyle, panelStyle, headsStyle];
  static override properties: PropertyDeclarations = {
    corpora: { state: true },
    measured: { state: true },
    wanted: { state: true },
    done: { state: true },
    problem: { state: true },
  };

  /** The card that is served with the model; null where there is none. */
  declare protected corpora: HeadsReport | null;
  /** The card of a text, and which it was. */
  declare protected measured: { report: HeadsReport; texts: string } | null;
  /** What the user chose to see; null: corpora where there are any. */
  declare protected wanted: Source | null;
  /** How many texts are measured; null while nothing is. */
  declare protected done: number | null;
  declare protected problem: string | null;
  #handle: number | null = null;

  constructor() {
    super();
    Object.assign(this, { corpora: null, measured: null, wanted: null, done: null, problem: null });
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const handle = this.model?.handle ?? null;
    if (handle === this.#handle) return;
    this.#handle = handle;
    Object.assign(this, { corpora: null, measured: null, wanted: null, done: null, problem: null });
    if (handle !== null) void this.#askCorpora(handle);
  }

  async #askCorpora(handle: number): Promise<void> {
    // Without it the panel does what it does for any model.
    const report = await this.engine?.savedHeads(handle).catch(() => null);
    if (handle === this.#handle) this.corpora = report ?? null;
  }

  /** Measures the text above. */
  async #measure(input: RunInput): Promise<void> {
    const { engine, model } = this;
    if (engine === null || model === null || this.done !== null) return;
    const { handle } = model;
    const texts = textsOf(input);
    Object.assign(this, { wanted: 'text', done: 0, problem: null });
    try {
      const report = await engine.heads(handle, texts, (done) => {
        if (handle === this.#handle) this.done = done;
      });
      if (handle === this.#handle) this.measured = { report, texts: JSON.stringify(texts) };
    } catch (error) {
      if (handle === this.#handle && (error as EngineError).kind !== 'Cancelled') this.problem = (error as Error).message;
    } finally {
      if (handle === this.#handle) this.done = null;
    }
  }

  protected override render(): TemplateResult {
    const words = wordsIn(HEADS_PANEL_WORDS, this.language);
    const { model, result, input, corpora, measured } = this;
    if (model === null) return emptyState(result === null ? words.empty : words.saved);
    if (!model.readsText) return emptyState(words.noText);
    const measure = html`<button type="button" class="button primary" data-control="measure" ?disabled=${input === null || this.done !== null} @click=${() => input !== null && void this.#measure(input)}>${words.measure}</button>`;
    const source = this.wanted ?? (corpora === null ? 'text' : 'corpora');
    const report = source === 'corpora' ? corpora : (measured?.report ?? null);
    const status = html`<div aria-live="polite">${this.#status(words)}</div>`;
    if (corpora === null && measured === null) return emptyState(words.empty, html`${measure}${status}`);
    const stale = source === 'text' && measured !== null && input !== null && measured.texts !== JSON.stringify(textsOf(input));
    return html`<div class="panel">
      <section aria-label=${words.source}>
        ${corpora === null ? nothing : this.#choice(source, words)}
        <p class="muted">${words.explains[source]}</p>
        ${report === null ? nothing : html`<div>${sourceLines(report, { language: this.language }).map((line) => html`<p class="small">${line}</p>`)}</div>`}
        ${stale ? html`<p class="notice warning"><span>${words.earlier}</span><button type="button" class="button small" data-control="again" ?disabled=${this.done !== null} @click=${() => void this.#measure(input)}>${words.again}</button></p>` : nothing}
        ${source === 'text' && measured === null ? html`<div class="row">${measure}</div>` : nothing}
        ${status}
      </section>
      ${report === null ? nothing : html`<lupa-head-report .report=${report} .theme=${this.state?.theme ?? 'auto'} lang=${this.language} @lupa-change=${this.#choose}></lupa-head-report>`}
    </div>`;
  }

  #choice(source: Source, words: HeadsPanelWords): TemplateResult {
    return html`<div class="segments" role="group" aria-label=${words.source}>${SOURCES.map(
      (each) =>
        html`<button type="button" data-source=${each} aria-pressed=${each === source} @click=${() => this.#see(each)}>${words.sources[each]}</button>`,
    )}</div>`;
  }

  /** Who asks for the text for the first time has it measured. */
  #see(source: Source): void {
    this.wanted = source;
    if (source === 'text' && this.measured === null && this.input !== null) void this.#measure(this.input);
  }

  #status(words: HeadsPanelWords): TemplateResult | typeof nothing {
    if (this.problem !== null) return html`<p class="notice bad" role="alert"><span>${this.problem}</span></p>`;
    if (this.done === null) return nothing;
    const texts = this.input === null ? 1 : textsOf(this.input).length;
    const share = `inline-size: ${Math.round((100 * this.done) / texts)}%`;
    if (texts === 1) return html`<p class="muted">${words.starting}</p>`;
    return html`<p class="muted">${words.done(formatNumber(this.done, this.language), plural(texts, words.texts, this.language))}</p><div class="bar" aria-hidden="true"><div .style=${share}></div></div>`;
  }

  readonly #choose = ({ detail: { stack, layer, heads } }: CustomEvent<HeadReportSelection>): void => {
    this.showHead({ ...(stack === '' ? {} : { stack }), layer, head: heads[0] });
  };
}

/** The texts above, each to be measured by itself. */
function textsOf({ text, pair }: RunInput): string[] {
  return [text, pair ?? ''].filter((each) => each.trim() !== '');
}
