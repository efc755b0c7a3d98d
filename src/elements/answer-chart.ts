import { html, nothing, svg, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { Token } from '../tokens/token.js';
import { formatDecimal, quoteLabel, tokenLabel } from '../views/label.js';
import type { AnswerWords } from '../words/answer.js';
import type { Language } from '../words/language.js';

/** Up to so many tokens have labels, and up to so many on a narrow screen. */
const LABELLED = 48;
const LABELLED_NARROW = 20;

/** The logits of a window, and which tokens are the answer. */
export interface AnswerChart {
  tokens: readonly Token[];
  start: Float32Array;
  end: Float32Array;
  answer: { start: number; end: number } | null;
  /** The token that is pointed at, counted in the context. */
  point: number | null;
  words: AnswerWords;
  language: Language;
  pointAt: (place: number | null) => void;
}

/** Start and end logits along the context as bars. */
export function answerChart({ tokens, start, end, answer, point, words, language, pointAt }: AnswerChart): TemplateResult {
  const places = tokens.flatMap(({ segment }, index) => (segment === 1 ? [index] : []));
  const shown = places.flatMap((index) => [start[index], end[index]]);
  const [low, high] = [shown.reduce((a, b) => Math.min(a, b), Infinity), shown.reduce((a, b) => Math.max(a, b), -Infinity)];
  const best = (logits: Float32Array): number => places.reduce((a, b) => (logits[b] > logits[a] ? b : a), places[0]);
  const number = (value: number): string => formatDecimal(value, 2, language);
  const [first, last] = [best(start), best(end)];
  const summary = words.logitsSummary({
    start: quoteLabel(tokens[first]),
    startLogit: number(start[first]),
    end: quoteLabel(tokens[last]),
    endLogit: number(end[last]),
  });
  const within = (index: number): boolean => answer !== null && tokens[index].start < answer.end && tokens[index].end > answer.start;
  const inside = places.flatMap((index, place) => (within(index) ? [place] : []));
  const width = places.length;
  const bars = (logits: Float32Array, name: string, kind: string): TemplateResult => html`<div class="bars ${kind}">
      <span class="name"><i></i>${name}</span>
      <svg viewBox="0 0 ${width} 100" preserveAspectRatio="none" aria-hidden="true" style=${styleMap({ '--columns': String(width) })}>
        ${inside.length === 0 ? nothing : svg`<rect class="band" x=${inside[0]} y="0" width=${inside.length} height="100" />`}
        ${places.map((index, place) => {
          const height = Math.max(1, (100 * (logits[index] - low)) / (high - low || 1));
          return Number.isFinite(height) ? svg`<rect class="bar" x=${place + 0.15} y=${100 - height} width="0.7" height=${height} />` : nothing;
        })}
        ${point === null ? nothing : svg`<rect class="point" x=${point} y="0" width="1" height="100" />`}
      </svg></div>`;
  const at = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).querySelector('svg')?.getBoundingClientRect();
    if (box === undefined) return;
    const place = Math.floor((width * (event.clientX - box.left)) / box.width);
    pointAt(place >= 0 && place < width ? place : null);
  };
  const index = point === null ? null : (places[point] ?? null);
  return html`<section class="chart"><h2>${words.logits}</h2>
    <div class="plot" role="img" aria-label=${summary} @pointermove=${at} @pointerleave=${() => pointAt(null)}>
      ${bars(start, words.start, 'start')}${bars(end, words.end, 'end')}
      ${
        width > LABELLED
          ? nothing
          : html`<div class="labels ${width > LABELLED_NARROW ? 'wide' : ''}" style=${styleMap({ 'grid-template-columns': `repeat(${width}, minmax(0, 1fr))` })}>${places.map(
              (each) => html`<span class=${within(each) ? 'in' : ''}>${tokenLabel(tokens[each])}</span>`,
            )}</div>`
      }
    </div>
    <p class="small">${
      index === null
        ? html`${summary} ${words.logitsHint}`
        : html`<bdi>${tokenLabel(tokens[index])}</bdi>: ${words.start} ${number(start[index])}, ${words.end} ${number(end[index])}`
    }</p></section>`;
}
