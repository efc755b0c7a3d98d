import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { wordsIn, type Language } from 'lupa-attention/words';
import { copyText } from '../state/clipboard.js';
import { embedCode } from '../state/embed.js';
import { appStyle } from '../style/controls.js';
import { icon } from '../style/icons.js';
import { LESSON_WORDS } from '../words/lesson.js';
import { drawFigure } from './figure.js';
import { type Block, type Step, type Task, viewsOf } from './lesson.js';
import { embedAddress } from './link.js';
import type { LessonProgress, TaskState } from './progress.js';
import type { LessonRuns } from './runs.js';
import { readShow } from './show.js';
import { stepStyle } from './step-style.js';
import type { ShownPlace } from './task-card.js';
import type { LessonViewCard } from './view-card.js';

/**
 * `<lupa-app-lesson-step>`: a step on one screen: its text beside its live views, on narrow screens above them. Several views stand behind tabs. Links of the text act
 * on the views; tasks read them.
 */
export class LessonStep extends LitElement {
  static override styles: CSSResultGroup = [appStyle, stepStyle];
  static override properties: PropertyDeclarations = {
    step: { attribute: false },
    lesson: {},
    runs: { attribute: false },
    progress: { attribute: false },
    language: {},
    theme: {},
    only: {},
    own: { type: Boolean },
    open: { state: true },
    full: { state: true },
    said: { state: true },
    code: { state: true },
  };

  declare step: Step | null;
  /** The lesson's title. */
  declare lesson: string;
  declare runs: LessonRuns | null;
  declare progress: LessonProgress | null;
  declare language: Language;
  declare theme: string;
  /** The name of the one view that is shown without the text; null for the whole step. */
  declare only: string | null;
  /** Whether the lesson is only in this browser: then no link leads to it from elsewhere. */
  declare own: boolean;
  /** The view whose tab is open. */
  declare protected open: string | null;
  declare protected full: boolean;
  declare protected said: string;
  /** The code to embed the view, where it could not be copied. */
  declare protected code: string | null;

