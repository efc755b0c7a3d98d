import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { Theme } from '../views/colours.js';
import { describePicture } from '../views/head-sentences.js';
import type { HeadState } from '../views/head-state.js';
import { strongestEdges, type Edge } from '../views/head-summary.js';
import { lineColours } from '../views/head.js';
import { formatDecimal, formatShare, formatWeight, tokenLabel } from '../views/label.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';
import { MOST_EDGES, type SummarisedPicture } from './head-summaries.js';

/** How many edges a reader can choose. */
const COUNTS = [5, 10, 20, 50, MOST_EDGES];

/** What {@link pictureInWords} tells. */
export interface PictureInWords {
  /** null while there is none yet. */
  picture: SummarisedPicture | null;
  /** Whether it is not yet that of the picture on screen. */
  busy: boolean;
  /** How many edges are listed. */
  count: number;
  language: Language;
  theme: Theme;
  change: (change: Partial<HeadState>) => void;
  list: (count: number) => void;
}

/** The same with a picture to tell about. */
type Told = PictureInWords & { picture: SummarisedPicture; colours: readonly string[] };

/** The picture as sentences, its strongest edges as a table, and the numbers of each head. What was there before stays until the new is known. */
export function pictureInWords(options: PictureInWords): TemplateResult {
  const { picture, busy, language } = options;
  const words = wordsIn(HEAD_WORDS, language);
  return html`<div class="in-words" role="region" aria-label=${words.inWords} aria-busy=${busy}>
    <h2>${words.inWords}</h2>
    ${picture === null ? html`<p class="small">…</p>` : html`<p class="picture-sentence">${describePicture(picture.data, { ...picture, language })}</p>${tables({ ...options, picture })}`}
  </div>`;
}

function tables(options: PictureInWords & { picture: SummarisedPicture }): TemplateResult | typeof nothing {
  const { picture, count, theme } = options;
  const edges = strongestEdges(picture.summaries, count);
  if (edges.length === 0) return nothing;
  const { combined, attention } = picture.data;
  const told = { ...options, colours: lineColours(attention.heads, { combined, theme }) };
  return html`${edgeTable(told, edges)}${headTable(told)}`;
}

/** Which head a number belongs to: its number, or how several are combined. */
function headName({ picture: { data, state }, language }: Told, head: number): string {
  const common = wordsIn(COMMON_WORDS, language);
  if (!data.combined) return String(head);
  return state.combine === 'max' ? common.maximum : common.mean;
}

function edgeTable(told: Told, edges: readonly Edge[]): TemplateResult {
  const { picture, busy, count, language, colours, change, list } = told;
  const { data, state } = picture;
  const common = wordsIn(COMMON_WORDS, language);
  const words = wordsIn(HEAD_WORDS, language);
  const focus = ({ query }: Edge): void => {
    if (!busy) change({ focus: { side: 'query', index: data.query[query].tokens.start }, pinned: true });
  };
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
          <td><span class="swatch" style=${styleMap({ '--head': colours[edge.head] })}></span>${headName(told, edge.head)}</td>
          <td><button type="button" class="plain" aria-label=${words.focusEdge(query, key)}><bdi>${query}</bdi></button></td>
          <td><bdi>${key}</bdi></td><td class="number">${formatWeight(edge.weight, language)}</td></tr>`;
      })}</tbody></table></div>`;
}

function headTable(told: Told): TemplateResult {
  const { picture, language, colours } = told;
  const common = wordsIn(COMMON_WORDS, language);
  const words = wordsIn(HEAD_WORDS, language);
  return html`<h3 id="per-head-name">${words.perHead}</h3>
    <div class="table per-head focusable" role="region" aria-labelledby="per-head-name" tabindex="0"><table>
      <thead><tr><th scope="col">${common.head}</th><th scope="col" class="number">${common.entropy} (${words.nats})</th><th scope="col" class="number">${common.specialTokens}</th></tr></thead>
      <tbody>${picture.summaries.map(
        ({ head, entropy, special }) =>
          html`<tr><th scope="row"><span class="swatch" style=${styleMap({ '--head': colours[head] })}></span>${headName(told, head)}</th>
          <td class="number">${formatDecimal(entropy, 2, language)}</td><td class="number">${formatShare(special, language)}</td></tr>`,
      )}</tbody></table></div>`;
}
