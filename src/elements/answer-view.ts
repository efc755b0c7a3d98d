import { html, nothing, type CSSResultGroup, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { AttentionRecord } from '../attention/record.js';
import type { Answer } from '../tasks/choose.js';
import {
  answerMasses,
  holdsAnswer,
  isAnswerRecord,
  recordedAnswers,
  recordedLogits,
  type AnswerMasses,
  type RecordedAnswers,
} from '../tasks/recorded.js';
import {
  ANSWER_DIRECTIONS,
  answerState,
  LISTED_ANSWERS,
  USUAL_LENGTH,
  type AnswerDirection,
  type AnswerMeasure,
  type AnswerState,
} from '../views/answer-state.js';
import { looksOf, textSide, type TextWord } from '../views/answer-text.js';
import { formatDecimal, formatRanges } from '../views/label.js';
import { ANSWER_WORDS, type AnswerWords } from '../words/answer.js';
import { COMMON_WORDS } from '../words/common.js';
import { wordsIn } from '../words/language.js';
import { answerChart } from './answer-chart.js';
import { answerList, looksPanel, rankingTable, type Speech } from './answer-details.js';
import { answerGrid } from './answer-grid.js';
import { answerStyle } from './answer-style.js';
import { contextText, questionText, shade, type AnswerText } from './answer-text.js';
import { headSwitches, howToSlot, layerControl, menu, selectionMenus, themeMenu, warningList } from './view-controls.js';
import { ViewElement } from './view-element.js';
import { viewStyle } from './view-style.js';

/**
 * `<lupa-answer-view>`: a question, its context with the answer marked, and which heads link them. Set `record`, of `answer`; the other properties are its
 * state, can be set at any time and are announced by `lupa-change` when the user changes them. Registered by answer-define.ts.
 */
export class AnswerView extends ViewElement<AnswerState> {
  static override styles: CSSResultGroup = [viewStyle, answerStyle];
  static override properties: PropertyDeclarations = {
    answer: { type: Number },
    maxLength: { type: Number },
    noAnswer: { type: Boolean },
    direction: {},
    measure: {},
    point: { state: true },
    whole: { state: true },
  };

  /** Which of the model's answers is marked. */
  declare answer: number;
  declare maxLength: number;
  declare noAnswer: boolean;
  declare direction: AnswerDirection;
  declare measure: AnswerMeasure;
  /** The token of the chart under the pointer. */
  declare protected point: number | null;
  /** Whether the ranking lists all heads. */
  declare protected whole: boolean;
  /** What takes the attention of all layers to compute, by what it depends on. */
  #answers: { key: string; record: AttentionRecord; found: RecordedAnswers } | null = null;
  #masses: { key: string; record: AttentionRecord; found: AnswerMasses } | null = null;

  constructor() {
    super();
    this.answer = 0;
    this.maxLength = USUAL_LENGTH;
    this.noAnswer = false;
    this.direction = 'from';
    this.measure = 'questionToAnswer';
    this.point = null;
    this.whole = false;
  }

  /** @inheritdoc */
  override get state(): AnswerState | null {
    if (this.record === null) return null;
    const { answer, maxLength, noAnswer, direction, measure } = this;
    return answerState(this.record, { ...this.selected, answer, maxLength, noAnswer, direction, measure, theme: this.shownTheme });
  }

  protected override updated(_changed: PropertyValues): void {
    if (this.record !== null) this.drawn();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { record, language } = this;
    if (record === null) return nothing;
    const words = wordsIn(ANSWER_WORDS, language);
    const common = wordsIn(COMMON_WORDS, language);
    if (!isAnswerRecord(record, this.sequence))
      return html`<div class="missing" role="status"><p>${words.missing}</p>${howToSlot(words.howTo)}</div>`;
    let state: AnswerState;
    try {
      state = this.state as AnswerState;
    } catch (error) {
      return html`<p class="failed" role="alert">${error instanceof Error ? error.message : String(error)}</p>`;
    }
    const selection = { record, state: { ...state, filter: undefined }, words: common, change: (change: object) => this.change(change) };
    return html`<div class="controls">
        ${layerControl(selection)}${selectionMenus(selection)}
        ${menu({ label: words.direction, control: 'direction', value: state.direction, values: ANSWER_DIRECTIONS, name: (each) => words.directions[each], choose: (direction) => this.change({ direction }) })}
        ${themeMenu({ theme: this.theme, words: common, choose: (name) => this.chooseTheme(name) })}
        ${headSwitches({ ...selection, theme: state.theme, hint: words.headHint })}
      </div>
      ${warningList(record.warnings, language)}${this.#main(record, state, { words, common, language })}`;
  }

  #main(record: AttentionRecord, state: AnswerState, speech: Speech): TemplateResult {
    const { words, common, language } = speech;
    const { sequence } = state;
    const answers = this.#answersOf(record, state);
    const chosen = answers.answers[Math.min(state.answer, answers.answers.length - 1)] ?? null;
    const question = textSide(record, { sequence, segment: 0 });
    const context = textSide(record, { sequence, segment: 1, answer: chosen });
    const all = [...question.words, ...context.words.filter(({ answer }) => answer)];
    const { focus } = state;
    const word = focus === null ? null : (all.find(({ tokens }) => tokens.includes(focus.index)) ?? null);
    const looks = looksOf(record, state, {
      tokens: word?.tokens ?? question.words.flatMap(({ tokens }) => tokens),
      question: question.words,
      context: context.words,
    });
    const most = [...looks.question, ...looks.context].reduce((max, weight) => (weight > max ? weight : max), 0) || 1;
    const choose = (next: TextWord | null): void =>
      this.change(next === null ? { focus: null, pinned: false } : { focus: { side: 'query', index: next.tokens[0] }, pinned: true });
    const text: AnswerText = { question, context, looks, most, chosen: word?.tokens[0] ?? null, theme: state.theme, words, choose };
    const masses = this.#massesOf(record, state, chosen);
    const place = word === null ? -1 : (masses.ranking?.words.findIndex(({ tokens }) => tokens.includes(word.tokens[0])) ?? -1);
    const chooseHead = (layer: number, head: number): void => this.change({ layer, heads: [head] });
    const named = word === null ? words.wholeQuestion : `“${word.text}”`;
    const heads = `${common.layerNumber(state.layer)}, ${state.heads.length === 1 ? common.headNumber(state.heads[0]) : `${common.mean}: ${common.headsList(formatRanges(state.heads))}`}`;
    const title = state.direction === 'from' ? words.looks(named, heads) : words.isSeen(named, heads);
    const { start, end } = recordedLogits(record, sequence);
    return html`<div class="main"><div class="column">
        ${this.#windows(record, state, { answers, chosen, words })}
        <section><h2>${words.question}</h2>${questionText(text)}</section>
        <section><h2>${words.context}</h2>${contextText(text)}${legend(most, state, speech)}</section>
        ${looksPanel(looks, { title, state, question, context, ...speech })}
        ${answerList(answers, { state, chosen, choose: (answer) => this.change({ answer }), ...speech })}
        ${answerChart({ tokens: record.tokens[sequence], start, end, answer: chosen, point: this.point, words, language, pointAt: (point) => (this.point = point) })}
      </div><div class="column">
        ${answerGrid({ masses, state, word: word === null || place < 0 ? null : { index: place, text: word.text }, ...speech, choose: chooseHead, measure: (measure) => this.change({ measure }) })}
        <div class="opens"><button type="button" data-open="head" @click=${() => this.#openIn('head', state)}>${words.headView}</button>
          <button type="button" data-open="model" @click=${() => this.#openIn('model', state)}>${words.modelView}</button></div>
        ${rankingTable(masses, { state, whole: this.whole, choose: chooseHead, toggle: () => (this.whole = !this.whole), ...speech })}
      </div></div>`;
  }

  /** What is to be said of a context in several windows. */
  #windows(
    record: AttentionRecord,
    { sequence }: AnswerState,
    { answers: { sequences }, chosen, words }: { answers: RecordedAnswers; chosen: Answer | null; words: AnswerWords },
  ): TemplateResult | typeof nothing {
    if (sequences.length < 2) return nothing;
    const away = chosen !== null && chosen.window !== null && !holdsAnswer(record, sequence, chosen) ? chosen.window : null;
    return html`<div class="window" role="note"><strong>${words.windowOf(sequences.indexOf(sequence) + 1, sequences.length)}</strong>
      <span>${words.windows(sequences.length)}</span>${
        away === null
          ? nothing
          : html`<span>${words.elsewhere}</span> <button type="button" data-control="there" @click=${() => this.change({ sequence: away, focus: null, pinned: false })}>${words.goThere}</button>`
      }</div>`;
  }

  #openIn(view: 'head' | 'model', { sequence, layer, heads, focus, pinned }: AnswerState): void {
    this.open(view, { sequence, layer, heads, focus, pinned });
  }

  #answersOf(record: AttentionRecord, { sequence, maxLength }: AnswerState): RecordedAnswers {
    const key = `${sequence} ${maxLength}`;
    if (this.#answers?.key !== key || this.#answers.record !== record) {
      this.#answers = { key, record, found: recordedAnswers(record, { sequence, maxLength, top: LISTED_ANSWERS }) };
    }
    return this.#answers.found;
  }

  #massesOf(record: AttentionRecord, { sequence }: AnswerState, chosen: Answer | null): AnswerMasses {
    const key = `${sequence} ${chosen?.start} ${chosen?.end}`;
    if (this.#masses?.key !== key || this.#masses.record !== record) this.#masses = { key, record, found: answerMasses(record, sequence, chosen) };
    return this.#masses.found;
  }
}

/** What the shades and the frame mean. */
function legend(most: number, { theme }: AnswerState, { words, language }: Speech): TemplateResult {
  const steps = [0, 0.25, 0.5, 0.75, 1].map((share) => shade(share, theme));
  return html`<p class="legend"><span>0 %</span><span class="ramp" style=${styleMap({ 'background-image': `linear-gradient(to right, ${steps.join(', ')})` })}></span>
    <span>${formatDecimal(most * 100, 1, language)} %</span><span class="key"></span><span>${words.answer}</span> · <span>${words.hint}</span></p>`;
}
