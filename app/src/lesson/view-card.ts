import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { LinkedView } from 'lupa-attention/elements';
import { currentOptions, VIEW_TAGS, type Address } from 'lupa-attention/page';
import { wordsIn, type Language } from 'lupa-attention/words';
import type { AttentionRecord } from 'lupa-attention';
import type { Intervention, Progress, RunResult } from '../engine/engine.js';
import { icon } from '../style/icons.js';
import { appStyle } from '../style/controls.js';
import { sayHowTo } from '../workbench/how-to.js';
import { LESSON_WORDS } from '../words/lesson.js';
import { findWord } from './evaluate.js';
import { experimentPanel, type ExperimentState, FRESH_EXPERIMENT } from './experiment.js';
import type { LessonView } from './lesson.js';
import type { LessonRuns } from './runs.js';
import type { ShowTarget } from './show.js';
import { workbenchLink } from './link.js';
import { cardStyle } from './view-card-style.js';
import { viewFields, viewState, type ViewTexts } from './view-fields.js';

/** An element of the library, as the card handles it. */
type ViewElement = LinkedView & { theme: string; updateComplete: Promise<unknown> };

/** How long typing may pause before the text is run, in ms. */
const TYPING = 350;

/**
 * `<lupa-app-lesson-view>`: a live view of a lesson in a card: the library's element, its text to change, its experiment. Tells by `lupa-shown` when there is something
 * to see.
 */
export class LessonViewCard extends LitElement {
  static override styles: CSSResultGroup = [appStyle, cardStyle];
  static override properties: PropertyDeclarations = {
    runs: { attribute: false },
    view: { attribute: false },
    language: {},
    theme: {},
    embedded: { type: Boolean },
    texts: { state: true },
    result: { state: true },
    changed: { state: true },
    shows: { state: true },
    loading: { state: true },
    running: { state: true },
    failure: { state: true },
    experiment: { state: true },
    note: { state: true },
  };

  declare runs: LessonRuns | null;
  declare view: LessonView | null;
  declare language: Language;
  declare theme: string;
  /** Alone in a frame of another page. */
  declare embedded: boolean;
  declare protected texts: ViewTexts;
  declare protected result: RunResult | null;
  declare protected changed: RunResult | null;
  declare protected shows: 'before' | 'after';
  declare protected loading: Progress | null;
  declare protected running: boolean;
  declare protected failure: string | null;
  declare protected experiment: ExperimentState;
  declare protected note: string | null;
  #element: ViewElement | null = null;
  #typing = 0;
  #run = 0;

  constructor() {
    super();
    this.runs = null;
    this.view = null;
    this.language = 'en';
    this.theme = 'auto';
    this.embedded = false;
    this.texts = { text: '', pair: null };
    this.#forget();
  }

