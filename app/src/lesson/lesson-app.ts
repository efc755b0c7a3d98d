import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { LOGO } from 'lupa-attention/page';
import { LANGUAGE_NAMES, LANGUAGES, pickLanguage, wordsIn, type Language } from 'lupa-attention/words';
import type { Engine } from '../engine/engine.js';
import { browserStorage } from '../state/runs.js';
import { appStyle } from '../style/controls.js';
import { dressRoot } from '../style/root.js';
import { icon } from '../style/icons.js';
import { LESSON_WORDS, type LessonWords } from '../words/lesson.js';
import { contentsPanel } from './contents.js';
import { loadCourse } from './course.js';
import { lessonStyle } from './lesson-style.js';
import { viewsOf, type Lesson, type Step } from './lesson.js';
import { keepOwn, keptOwn, ownLesson, readFiles, type BadFile } from './own.js';
import type { LessonFile } from './parse.js';
import { LessonError, type Problem } from './problem.js';
import { problemList } from './problem-list.js';
import { LessonProgress } from './progress.js';
import { readRoute, writeRoute, type LessonRoute } from './route.js';
import { LessonRuns } from './runs.js';

const THEMES = ['auto', 'light', 'dark'] as const;

/**
 * `<lupa-app-lesson>`: the course, or a teacher's own lesson, a step a screen. What it shows is in the address (`hash`); it follows links by changing that. In a frame
 * (`#/embed/…`) it shows a step or view alone.
 */
