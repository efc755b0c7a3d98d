import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import { saveBlob } from 'lupa-attention/export';
import { wordsIn, type Language } from 'lupa-attention/words';
import { icon } from '../style/icons.js';
import { appStyle } from '../style/controls.js';
import { TASK_WORDS } from '../words/tasks.js';
import { countWords } from './check.js';
import type { Task } from './lesson.js';
import { base64, notebookMarkdown, printNotebook, type NotebookEntry } from './notebook.js';
import { inline } from './parse.js';
import { FRESH_TASK, type KeptFigure, type TaskState } from './progress.js';
import { taskStyle } from './task-style.js';

/** More pictures do not fit into what a browser keeps. */
const MOST_FIGURES = 4;

/**
 * `<lupa-app-lesson-notes>`: a written answer, kept as it is typed (`lupa-task`), with pictures of what the view shows; it can be taken along as Markdown or printed.
 */
export class LessonNotes extends LitElement {
  static override styles: CSSResultGroup = [appStyle, taskStyle];
  static override properties: PropertyDeclarations = {
    task: { attribute: false },
    state: { attribute: false },
    figure: { attribute: false },
    lesson: {},
    step: {},
    language: {},
    full: { type: Boolean },
    said: { state: true },
  };

  declare task: (Task & { kind: 'text' }) | null;
  declare state: TaskState;
  /** Draws what the view shows now. */
  declare figure: () => Promise<KeptFigure | null>;
  /** Titles, for the file. */
  declare lesson: string;
  declare step: string;
  declare language: Language;
  /** Whether the browser had no room for the last change. */
  declare full: boolean;
  declare protected said: string;

  constructor() {
    super();
    this.task = null;
    this.state = FRESH_TASK;
    this.figure = () => Promise.resolve(null);
    this.lesson = '';
    this.step = '';
    this.language = 'en';
    this.full = false;
    this.said = '';
  }

  override willUpdate(changed: PropertyValues): void {
    if (changed.has('task')) this.said = '';
  }

  protected override render(): TemplateResult | typeof nothing {
    const { task, state } = this;
    if (task === null) return nothing;
    const words = wordsIn(TASK_WORDS, this.language);
    const count = countWords(state.text);
    return html`<section class="task ${state.done ? 'done' : ''}" data-task=${task.id} aria-labelledby="question">
      <p class="label">${state.done ? html`${icon('check')}${words.solved}` : words.task}</p>
      <p class="question" id="question">${unsafeHTML(inline(task.question))}</p>
      <label class="field"><span>${words.yourAnswer}</span><textarea data-control="text" .value=${state.text}
        @input=${(event: Event) => this.#write({ text: (event.target as HTMLTextAreaElement).value })}></textarea></label>
      ${state.figures.map(
        (each, index) => html`<figure><img src="data:image/svg+xml;base64,${base64(each.svg)}" alt="">
        <figcaption>${each.caption}<button type="button" class="button small" aria-label=${`${words.removeFigure}: ${each.caption}`}
          @click=${() => this.#write({ figures: state.figures.toSpliced(index, 1) })}>${icon('trash')}</button></figcaption></figure>`,
      )}
      <div class="row">
        ${task.figure ? html`<button type="button" class="button" data-control="figure" ?disabled=${state.figures.length >= MOST_FIGURES} @click=${this.#add}>${icon('image')}${words.addFigure}</button>` : nothing}
        <span class="count small muted number">${words.words(count, task.words)}</span>
      </div>
      <div class="row">
        <button type="button" class="button primary" data-control="markdown" ?disabled=${state.text.trim() === ''} @click=${this.#save}>${icon('save')}${words.saveMarkdown}</button>
        <button type="button" class="button" data-control="print" ?disabled=${state.text.trim() === ''} @click=${this.#print}>${words.print}</button>
      </div>
      <div aria-live="polite">
        ${this.full ? html`<p class="notice warning"><span>${words.noRoom}</span></p>` : state.done ? html`<p class="notice good" data-says="right"><span>${unsafeHTML(inline(task.right))}</span></p>` : nothing}
        <span class="sr">${this.said}</span>
      </div>
    </section>`;
  }

  #write(change: Partial<TaskState>): void {
    if (this.task === null) return;
    const state = { ...this.state, ...change };
    this.state = { ...state, done: countWords(state.text) >= this.task.words };
    this.dispatchEvent(new CustomEvent<TaskState>('lupa-task', { detail: this.state, bubbles: true, composed: true }));
  }

  readonly #add = async (): Promise<void> => {
    const drawn = await this.figure();
    if (drawn === null) return;
    this.#write({ figures: [...this.state.figures, drawn].slice(0, MOST_FIGURES) });
    this.said = wordsIn(TASK_WORDS, this.language).figureAdded;
  };

  get #entries(): NotebookEntry[] {
    const { text, figures } = this.state;
    return [{ step: this.step, question: this.task?.question ?? '', text, figures }];
  }

  get #title(): { title: string } {
    return { title: wordsIn(TASK_WORDS, this.language).notebook(this.lesson) };
  }

  readonly #save = (): void => {
    saveBlob(new Blob([notebookMarkdown(this.#entries, this.#title)], { type: 'text/markdown' }), 'lupa-answer.md');
  };

  readonly #print = (): void => printNotebook(this.#entries, this.#title);
}