  #forget(): void {
    Object.assign(this, {
      result: null,
      changed: null,
      shows: 'before',
      loading: null,
      running: false,
      failure: null,
      experiment: FRESH_EXPERIMENT,
      note: null,
    });
  }

  /** The element of the library, once it is there. */
  get element(): ViewElement | null {
    return this.#element;
  }

  /** The record that is shown. */
  get record(): AttentionRecord | null {
    return (this.shows === 'after' ? this.changed : this.result)?.record ?? null;
  }

  /** What is shown as the address of a page; null before there is something. */
  get address(): Address | null {
    const { view } = this;
    const state = (this.#element as { state?: Address | null } | null)?.state;
    if (view === null || this.#element === null || !state) return null;
    const { sequence, stack, layer, heads, focus, pinned } = state;
    return {
      view: view.kind,
      sequence,
      stack,
      layer,
      heads,
      focus,
      pinned,
      theme: 'auto',
      lang: null,
      options: currentOptions(view.kind, this.#element),
    };
  }

  override willUpdate(changed: PropertyValues): void {
    if ((changed.has('view') || changed.has('runs')) && this.view !== null && this.runs !== null) {
      const { text, pair } = this.view;
      this.texts = { text, pair };
      this.#element = null;
      this.#forget();
      void this.#start();
    }
  }

  /** Shows a head and a token, as a link of the text asks for. */
  show({ at, focus }: Pick<ShowTarget, 'at' | 'focus'>): void {
    const element = this.#element;
    if (element === null || this.record === null) return;
    if (at !== null) Object.assign(element, { layer: at.layer, heads: [at.head] });
    Object.assign(element, { focused: null, pinned: false });
    this.#pin(focus === null ? null : { ...focus, side: 'query' });
  }

  /** Runs the view's text, and shows it as the lesson says. */
  async #start(): Promise<void> {
    const { view } = this;
    if (view === null) return;
    if (!(await this.#compute()) || this.view !== view) return;
    this.#asWritten();
  }

  /** Runs the texts; false where that failed, or other texts came in between. */
  async #compute(): Promise<boolean> {
    const { runs, view } = this;
    if (runs === null || view === null) return false;
    const mine = ++this.#run;
    this.running = true;
    try {
      const result = await runs.run({ model: view.model, ...this.texts }, undefined, (progress) => (this.loading = progress));
      if (mine !== this.#run) return false;
      Object.assign(this, { result, changed: null, shows: 'before', failure: null });
      this.#place();
      this.dispatchEvent(new CustomEvent('lupa-shown', { bubbles: true, composed: true }));
      return true;
    } catch (error) {
      if (mine === this.#run) this.failure = error instanceof Error ? error.message : String(error);
      return false;
    } finally {
      if (mine === this.#run) Object.assign(this, { running: false, loading: null });
    }
  }

  /** Puts the record into the element, which is made when it is first needed. */
  #place(): void {
    if (this.view === null || this.record === null) return;
    this.#element ??= document.createElement(VIEW_TAGS[this.view.kind]) as ViewElement;
    const before = this.#element.record;
    Object.assign(this.#element, { record: this.record, theme: this.theme });
    // A token of another text is another token.
    if (before !== null && before.tokens[0].length !== this.record.tokens[0].length) Object.assign(this.#element, { focused: null, pinned: false });
    this.requestUpdate();
  }

  /** Shows what the directive says. */
  #asWritten(): void {
    const { view } = this;
    if (view === null || this.#element === null) return;
    const { layer, heads, options, focus, side } = view;
    Object.assign(this.#element, { layer, heads, focused: null, pinned: false, ...options });
    this.#pin(focus === null ? null : { ...focus, side });
  }

  #pin(focus: { name: string; nth: number; side: 'query' | 'key' } | null): void {
    this.note = null;
    if (focus === null || this.#element === null || this.record === null) return;
    try {
      const { start } = findWord(this.record, focus);
      Object.assign(this.#element, { focused: { side: focus.side, index: start }, pinned: true });
    } catch {
      this.note = wordsIn(LESSON_WORDS, this.language).noFocus(focus.name);
    }
  }

  #typed(texts: Partial<ViewTexts>): void {
    this.texts = { ...this.texts, ...texts };
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => {
      if (this.texts.text.trim() !== '' && this.texts.pair?.trim() !== '') void this.#compute();
    }, TYPING);
  }

  async #reset(): Promise<void> {
    if (this.view === null) return;
    const { text, pair } = this.view;
    const same = this.texts.text === text && this.texts.pair === pair && this.result !== null;
    this.texts = { text, pair };
    Object.assign(this, { experiment: FRESH_EXPERIMENT, changed: null, shows: 'before', note: null });
    if (same) this.#place();
    else if (!(await this.#compute())) return;
    this.#asWritten();
  }

  /** Runs the text with what the experiment changes. */
  async #try(change: Intervention | null): Promise<void> {
    const { runs, view } = this;
    if (runs === null || view === null) return;
    if (change === null) {
      Object.assign(this, { changed: null, shows: 'before' });
      this.#place();
      return;
    }
    this.running = true;
    try {
      this.changed = await runs.run({ model: view.model, ...this.texts }, change);
      this.shows = 'after';
      this.#place();
    } catch (error) {
      this.experiment = { ...this.experiment, failure: error instanceof Error ? error.message : String(error) };
    } finally {
      this.running = false;
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { view } = this;
    if (view === null) return nothing;
    const words = wordsIn(LESSON_WORDS, this.language);
    if (this.#element !== null) {
      Object.assign(this.#element, { lang: this.language, theme: this.theme });
      sayHowTo(this.#element, view.kind, this.language);
    }
    return html`<section class="frame" aria-label=${view.title ?? words.kinds[view.kind]} aria-busy=${this.running}>
      <div class="head">
        <h2>${view.title ?? words.kinds[view.kind]}</h2>
        <span class="badge">${view.model}</span>
        <span class="space"></span>
        <button type="button" class="button quiet small" data-control="reset" @click=${() => void this.#reset()}>${icon('clock')}${words.reset}</button>
        ${this.embedded ? nothing : html`<a class="button quiet small" data-control="workbench" href="#/" @click=${this.#toWorkbench}>${icon('next')}${words.openInWorkbench}</a>`}
      </div>
      ${this.note === null ? nothing : html`<p class="notice" role="status"><span>${this.note}</span></p>`}
      ${view.experiment === null || this.result === null ? nothing : this.#experiment(view, this.result)}
      <div class="stage">${this.failure === null && this.#element !== null ? this.#element : viewState({ failure: this.failure, loading: this.loading, language: this.language, again: () => void this.#start() })}</div>
      ${view.edit ? viewFields(view.mode, { texts: this.texts, language: this.language, typed: (texts) => this.#typed(texts) }) : nothing}
    </section>`;
  }

  #experiment({ experiment: kind }: LessonView, result: RunResult): TemplateResult {
    return experimentPanel({
      kind,
      language: this.language,
      state: this.experiment,
      before: result,
      after: this.changed,
      shows: this.shows,
      running: this.running,
      change: (state) => (this.experiment = state),
      show: (which) => {
        this.shows = which;
        this.#place();
      },
      run: (change) => void this.#try(change),
    });
  }

  /** The link is made when it is followed, from what is shown then. */
  readonly #toWorkbench = (event: Event): void => {
    const { view, record, address } = this;
    if (view === null || record === null || address === null) return;
    (event.currentTarget as HTMLAnchorElement).href = workbenchLink({
      view,
      texts: this.texts,
      record,
      address,
      change: this.shows === 'after' ? this.experiment.ran : null,
    });
  };
}
