import { html, nothing, type TemplateResult } from 'lit';
import type { Answer } from '../tasks/choose.js';
import type { AnswerMasses, RecordedAnswers } from '../tasks/recorded.js';
import type { AnswerState } from '../views/answer-state.js';
import type { Looks, TextSide } from '../views/answer-text.js';
import { formatDecimal, formatShare } from '../views/label.js';
import type { AnswerWords } from '../words/answer.js';
import type { CommonWords } from '../words/common.js';
import type { Language } from '../words/language.js';

/** What tables are written with. */
export interface Speech {
  words: AnswerWords;
  common: CommonWords;
  language: Language;
}

/** How many heads the ranking lists at first, and how many words the list of the strongest. */
const RANKED = 10;
const STRONGEST = 6;

/** The model's verdict and its best answers: the chosen one is marked in the context. */
export function answerList(
  { answers, noAnswerScore }: RecordedAnswers,
  { state, chosen, choose, words, language }: Speech & { state: AnswerState; chosen: Answer | null; choose: (index: number) => void },
): TemplateResult {
  const score = (value: number): string => formatDecimal(value, 3, language);
  if (chosen === null) return html`<p class="verdict">${words.nothingFound}</p>`;
  return html`<section class="answers"><h2>${words.answer}</h2>
    ${state.noAnswer ? html`<p class="verdict">${words.noAnswer} <span class="small">${words.otherwise}</span></p>` : nothing}
    <p class="best"><strong><bdi>${chosen.text}</bdi></strong> <span class="number">${score(chosen.score)}</span> <span class="small">${words.place(chosen.start, chosen.end)}</span></p>
    <div class="others" role="group" aria-label=${words.answers}>${answers.map(
      (
        answer,
        index,
      ) => html`<button type="button" data-answer=${index} aria-pressed=${answer === chosen} title=${words.place(answer.start, answer.end)}
        @click=${() => choose(index)}><bdi>${answer.text}</bdi> <span class="number">${score(answer.score)}</span></button>`,
    )}${noAnswerScore === null ? nothing : html`<span class="small">${words.noAnswerScore(score(noAnswerScore))}</span>`}</div></section>`;
}

/** What the shades say, in words and numbers: also what people read who do not see them. */
export function looksPanel(
  looks: Looks,
  { title, state, question, context, words, common, language }: Speech & { title: string; state: AnswerState; question: TextSide; context: TextSide },
): TemplateResult {
  if (state.heads.length === 0) return html`<p role="status">${common.noHead}</p>`;
  const share = (value: number): string => formatShare(value, language);
  const { groups } = looks;
  const marked = context.words.some(({ answer }) => answer);
  const said = {
    question: share(groups.question),
    context: share(groups.context),
    special: share(groups.special),
    answer: marked ? share(groups.answer) : null,
  };
  const all = [
    ...question.words.map((word, index) => ({ word, weight: looks.question[index], side: words.question })),
    ...context.words.map((word, index) => ({ word, weight: looks.context[index], side: word.answer ? words.answer : words.context })),
  ];
  const strongest = all.filter(({ weight }) => Number.isFinite(weight)).sort((a, b) => b.weight - a.weight);
  return html`<section class="looks"><div role="status"><h2>${title}</h2>
    <p>${state.direction === 'from' ? words.shares(said) : words.given(said)}</p></div>
    <ol class="strongest" aria-label=${words.strongest}>${strongest
      .slice(0, STRONGEST)
      .map(
        ({ word, weight, side }) =>
          html`<li><bdi>${word.text}</bdi> <span class="number">${formatDecimal(weight * 100, 1, language)} %</span> <span class="small">${side}</span></li>`,
      )}</ol></section>`;
}

/** The heads by how much of the question's attention falls on the answer. */
export function rankingTable(
  { ranking, all }: AnswerMasses,
  {
    state,
    whole,
    choose,
    toggle,
    words,
    common,
    language,
  }: Speech & {
    state: AnswerState;
    /** Whether all heads are listed. */
    whole: boolean;
    choose: (layer: number, head: number) => void;
    toggle: () => void;
  },
): TemplateResult | typeof nothing {
  if (ranking === null) return nothing;
  const number = (value: number): string => formatDecimal(value, 3, language);
  const alone = state.heads.length === 1 ? state.heads[0] : null;
  const rows = whole ? ranking.heads : ranking.heads.slice(0, RANKED);
  return html`<section class="ranking"><h2 id="ranked">${words.ranked}</h2>
    <p class="small">${words.rankedHint(formatShare(ranking.baseline, language))}</p>
    <div class="table focusable" role="region" aria-labelledby="ranked" tabindex="0"><table>
      <thead><tr><th scope="col" class="number">${common.rank}</th><th scope="col">${common.layer} · ${common.head}</th><th scope="col" class="number">${words.toAnswer}</th><th scope="col" class="number">${words.timesBaseline}</th><th scope="col" class="number">${words.toQuestion}</th><th scope="col" class="number">${words.toSpecial}</th></tr></thead>
      <tbody>${rows.map(
        (each, index) => html`<tr aria-current=${each.layer === state.layer && each.head === alone ? 'true' : nothing}>
          <td class="number">${index + 1}</td><th scope="row"><button type="button" class="quiet" data-head="${each.layer}.${each.head}"
            @click=${() => choose(each.layer, each.head)}><span aria-hidden="true">${each.layer} · ${each.head}</span><span class="sr">${common.layerNumber(each.layer)}, ${common.headNumber(each.head)}</span></button></th>
          <td class="number"><span class="meter"><i style="inline-size: ${100 * each.questionToAnswer}%"></i></span>${number(each.questionToAnswer)}</td>
          <td class="number">${formatDecimal(each.lift, 1, language)}</td><td class="number">${number(each.answerToQuestion)}</td><td class="number">${number(each.questionToSpecial)}</td></tr>`,
      )}</tbody></table></div>
    <div class="foot">${
      ranking.heads.length > RANKED
        ? html`<button type="button" data-control="rows" aria-expanded=${whole} @click=${toggle}>${whole ? words.showFewer : words.showAll(all.length)}</button>`
        : nothing
    }<p class="small">${words.note}</p></div></section>`;
}
