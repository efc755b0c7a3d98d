import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { COMMON_WORDS, pickLanguage, wordsIn, type Language } from 'lupa-attention/words';
import type { Engine } from '../engine/engine.js';
import { readState } from '../state/address.js';
import { benchOfEmbed } from '../state/embed.js';
import { plainName } from '../state/state.js';
import { appStyle } from '../style/controls.js';
import { icon } from '../style/icons.js';
import { dressRoot } from '../style/root.js';
import { EMBED_WORDS } from '../words/embed.js';
import { HELP_WORDS } from '../words/workbench-help.js';
import { MODEL_WORDS } from '../words/workbench-model.js';
import { WORKBENCH_WORDS } from '../words/workbench.js';
import { Bench } from '../workbench/bench.js';
import { place, skeleton } from '../workbench/empty.js';
import { problemNotice, progressLine } from '../workbench/model-line.js';
import { addressOf } from '../workbench/share.js';
import type { AppViews, ViewsChange } from '../workbench/views.js';
import { workbenchStyle } from '../workbench/workbench-style.js';
import { embedStyle } from './embed-style.js';

/** More heads than these are not named: mostly they are all of them. */
const MOST_NAMED = 6;

/**
 * `<lupa-app-embed>`: the view of a state of the workbench alone, in a frame of another page. What the reader does in it is not written into the address: steps there
 * would be steps of the page around the frame.
 */
export class Embed extends LitElement {
  static override styles: CSSResultGroup = [appStyle, workbenchStyle, embedStyle];
  static override properties: PropertyDeclarations = { engine: { attribute: false }, hash: {}, unread: { state: true }, controls: { state: true } };

  declare engine: Engine;
  /** The part of the address after `#`. */
  declare hash: string;
  /** Parts of the address that could not be used. */
  declare protected unread: readonly string[];
  /** Whether the view's controls are shown: a slide has room for the picture. */
  declare protected controls: boolean;
  #bench: Bench | null = null;
  /** Whether what is shown is what the address says: then it is told what of it could not be used. */
  #asWritten = true;

  constructor() {
    super();
    this.hash = '';
    this.unread = [];
    this.controls = false;
  }

  get #language(): Language {
    return this.#bench?.state.lang ?? pickLanguage(navigator.languages);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('hash')) {
      const { state, unread } = readState(benchOfEmbed(this.hash));
      Object.assign(this, { unread });
      this.#asWritten = true;
      if (this.#bench === null) {
        this.#bench = new Bench(this.engine, state, { changed: () => this.requestUpdate(), settled: () => undefined });
        void this.#bench.open();
      } else this.#bench.go(state);
    }
    const { theme, text } = (this.#bench as Bench).state;
    dressRoot({ language: this.#language, theme });
    document.title = text === '' ? 'Lupa' : `${text} · Lupa`;
  }

  readonly #onViews = ({ detail: { view, beside, layout } }: ViewsChange): void => {
    this.#asWritten = false;
    this.#bench?.change({ view, beside, layout });
  };

  readonly #onUnread = ({ detail }: CustomEvent<string[]>): void => {
    if (this.#asWritten) this.unread = [...this.unread, ...detail];
  };

  protected override render(): TemplateResult {
    const bench = this.#bench as Bench;
    const words = wordsIn(WORKBENCH_WORDS, this.#language);
    return html`<div class="embed"><main>
        ${this.unread.length === 0 ? nothing : html`<p class="notice warning" role="alert">${icon('warning')}<span>${words.unread(this.unread.join(' · '))}</span></p>`}
        ${this.#state(bench)}
        ${bench.record === null ? this.#empty(bench) : this.#views(bench)}
      </main>${this.#from(bench)}</div>`;
  }

  /** How far loading is, and what went wrong. */
  #state(bench: Bench): TemplateResult {
    const words = wordsIn(MODEL_WORDS, this.#language);
    return html`${progressLine(bench, { words, language: this.#language })}
      ${problemNotice(bench.modelProblem ?? bench.runProblem, { bench, words, others: null })}`;
  }

  #empty({ loading, running, modelProblem, runProblem }: Bench): TemplateResult | typeof nothing {
    if (modelProblem !== null || runProblem !== null) return nothing;
    const { loading: waiting } = wordsIn(HELP_WORDS, this.#language);
    return html`<div class="place">${loading || running ? skeleton({ title: waiting.title, text: '' }) : place(wordsIn(EMBED_WORDS, this.#language).nothing)}</div>`;
  }

  #views({ record, state, running }: Bench): TemplateResult {
    const { view, beside, layout, theme } = state;
    return html`<lupa-app-views alone .bare=${!this.controls} .record=${record} .view=${view} .beside=${beside} .layout=${layout} .theme=${theme} .language=${this.#language} aria-busy=${running}
      @lupa-views=${this.#onViews} @lupa-unread=${this.#onUnread} @lupa-drawn=${this.#onDrawn}></lupa-app-views>`;
  }

  /** What the picture is of, and the way to the whole workbench. */
  #from({ state, record }: Bench): TemplateResult {
    const toggle = (): void => {
      this.controls = !this.controls;
    };
    const words = wordsIn(EMBED_WORDS, this.#language);
    const texts = record?.texts[0] ?? { text: state.text, pair: state.mode === 'text' ? null : state.pair };
    const text = [texts.text, texts.pair].filter((each) => each != null && each !== '').join(' · ');
    const address = addressOf(state);
    return html`<footer class="from">
      <span class="text" dir="auto" title=${text}>${text}</span><span class="which">${this.#which()}<bdi>${plainName(state.model)}</bdi></span>
      ${record === null ? nothing : html`<button type="button" class="button quiet small" data-control="controls" aria-pressed=${this.controls} @click=${toggle}>${words.controls}</button>`}
      ${address === null ? nothing : html`<a href="#${address}" target="_blank" rel="noopener" data-control="open">${words.open}<span class="sr"> ${words.newTab}</span></a>`}</footer>`;
  }

  /** The layer and heads on show: `Layer 3 · Heads 2, 7 · `. */
  #which(): string {
    const now = this.renderRoot.querySelector<AppViews>('lupa-app-views')?.now ?? null;
    if (now === null || now.view === 'model') return '';
    const common = wordsIn(COMMON_WORDS, this.#language);
    const { layer, view } = now;
    // The calculation is of one head.
    const heads = view === 'neuron' ? now.heads.slice(0, 1) : now.heads;
    const named =
      heads.length === 1 ? [common.headNumber(heads[0])] : heads.length > 1 && heads.length <= MOST_NAMED ? [common.headsList(heads.join(', '))] : [];
    return [common.layerNumber(layer), ...named, ''].join(' · ');
  }

  readonly #onDrawn = (): void => {
    this.requestUpdate();
    document.documentElement.dataset.lupa = 'ready';
  };
}
