import { html, type TemplateResult } from 'lit';
import { wordsIn, type Language } from 'lupa-attention/words';
import { icon } from '../style/icons.js';
import { PROBLEM_WORDS, type ProblemWords } from '../words/problems.js';
import { LESSON_WORDS } from '../words/lesson.js';
import { MOST_BYTES, type BadFile } from './own.js';
import type { Problem } from './problem.js';

/** More mistakes at once help nobody. */
const LISTED = 12;

/** What is wrong with a lesson's files: file, line, field and what to do, one a line. */
export function problemList(problems: readonly Problem[] | BadFile, { language, close }: { language: Language; close: () => void }): TemplateResult {
  const words = wordsIn(PROBLEM_WORDS, language);
  const lines = 'what' in problems ? [badFile(problems, words)] : problems.slice(0, LISTED).map((problem) => problemSentence(problem, language));
  return html`<div class="notice bad problems" role="alert">${icon('warning')}<div><p><b>${words.title}</b></p><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>
    <button type="button" class="button quiet icon-only" aria-label=${wordsIn(LESSON_WORDS, language).closeContents} @click=${close}>${icon('close')}</button></div>`;
}

/** `lesson.md, line 12, field “layer”: “three” cannot be used: it can be 0, 1, 2 ….` */
export function problemSentence({ file, line, field, what, values }: Problem, language: Language): string {
  const words = wordsIn(PROBLEM_WORDS, language);
  const sentence: Record<Problem['what'], () => string> = {
    noFrontMatter: () => words.noFrontMatter,
    frontMatterOpen: () => words.frontMatterOpen,
    noField: () => words.noField(String(values.text)),
    twice: () => words.twice,
    unknownField: () => words.unknownField(String(values.known)),
    missing: () => words.missing,
    empty: () => words.empty,
    badValue: () => words.badValue(String(values.value), String(values.allowed)),
    unknownKind: () => words.unknownKind(String(values.kind), String(values.known)),
    tooLong: () => words.tooLong(Number(values.limit)),
    fenceOpen: () => words.fenceOpen,
    noSteps: () => words.noSteps,
    noView: () => words.noView(String(values.name), String(values.known)),
    nameTaken: () => words.nameTaken(String(values.name)),
    oneCorrect: () => words.oneCorrect,
    twoOptions: () => words.twoOptions,
    textAndQuestion: () => words.textAndQuestion,
    noContext: () => words.noContext,
    badImage: () => words.badImage(String(values.src)),
  };
  return `${words.at(file, line)}${field === null ? '' : `, ${words.field(field)}`}: ${sentence[what]()}`;
}

function badFile({ what, file }: BadFile, words: ProblemWords): string {
  return what === 'notMarkdown' ? words.notMarkdown(file) : words.tooLarge(file, `${MOST_BYTES / 1e6} MB`);
}