  constructor() {
    super();
    this.step = null;
    this.lesson = '';
    this.runs = null;
    this.progress = null;
    this.language = 'en';
    this.theme = 'auto';
    this.only = null;
    this.own = false;
    this.open = null;
    this.full = false;
    this.said = '';
    this.code = null;
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('step'))
      Object.assign(this, {
        open: this.only ?? (this.step === null ? null : (viewsOf(this.step)[0]?.name ?? null)),
        said: '',
        code: null,
        full: false,
      });
  }

  protected override render(): TemplateResult | typeof nothing {
    const { step } = this;
    if (step === null) return nothing;
    const views = viewsOf(step).filter(({ name }) => this.only === null || name === this.only);
    const first = step.blocks.findIndex(({ kind }) => kind === 'view');
    const before = first < 0 ? step.blocks : step.blocks.slice(0, first);
    const after = first < 0 ? [] : step.blocks.slice(first).filter(({ kind }) => kind !== 'view');
    if (this.only !== null) return this.#views(views.map(({ name }) => name));
    return keyed(
      step,
      html`<div class="step ${views.length === 0 ? 'plain' : ''}" @click=${this.#onClick} @keydown=${this.#onKey}>
        <div class="text before"><slot></slot>${before.map((block) => this.#block(block))}</div>
        ${views.length === 0 ? nothing : html`<div class="views">${this.#views(views.map(({ name }) => name))}</div>`}
        <div class="text after">${after.map((block) => this.#block(block))}<slot name="end"></slot></div>
      </div>`,
    ) as TemplateResult;
  }

  #block(block: Block): TemplateResult | typeof nothing {
    if (block.kind === 'html') return html`${unsafeHTML(block.html)}`;
    return block.kind === 'task' ? this.#task(block.task) : nothing;
  }

  #task(task: Task): TemplateResult {
    const { step, progress, language } = this;
    const state = progress?.task(step?.slug ?? '', task.id);
    const keep = (event: Event): void => {
      this.full = progress?.keep(step?.slug ?? '', task.id, (event as CustomEvent<TaskState>).detail) === false;
    };
    if (task.kind === 'text')
      return html`<lupa-app-lesson-notes .task=${task} .state=${state} .lesson=${this.lesson} .step=${step?.title ?? ''} .language=${language} .full=${this.full}
        .figure=${this.#figure} @lupa-task=${keep}></lupa-app-lesson-notes>`;
    return html`<lupa-app-lesson-task .task=${task} .state=${state} .evidence=${this.#evidenceOf(task)} .shown=${this.#shown} .language=${language}
      @lupa-task=${keep}></lupa-app-lesson-task>`;
  }

  readonly #evidence = new WeakMap<Task, () => ReturnType<LessonRuns['evidence']>>();

  /** The same function each time, so that a task is solved once. */
  #evidenceOf(task: Task): (() => ReturnType<LessonRuns['evidence']>) | null {
    const { step, runs } = this;
    const view = step === null ? undefined : viewsOf(step).find(({ name }) => name === task.view);
    if (view === undefined || runs === null) return null;
    const known = this.#evidence.get(task) ?? ((): ReturnType<LessonRuns['evidence']> => runs.evidence(view));
    this.#evidence.set(task, known);
    return known;
  }

  #views(names: readonly string[]): TemplateResult {
    const { step, open } = this;
    const views = step === null ? [] : viewsOf(step).filter(({ name }) => names.includes(name));
    const words = wordsIn(LESSON_WORDS, this.language);
    return html`
      ${
        views.length < 2
          ? nothing
          : html`<div class="segments" role="tablist" aria-label=${words.view} @keydown=${this.#onTabKey}>${views.map(
              ({
                name,
                title,
                kind,
              }) => html`<button type="button" role="tab" id="tab-${name}" aria-controls="panel-${name}" aria-selected=${open === name} tabindex=${open === name ? 0 : -1}
          @click=${() => (this.open = name)}>${title ?? words.kinds[kind]}</button>`,
            )}</div>`
      }
      ${views.map(
        (
          view,
        ) => html`<div id="panel-${view.name}" role=${views.length < 2 ? nothing : 'tabpanel'} aria-labelledby=${views.length < 2 ? nothing : `tab-${view.name}`} ?hidden=${open !== view.name}>
          ${open === view.name || this.#seen.has(view.name) ? this.#card(view) : nothing}</div>`,
      )}
      ${
        this.own || this.only !== null || step === null || open === null
          ? nothing
          : html`<div class="tools"><button type="button" class="button quiet small" data-control="embed" @click=${this.#copy}>${icon('link')}${words.embed}</button>
        <span class="small muted" role="status">${this.said}</span></div>`
      }
      ${this.code === null ? nothing : html`<textarea readonly rows="3" aria-label=${words.embed} .value=${this.code}></textarea>`}`;
  }

  readonly #seen = new Set<string>();

  #card(view: ReturnType<typeof viewsOf>[number]): TemplateResult {
    this.#seen.add(view.name);
    return html`<lupa-app-lesson-view .view=${view} .runs=${this.runs} .language=${this.language} .theme=${this.theme} .embedded=${this.only !== null} data-view=${view.name}></lupa-app-lesson-view>`;
  }

  /** The card of the open tab. */
  get #current(): LessonViewCard | null {
    return this.renderRoot.querySelector<LessonViewCard>(`lupa-app-lesson-view[data-view="${this.open}"]`);
  }

  readonly #shown = (): ShownPlace => {
    const address = this.#current?.address ?? null;
    if (address === null) return { token: null, head: null };
    const { layer, heads, focus, pinned } = address;
    return { token: focus !== null && pinned ? focus.index : null, head: heads.length > 0 ? { layer, head: heads[0] } : null };
  };

  readonly #figure = async (): ReturnType<typeof drawFigure> => {
    const card = this.#current;
    const { record = null, address = null } = card ?? {};
    if (record === null || address === null) throw new Error('there is no view yet');
    return drawFigure(record, address, this.language);
  };

  /** Links of the text into a view. */
  readonly #onClick = async (event: Event): Promise<void> => {
    const button = event.composedPath().find((target): target is HTMLElement => target instanceof HTMLElement && target.dataset.show !== undefined);
    const target = button === undefined ? null : readShow(button.dataset.show ?? '');
    if (target === null) return;
    if (target.view !== null && this.step !== null && viewsOf(this.step).some(({ name }) => name === target.view)) this.open = target.view;
    await this.updateComplete;
    const card = this.#current;
    if (card === null) return;
    if (card.element === null) await new Promise((resolve) => card.addEventListener('lupa-shown', resolve, { once: true }));
    await card.updateComplete;
    if (target.at !== null) card.show(target);
    const { top, bottom } = card.getBoundingClientRect();
    if (bottom < 80 || top > innerHeight - 80) card.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  };

  /** The keys of buttons, for those links. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const button = event.composedPath()[0];
    if (!(button instanceof HTMLElement) || button.dataset.show === undefined || (event.key !== 'Enter' && event.key !== ' ')) return;
    event.preventDefault();
    button.click();
  };

  /** Arrows go from tab to tab. */
  readonly #onTabKey = (event: KeyboardEvent): void => {
    const names = this.step === null ? [] : viewsOf(this.step).map(({ name }) => name);
    const move = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (move === 0 || event.altKey) return;
    event.preventDefault();
    this.open = names[(names.indexOf(this.open ?? '') + move + names.length) % names.length];
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus());
  };

  readonly #copy = async (): Promise<void> => {
    const { step, open, language } = this;
    if (step === null || open === null) return;
    const words = wordsIn(LESSON_WORDS, language);
    const code = embedCode(embedAddress({ step: step.slug, view: open, language }), { title: `Lupa: ${step.title}`, height: 640 });
    if (await copyText(code)) Object.assign(this, { said: words.embedCopied, code: null });
    else Object.assign(this, { said: words.embedNotCopied, code });
  };
}
