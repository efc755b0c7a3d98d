import { html, LitElement, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';
import type { Token } from 'lupa-attention';
import { formatNumber, wordsIn, type Language } from 'lupa-attention/words';
import { icon } from '../style/icons.js';
import { appStyle } from '../style/controls.js';
import { TASK_WORDS, type TaskWords } from '../words/tasks.js';
import { isRight, readHeadAnswer, readNumber, solve, type Given, type Solution } from './check.js';
import type { Evidence } from './evaluate.js';
import type { Task } from './lesson.js';
import { inline } from './parse.js';
import { FRESH_TASK, type TaskState } from './progress.js';
import type { HeadPlace } from './rule.js';
import { needsRecord } from './task-directive.js';
import { taskStyle } from './task-style.js';

/** After as many wrong tries the answer is offered. */
const TRIES = 2;

/** What the view beside a task shows, for buttons that take it over. */
export interface ShownPlace {
  token: number | null;
  head: HeadPlace | null;
}

/**
 * `<lupa-app-lesson-task>`: a task, its fields and its feedback. It tells how far the learner has come by `lupa-task` (the task's state).
 */
export class LessonTask extends LitElement {
  static override styles: CSSResultGroup = [appStyle, taskStyle];
  static override properties: PropertyDeclarations = {
    task: { attribute: false },
    state: { attribute: false },
    evidence: { attribute: false },
    shown: { attribute: false },
    language: {},
    given: { state: true },
    tokens: { state: true },
    solution: { state: true },
    says: { state: true },
    hinted: { state: true },
  };

  declare task: Task | null;
  declare state: TaskState;
  /** Gives the record of the task's view. */
  declare evidence: (() => Promise<Evidence>) | null;
  /** What the view shows now. */
  declare shown: () => ShownPlace;
  declare language: Language;
  /** What is in the fields. */
  declare protected given: string;
  declare protected tokens: readonly Token[] | null;
  declare protected solution: Solution | null;
  declare protected says: { kind: 'right' | 'wrong' | 'note' | 'failed'; text: string } | null;
  declare protected hinted: boolean;

  /** Whether an answer waits for the model, to be checked as soon as it is there. */
  #asked = false;

  constructor() {
    super();
    this.task = null;
    this.state = FRESH_TASK;
    this.evidence = null;
    this.shown = () => ({ token: null, head: null });
    this.language = 'en';
    this.given = '';
    this.tokens = null;
    this.solution = null;
    this.says = null;
    this.hinted = false;
  }

  override willUpdate(changed: PropertyValues): void {
    if (!changed.has('task') && !changed.has('evidence')) return;
    if (changed.has('task')) {
      Object.assign(this, { given: '', says: null, hinted: false, tokens: null });
      this.#asked = false;
    }
    this.solution = null;
    void this.#solve();
  }

  /** Computes what is right, for which the model must be there. */
  async #solve(): Promise<void> {
    const { task, evidence } = this;
    if (task === null) return;
    try {
      const found = needsRecord(task) ? ((await evidence?.()) ?? null) : null;
      if (needsRecord(task) && found === null) return;
      const solution = await solve(task, found);
      if (this.task !== task || this.evidence !== evidence) return;
      this.tokens = found?.record.tokens[0] ?? null;
      this.solution = solution;
      if (this.#asked) this.#check();
    } catch (error) {
      if (this.task === task) this.says = { kind: 'failed', text: error instanceof Error ? error.message : String(error) };
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { task, state } = this;
    if (task === null || task.kind === 'text') return nothing;
    const words = wordsIn(TASK_WORDS, this.language);
    const check = (event: Event): void => {
      event.preventDefault();
      this.#check();
    };
    return html`<form class="task ${state.done ? 'done' : ''}" data-task=${task.id} novalidate @submit=${check}>
      <p class="label">${state.done ? html`${icon('check')}${words.solved}` : words.task}</p>
      <p class="question" id="question">${unsafeHTML(inline(task.question))}</p>
      ${this.#fields(task, words)}
      <div class="row">
        <button class="button primary" data-control="check">${words.check}</button>
        ${
          task.hint === null || (state.wrong === 0 && !state.done) || this.hinted
            ? nothing
            : html`<button type="button" class="button" data-control="hint" @click=${() => (this.hinted = true)}>${icon('help')}${words.hint}</button>`
        }
        ${state.wrong < TRIES || state.done ? nothing : html`<button type="button" class="button" data-control="answer" ?disabled=${this.solution === null} @click=${this.#reveal}>${words.showAnswer}</button>`}
      </div>
      ${this.hinted && task.hint !== null ? html`<p class="notice" data-says="hint"><span>${unsafeHTML(inline(task.hint))}</span></p>` : nothing}
      <div aria-live="polite">${this.#feedback(task, words)}</div>
    </form>`;
  }

  #feedback(task: Task, words: TaskWords): TemplateResult | typeof nothing {
    const { says, state, solution } = this;
    if (says !== null) {
      const name = { right: words.right, wrong: words.notYet, note: null, failed: null }[says.kind];
      const look = { right: 'good', wrong: 'warning', note: '', failed: 'bad' }[says.kind];
      return html`<p class="notice ${look}" data-says=${says.kind}><span>${name === null ? nothing : html`<b>${name}.</b> `}${
        says.kind === 'right' || says.kind === 'wrong' ? unsafeHTML(this.#filled(says.text)) : says.text
      }</span></p>`;
    }
    if (!state.done || solution === null) return nothing;
    const text = state.shown ? (task.explain ?? task.right) : task.right;
    return html`<p class="notice ${state.shown ? '' : 'good'}" data-says=${state.shown ? 'answer' : 'right'}><span>${
      state.shown ? html`<b>${words.answer}: ${this.#answerText()}.</b> ` : nothing
    }${unsafeHTML(this.#filled(text))}</span></p>`;
  }

  #fields(task: Task, words: TaskWords): TemplateResult | typeof nothing {
    const input = (
      label: string,
      more: TemplateResult | typeof nothing = nothing,
    ): TemplateResult => html`<div class="row"><label class="field"><span>${label}</span>
      <input type="text" inputmode=${task.kind === 'number' ? 'decimal' : 'text'} autocomplete="off" data-control="given" .value=${this.given}
        @input=${(event: Event) => this.#give((event.target as HTMLInputElement).value)}></label>${more}</div>`;
    switch (task.kind) {
      case 'choice':
        return this.#radios(
          task.options.map(({ text }) => html`${unsafeHTML(inline(text))}`),
          'options',
        );
      case 'token':
        return this.tokens === null
          ? html`<p class="muted small">${words.wait}</p>`
          : html`${this.#radios(
              this.tokens.map(({ piece }) => html`<span lang="en">${piece}</span>`),
              'tokens',
            )}
              <button type="button" class="button small" data-control="take" @click=${this.#takeToken}>${words.takeToken}</button>`;
      case 'number':
        return input(words.numberField);
      case 'head':
        return input(
          words.headField,
          html`<button type="button" class="button" data-control="take" @click=${this.#takeHead}>${words.takeHead}</button>`,
        );
      case 'text':
        return nothing;
    }
  }

  #radios(options: TemplateResult[], look: 'options' | 'tokens'): TemplateResult {
    return html`<div class=${look} role="radiogroup" aria-labelledby="question">${options.map(
      (option, index) => html`<label><input type="radio" name="given" value=${index} .checked=${this.given === String(index)}
        @change=${() => this.#give(String(index))}><span>${option}</span></label>`,
    )}</div>`;
  }

  #give(text: string): void {
    this.given = text;
    this.#asked = false;
    if (this.says?.kind !== 'right') this.says = null;
  }

  readonly #takeToken = (): void => {
    const { token } = this.shown();
    if (token === null) this.says = { kind: 'note', text: wordsIn(TASK_WORDS, this.language).nothingPinned };
    else this.#give(String(token));
  };

  readonly #takeHead = (): void => {
    const { head } = this.shown();
    if (head !== null) this.#give(`${head.layer}.${head.head}`);
  };

  #check(): void {
    const { task, solution, state } = this;
    if (task === null) return;
    this.#asked = false;
    const words = wordsIn(TASK_WORDS, this.language);
    const given = readGiven(task, this.given);
    const missing = { choice: words.choose, token: words.choose, number: words.badNumber, head: words.badHead, text: '' }[task.kind];
    if (given === null) this.says = { kind: 'note', text: missing };
    else if (solution === null) {
      if (this.says?.kind === 'failed') return;
      this.says = { kind: 'note', text: words.wait };
      this.#asked = true;
    } else if (isRight(given, solution)) {
      this.says = { kind: 'right', text: task.right };
      this.#tell({ ...state, done: true, shown: state.done ? state.shown : false });
    } else {
      this.says = { kind: 'wrong', text: task.wrong };
      if (!state.done) this.#tell({ ...state, wrong: state.wrong + 1 });
    }
  }

  readonly #reveal = (): void => {
    this.says = null;
    this.#tell({ ...this.state, done: true, shown: true });
  };

  #tell(state: TaskState): void {
    this.state = state;
    this.dispatchEvent(new CustomEvent<TaskState>('lupa-task', { detail: state, bubbles: true, composed: true }));
  }

  /** Markdown with the answer and its number in it. */
  #filled(text: string): string {
    const value = this.solution !== null && 'value' in this.solution ? this.solution.value : null;
    const escape = (part: string): string => part.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
    return inline(text)
      .replaceAll('{answer}', () => `<b>${escape(this.#answerText())}</b>`)
      .replaceAll('{value}', () => (value === null ? '' : escape(this.#number(value))));
  }

  #answerText(): string {
    const { task, solution } = this;
    switch (solution?.kind) {
      case 'choice':
        return task?.kind === 'choice' ? task.options[solution.index].text.replace(/[`*]/g, '') : '';
      case 'token':
        return this.tokens?.[solution.indices[0]]?.piece ?? '';
      case 'number':
        return this.#number(solution.value);
      case 'head':
        return `${solution.heads[0].layer}.${solution.heads[0].head}`;
      default:
        return '';
    }
  }

  #number(value: number): string {
    return formatNumber(value, this.language, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 3 : 2);
  }
}

/** What was given; null where it is none. */
function readGiven(task: Task, text: string): Given | null {
  if (task.kind === 'number') {
    const value = readNumber(text);
    return value === null ? null : { kind: 'number', value };
  }
  if (task.kind === 'head') {
    const at = readHeadAnswer(text);
    return at === null ? null : { kind: 'head', at };
  }
  return text === '' || task.kind === 'text' ? null : { kind: task.kind, index: Number(text) };
}
