import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { Looks, TextSide, TextWord } from '../views/answer-text.js';
import { textOn, type Theme } from '../views/colours.js';
import { colourTable } from '../views/scale.js';
import type { AnswerWords } from '../words/answer.js';

/** The two texts and what is done with their words. */
export interface AnswerText {
  question: TextSide;
  context: TextSide;
  looks: Looks;
  /** Full colour means this weight. */
  most: number;
  /** The first token of the chosen word; null: the whole question. */
  chosen: number | null;
  theme: Theme;
  words: AnswerWords;
  choose: (word: TextWord | null) => void;
}

/** The colour of a share 0-1 of the scale, as `#rrggbb`; null for no number. */
export function shade(share: number, theme: Theme): string | null {
  if (!Number.isFinite(share)) return null;
  const entry = Math.round(255 * Math.min(1, Math.max(0, share)));
  const colour = [...colourTable('blue', theme).subarray(entry * 3, entry * 3 + 3)];
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** Background and text of a shade, as styles. */
export function shadeStyle(share: number, theme: Theme): Record<string, string> {
  const colour = shade(share, theme);
  return colour === null ? {} : { 'background-color': colour, color: textOn(colour) };
}

/** The question as words to choose from. */
export function questionText(text: AnswerText): TemplateResult {
  const { question, words, looks } = text;
  return html`<p class="question" dir="auto" role="group" aria-label=${words.question} @keydown=${walk}
    >${question.words.map((word, index) => html`${question.gaps[index]}${choice(text, word, looks.question[index])}`)}${question.gaps.at(-1)}</p>`;
}

/** The context with the answer marked; the answer's words can be chosen too. */
export function contextText(text: AnswerText): TemplateResult {
  const { context, words, looks } = text;
  const parts: TemplateResult[] = [];
  for (let index = 0; index < context.words.length; index++) {
    const { answer } = context.words[index];
    if (!answer) {
      parts.push(html`${context.gaps[index]}${plain(text, context.words[index], looks.context[index])}`);
      continue;
    }
    const from = index;
    while (context.words[index + 1]?.answer) index++;
    const marked = context.words.slice(from, index + 1);
    parts.push(
      html`${context.gaps[from]}<mark role="group" aria-label=${words.answer}>${marked.map(
        (word, i) => html`${i === 0 ? nothing : context.gaps[from + i]}${choice(text, word, looks.context[from + i])}`,
      )}</mark>`,
    );
  }
  const { before, after } = context.cut;
  return html`<p class="context" dir="auto" @keydown=${walk}>${before ? '… ' : ''}${parts}${context.gaps.at(-1)}${after ? ' …' : ''}</p>`;
}

/** A word as a button. One of each text is in the order of the Tab key, the arrows go on from there. */
function choice({ question, context, most, chosen, theme, choose }: AnswerText, word: TextWord, weight: number): TemplateResult {
  const pressed = chosen === word.tokens[0];
  const list = word.answer ? context.words.filter(({ answer }) => answer) : question.words;
  const stop = list.some(({ tokens }) => tokens[0] === chosen) ? pressed : list[0] === word;
  return html`<button type="button" class="word" aria-pressed=${pressed} tabindex=${stop ? 0 : -1} data-token=${word.tokens[0]} title=${percentTitle(weight)}
    style=${styleMap(shadeStyle(weight / most, theme))} @click=${() => choose(pressed ? null : word)}>${word.text}</button>`;
}

function plain({ most, theme }: AnswerText, word: TextWord, weight: number): TemplateResult {
  return html`<span class="word" title=${percentTitle(weight)} style=${styleMap(shadeStyle(weight / most, theme))}>${word.text}</span>`;
}

function percentTitle(weight: number): string | typeof nothing {
  return Number.isFinite(weight) ? `${(100 * weight).toFixed(1)} %` : nothing;
}

/** The arrow keys walk among the words of a text that can be chosen. */
function walk(event: KeyboardEvent): void {
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('button.word')];
  const at = all.indexOf(event.target as HTMLElement);
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  all[(to + all.length) % all.length].focus();
}