export class LessonApp extends LitElement {
  static override styles: CSSResultGroup = [appStyle, lessonStyle];
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    hash: {},
    lesson: { state: true },
    problems: { state: true },
    contents: { state: true },
    dragging: { state: true },
    failure: { state: true },
  };

  declare engine: Engine | null;
  /** The part of the address after `#`. */
  declare hash: string;
  declare protected lesson: Lesson | null;
  /** What is wrong with a file that was chosen. */
  declare protected problems: readonly Problem[] | BadFile | null;
  declare protected contents: boolean;
  declare protected dragging: boolean;
  declare protected failure: string | null;
  #runs: LessonRuns | null = null;
  #progress: LessonProgress | null = null;
  #own: LessonFile[] | null = null;
  #loaded = '';

  constructor() {
    super();
    this.engine = null;
    this.hash = '';
    this.lesson = null;
    this.problems = null;
    this.contents = false;
    this.dragging = false;
    this.failure = null;
  }

  get #route(): LessonRoute {
    return readRoute(this.hash) ?? { frame: 'page', own: false, step: null, view: null, language: null, theme: 'auto' };
  }

  get #language(): Language {
    return this.#route.language ?? pickLanguage(navigator.languages);
  }

  /** The step that the address names; the one that was seen last, or the first, where it names none; undefined for one that is not there. */
  get #step(): Step | undefined {
    const { step } = this.#route;
    const steps = this.lesson?.steps ?? [];
    if (step !== null) return steps.find(({ slug }, index) => slug === step || String(index + 1) === step);
    return steps.find(({ slug }) => slug === this.#progress?.last) ?? steps[0];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#onKey);
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('engine')) this.#runs = this.engine === null ? null : new LessonRuns(this.engine);
    if (changed.has('hash')) {
      dressRoot({ language: this.#language, theme: this.#route.theme });
      void this.#load();
    }
    const step = this.#step;
    if (step !== undefined) {
      document.title = `${step.title} · ${this.#title} · Lupa`;
      if (this.#route.frame === 'page') this.#progress?.visit(step.slug);
    }
  }

  override updated(changed: PropertyValues): void {
    // A new step begins at its top, for the eyes and for a screen reader.
    if (changed.has('hash') && changed.get('hash') !== undefined && this.#step?.slug !== this.#shown) {
      scrollTo({ top: 0, behavior: 'instant' });
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
    }
    this.#shown = this.#step?.slug ?? '';
    // The focus goes into the contents, and back to their button.
    const target = !changed.has('contents')
      ? null
      : this.contents
        ? '.contents button'
        : changed.get('contents') === true
          ? '[data-control=contents]'
          : null;
    if (target !== null) this.renderRoot.querySelector<HTMLElement>(target)?.focus();
  }

  #shown = '';

  get #title(): string {
    const { title } = this.lesson ?? { title: '' };
    return title === '' ? wordsIn(LESSON_WORDS, this.#language).course : title;
  }

  /** Loads the course of the language, or the own lesson. */
  async #load(): Promise<void> {
    const { own } = this.#route;
    const language = this.#language;
    const wanted = own ? 'own' : language;
    if (wanted === this.#loaded) return;
    this.#loaded = wanted;
    try {
      this.#own ??= keptOwn(browserStorage());
      const lesson = own ? (this.#own === null ? null : ownLesson(this.#own)) : await loadCourse(language);
      if (wanted !== this.#loaded) return;
      if (lesson === null) return this.#go({ own: false, step: null });
      this.#progress = new LessonProgress(lesson.id, browserStorage());
      Object.assign(this, { lesson, failure: null });
    } catch (error) {
      this.#loaded = '';
      if (error instanceof LessonError) this.problems = error.problems;
      else this.failure = error instanceof Error ? error.message : String(error);
    }
  }

  #go(change: Partial<LessonRoute>): void {
    location.hash = writeRoute({ ...this.#route, ...change });
  }

  #link(change: Partial<LessonRoute>): string {
    return `#${writeRoute({ ...this.#route, ...change })}`;
  }

  /** Opens a teacher's files; what is wrong with them is said, and what was open stays. */
  async #take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const read = await readFiles(files);
    this.contents = false;
    if ('what' in read) {
      this.problems = read;
      return;
    }
    try {
      ownLesson(read);
    } catch (error) {
      if (!(error instanceof LessonError)) throw error;
      this.problems = error.problems;
      return;
    }
    this.problems = null;
    this.#own = read;
    this.#loaded = '';
    keepOwn(browserStorage(), read);
    const before = this.#route;
    this.#go({ own: true, step: '1' });
    if (before.own && before.step === '1') void this.#load();
  }

  readonly #forget = (): void => {
    keepOwn(browserStorage(), null);
    this.#own = null;
    this.#go({ own: false, step: null });
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.contents) this.contents = false;
    if (!event.altKey || event.ctrlKey || event.metaKey || this.#route.frame !== 'page') return;
    const move = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const steps = this.lesson?.steps ?? [];
    const next = move === 0 ? undefined : steps[steps.findIndex(({ slug }) => slug === this.#step?.slug) + move];
    if (move === 0) return;
    event.preventDefault();
    if (next !== undefined) this.#go({ step: next.slug });
  };

  protected override render(): TemplateResult {
    const words = wordsIn(LESSON_WORDS, this.#language);
    const { frame } = this.#route;
    if (frame !== 'page') return html`<main class="embedded">${this.#content(words)}</main>`;
    return html`<div class="page ${this.dragging ? 'dragging' : ''}" @dragover=${this.#onDrag} @dragleave=${this.#onDrag} @drop=${this.#onDrop}>
      ${this.#top(words)}
      ${this.contents && this.lesson !== null ? this.#contentsPanel(this.lesson, words) : nothing}
      <main>${this.problems === null ? nothing : problemList(this.problems, { language: this.#language, close: () => (this.problems = null) })}${this.#content(words)}</main>
      ${this.dragging ? html`<div class="drop">${words.dropHere}</div>` : nothing}
    </div>`;
  }

  #top(words: LessonWords): TemplateResult {
    const steps = this.lesson?.steps ?? [];
    const at = steps.findIndex(({ slug }) => slug === this.#step?.slug);
    const { theme } = this.#route;
    return html`<header>
      <a class="brand" href="#/" aria-label="Lupa: ${words.workbench}">${unsafeHTML(LOGO)}<span>Lupa</span></a>
      <button type="button" class="button quiet" data-control="contents" aria-expanded=${this.contents} @click=${() => (this.contents = !this.contents)}>${icon('book')}<span>${words.contents}</span></button>
      <nav class="dots" aria-label=${words.contents}>${steps.map(
        (
          step,
          index,
        ) => html`<a href=${this.#link({ step: step.slug })} class=${this.#isDone(step) ? 'done' : ''} aria-current=${index === at ? 'step' : nothing} title=${step.title}
          aria-label="${index + 1}: ${step.title}${this.#isDone(step) ? ` (${words.done})` : ''}"></a>`,
      )}</nav>
      <span class="space"></span>
      <a class="button quiet wide" href="#/">${icon('grid')}<span>${words.workbench}</span></a>
      <label><span class="sr">${words.language}</span><select class="select" data-control="language" @change=${(event: Event) => this.#go({ language: (event.target as HTMLSelectElement).value as Language })}>
        ${LANGUAGES.map((language) => html`<option value=${language} lang=${language} ?selected=${language === this.#language}>${LANGUAGE_NAMES[language]}</option>`)}</select></label>
      <label><span class="sr">${words.theme}</span><select class="select" data-control="theme" @change=${(event: Event) => this.#go({ theme: (event.target as HTMLSelectElement).value as LessonRoute['theme'] })}>
        ${THEMES.map((name) => html`<option value=${name} ?selected=${name === theme}>${words.themes[name]}</option>`)}</select></label>
    </header>`;
  }

  #isDone(step: Step): boolean {
    const tasks = step.blocks.flatMap((block) => (block.kind === 'task' ? [block.task] : []));
    return tasks.length > 0 && tasks.every(({ id }) => this.#progress?.task(step.slug, id).done === true);
  }

  #contentsPanel(lesson: Lesson, words: LessonWords): TemplateResult {
    return contentsPanel({
      lesson,
      title: this.#title,
      words,
      current: this.#step?.slug ?? null,
      own: this.#route.own,
      kept: this.#own !== null || keptOwn(browserStorage()) !== null,
      progress: (step) =>
        step.blocks.flatMap((block) => (block.kind === 'task' ? [this.#progress?.task(step.slug, block.task.id).done === true] : [])),
      link: (change) => this.#link(change),
      close: () => (this.contents = false),
      take: (files) => void this.#take(files),
      forget: this.#forget,
    });
  }

  #content(words: LessonWords): TemplateResult | typeof nothing {
    const { lesson, failure } = this;
    const { frame, view, own, theme, step: name } = this.#route;
    if (failure !== null) return html`<p class="notice bad" role="alert"><span lang="en">${failure}</span></p>`;
    if (lesson === null) return nothing;
    const step = this.#step;
    if (step === undefined)
      return html`<p class="notice warning" role="alert"><span>${words.noStep(name ?? '')}</span><a href=${this.#link({ step: lesson.steps[0].slug })}>${words.toFirst}</a></p>`;
    const at = lesson.steps.indexOf(step);
    const only = frame === 'view' ? (view ?? viewsOf(step)[0]?.name ?? null) : null;
    const [previous, next] = [lesson.steps[at - 1], lesson.steps[at + 1]];
    return html`<lupa-app-lesson-step .step=${step} .lesson=${this.#title} .runs=${this.#runs} .progress=${this.#progress} .language=${this.#language} .theme=${theme} .only=${only} .own=${own}
        @lupa-task=${() => this.requestUpdate()}>
      <div class="title"><p class="small muted">${words.stepOf(at + 1, lesson.steps.length)}${step.minutes === null ? nothing : html` · ${words.minutes(step.minutes)}`}</p>
        <h1 tabindex="-1">${step.title}</h1></div>
      ${
        frame !== 'page'
          ? nothing
          : html`<nav slot="end" class="ends" aria-label=${words.stepOf(at + 1, lesson.steps.length)}>
        ${previous === undefined ? html`<span></span>` : html`<a class="button" data-control="previous" href=${this.#link({ step: previous.slug })}>${icon('back')}${words.previous}</a>`}
        ${next === undefined ? html`<a class="button primary" href="#/">${words.workbench}${icon('next')}</a>` : html`<a class="button primary" data-control="next" href=${this.#link({ step: next.slug })}><span class="sr">${words.next}: </span>${next.title}${icon('next')}</a>`}
      </nav>`
      }
    </lupa-app-lesson-step>`;
  }

  readonly #onDrag = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    this.dragging = event.type === 'dragover';
  };

  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.dragging = false;
    void this.#take([...(event.dataTransfer?.files ?? [])]);
  };
}
