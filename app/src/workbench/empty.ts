import { html, svg, type TemplateResult } from 'lit';
import type { HelpWords } from '../words/workbench-help.js';
import type { Bench } from './bench.js';

/** What stands in the place of the views while there is nothing to see: why, and what to do. */
export function emptyPlace(bench: Bench, words: HelpWords): TemplateResult {
  const { loading, model, state, runProblem, modelProblem, running } = bench;
  if (loading || (running && runProblem === null)) return skeleton(words.loading);
  if (modelProblem !== null || model === null) return place(words.noModel);
  if (runProblem !== null) return place(words.failedRun);
  if (!model.readsText) return place(words.noImage);
  return place(state.text.trim() === '' ? words.noText : words.noContext);
}

/** A title and a sentence where there is no picture. */
export function place({ title, text }: { title: string; text: string }): TemplateResult {
  return html`<div class="empty" role="status">${lines()}<h2>${title}</h2><p class="muted">${text}</p></div>`;
}

/** The picture that will be there, without its words. */
export function skeleton({ title, text }: { title: string; text: string }): TemplateResult {
  return html`<div class="empty waiting" role="status">${lines()}<h2>${title}</h2><p class="muted">${text}</p></div>`;
}

/** A small head view. */
function lines(): TemplateResult {
  const from = [12, 30, 48, 66];
  const links = [
    [0, 1],
    [1, 0],
    [1, 3],
    [2, 2],
    [3, 1],
  ];
  return html`<svg class="sketch" viewBox="0 0 160 78" aria-hidden="true">
    ${from.map((y) => bone(4, y))}${from.map((y) => bone(116, y))}${links.map(([a, b]) => link(from[a], from[b]))}</svg>`;
}

function bone(x: number, y: number): TemplateResult<2> {
  return svg`<rect x=${x} y=${y - 4} width="40" height="8" rx="4" />`;
}

function link(from: number, to: number): TemplateResult<2> {
  return svg`<path d=${`M48 ${from}C80 ${from} 80 ${to} 112 ${to}`} />`;
}
