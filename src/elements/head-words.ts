import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { HeadData } from '../views/head-data.js';
import { describePicture } from '../views/head-sentences.js';
import type { HeadState } from '../views/head-state.js';
import { strongestEdges, type Edge, type HeadSummary } from '../views/head-summary.js';
import { formatDecimal, formatShare, formatWeight, tokenLabel } from '../views/label.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';
import { MOST_EDGES } from './head-summaries.js';

/** How many edges a reader can choose. */
const COUNTS = [5, 10, 20, 50, MOST_EDGES];

/** What {@link pictureInWords} tells. */
export interface PictureInWords {
  data: HeadData;
  /** null while they are not there yet. */
  summaries: readonly HeadSummary[] | null;
  state: HeadState;
  /** How many edges are listed. */
  count: number;
  language: Language;
  colours: readonly string[];
  change: (change: Partial<HeadState>) => void;
  list: (count: number) => void;
}

/** The picture as sentences, its strongest edges as a table, and the numbers of each head. */
export function pictureInWords(picture: PictureInWords): TemplateResult {
  const { data, summaries, state, language } = picture;
  const words = wordsIn(HEAD_WORDS, language);
  return html`<div class="in-words" role="region" aria-label=${words.inWords} aria-busy=${summaries === null}>
    <h2>${words.inWords}</h2>
    ${summaries === null ? html`<p class="small">…</p>` : html`<p class="picture-sentence">${describePicture(data, { state, summaries, language })}</p>${tables(picture, summaries)}`}
  </div>`;
}

function tables(picture: PictureInWords, summaries: readonly HeadSummary[]): TemplateResult | typeof nothing {
  const edges = strongestEdges(summaries, picture.count);
  return edges.length === 0 ? nothing : html`${edgeTable(picture, edges)}${headTable(picture, summaries)}`;
}

/** Which head a number belongs to: its number, or how several are combined. */
function headName({ data, state, language }: Pick<PictureInWords, 'data' | 'state' | 'language'>, head: number): string {
  const common = wordsIn(COMMON_WORDS, language);
  if (!data.combined) return String(head);
  return state.combine === 'max' ? common.maximum : common.mean;
}

function edgeTable(picture: PictureInWords, edges: readonly Edge[]): TemplateResult {
  const { data, state, count, language, colours, change, list } = picture;
  const common = wordsIn(COMMON_WORDS, language);
  const words = wordsIn(HEAD_WORDS, language);
  const focus = ({ query }: Edge): void => change({ focus: { side: 'query', index: data.query[query].tokens.start }, pinned: true });
  return html`<div class="edges-head"><h3 id="edges-name">${words.edges}</h3>
    <select data-control="edges" aria-label=${words.edgesShown} @change=${(event: Event) => list(Number((event.target as HTMLSelectElement).value))}>
      ${COUNTS.map((each) => html`<option value=${each} .selected=${each === count}>${each}</option>`)}
    </select></div>
    <div class="table edges focusable" role="region" aria-labelledby="edges-name" tabindex="0"><table>
      <thead><tr><th scope="col"><span class="sr">${common.rank}</span>#</th><th scope="col">${common.layer}</th><th scope="col">${common.head}</th>
        <th scope="col">${common.query}</th><th scope="col">${common.key}</th><th scope="col" class="number">${common.weight}</th></tr></thead>
      <tbody>${edges.map((edge, rank) => {
        const [query, key] = [tokenLabel(data.query[edge.query]), tokenLabel(data.key[edge.key])];
        return html`<tr @click=${() => focus(edge)}><td class="number">${rank + 1}</td><td>${state.layer}</td>
          <td><span class="swatch" style=${styleMap({ '--head': colours[edge.head] })}></span>${headName(picture, edge.head)}</td>
          <td><button type="button" class="plain" aria-label=${words.focusEdge(query, key)}><bdi>${query}</bdi></button></td>
          <td><bdi>${key}</bdi></td><td class="number">${formatWeight(edge.weight, language)}</td></tr>`;
      })}</tbody></table></div>`;
}

function headTable(picture: PictureInWords, summaries: readonly HeadSummary[]): TemplateResult {
  const { language, colours } = picture;
  const common = wordsIn(COMMON_WORDS, language);
  const words = wordsIn(HEAD_WORDS, language);
  return html`<h3 id="per-head-name">${words.perHead}</h3>
    <div class="table per-head focusable" role="region" aria-labelledby="per-head-name" tabindex="0"><table>
      <thead><tr><th scope="col">${common.head}</th><th scope="col" class="number">${common.entropy} (${words.nats})</th><th scope="col" class="number">${common.specialTokens}</th></tr></thead>
      <tbody>${summaries.map(
        ({ head, entropy, special }) =>
          html`<tr><th scope="row"><span class="swatch" style=${styleMap({ '--head': colours[head] })}></span>${headName(picture, head)}</th>
          <td class="number">${formatDecimal(entropy, 2, language)}</td><td class="number">${formatShare(special, language)}</td></tr>`,
      )}</tbody></table></div>`;
}
