import { html, nothing, type TemplateResult } from 'lit';
import { formatDecimal } from 'lupa-attention/elements';
import { wordsIn, type Language } from 'lupa-attention/words';
import type { RunResult } from '../engine/engine.js';
import { SAID_WORDS, type SaidWords } from '../words/panels-said.js';
import { saidChanges, type SaidChange } from './said-change.js';

type ChoiceKind = keyof SaidWords['stays'];

/** What a change did to what the model says, in a sentence: “Gaudí” 0.66 → 0.12; the answer is now “the city council”. A sentence a mask. */
export function changeLine(plain: RunResult, other: RunResult, language: Language): TemplateResult | typeof nothing {
  const words = wordsIn(SAID_WORDS, language);
  const { said } = plain;
  if (said === null || other.said?.kind !== said.kind) return nothing;
  if (said.kind === 'translation') {
    const same = other.said.kind === 'translation' && other.said.text === said.text;
    return html`<p class="change" data-part="change">${same ? words.written.same : words.written.other}</p>`;
  }
  const changes = saidChanges(plain, other);
  if (changes.length === 0) return nothing;
  if (changes.every(({ moved, before, after }) => !moved && after === before)) return html`<p class="change" data-part="change">${words.same}</p>`;
  const lines = changes.map((change) => changeSentence(change, { kind: said.kind, language }));
  return html`<div class="change" data-part="change">${lines.length === 1 ? lines[0] : html`<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul>`}</div>`;
}

/** One of those sentences. */
export function changeSentence(change: SaidChange, { kind, language }: { kind: ChoiceKind; language: Language }): TemplateResult {
  const words = wordsIn(SAID_WORDS, language);
  const { was, before, moved, now } = change;
  const end = moved ? words.becomes[kind](quoted(now, words)) : words.stays[kind];
  return html`<bdi>${quoted(was, words)}</bdi> <strong><data value=${before}>${formatDecimal(before, digitsOf(before), language)}</data> → ${afterNumber(change, language, change.after === null ? 2 : digitsOf(change.after))}</strong>; ${end}`;
}

/** The probability after a change; one that is not listed is less than the least that is. */
export function afterNumber({ after, floor }: Pick<SaidChange, 'after' | 'floor'>, language: Language, digits: number): TemplateResult | string {
  if (after !== null) return html`<data value=${after}>${formatDecimal(after, digits, language)}</data>`;
  return wordsIn(SAID_WORDS, language).lessThan(formatDecimal(floor, digits, language));
}

/** A choice in quotes; without a text it is “no answer”, in plain words. */
export function quoted(text: string, words: SaidWords): string {
  const trimmed = text.trim();
  // What is written from right to left must not turn the sentence around it.
  return trimmed === '' ? words.noAnswer : `\u2068“${trimmed}”\u2069`;
}

/** Two decimals, three where two would say 0 or 1 of what is neither. */
function digitsOf(probability: number): number {
  return probability < 0.005 || (probability >= 0.995 && probability < 1) ? 3 : 2;
}
