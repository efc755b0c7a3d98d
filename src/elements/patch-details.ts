import { html, nothing, type TemplateResult } from 'lit';
import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { tokenLabel } from '../views/label.js';
import { mediaOf } from '../views/patch-media.js';
import { patchSummary, patchWeights, type PatchState } from '../views/patch-state.js';
import { formatShare, headsTitle } from '../views/patches.js';
import type { CommonWords } from '../words/common.js';
import type { Language } from '../words/language.js';
import type { PatchWords } from '../words/patches.js';

/** What the panel beside the picture tells about. */
export interface PatchDetails {
  record: AttentionRecord;
  state: PatchState;
  words: PatchWords;
  common: CommonWords;
  language: Language;
  /** Goes back to the first query. */
  unpin: () => void;
}

/** What the chosen token attends to, in words, and each head in a row: also what people read who do not see the picture. */
export function patchDetails({ record, state, words, common, language, unpin }: PatchDetails): TemplateResult {
  const { queries, keys } = stackTokens(record, state);
  const media = mediaOf(record, state);
  const first = media?.kind === 'image' ? media.first : 0;
  const weights = patchWeights(record, state);
  const query = tokenLabel(queries[state.query]);
  const percent = (share: number): string => new Intl.NumberFormat(language, { style: 'percent' }).format(share);
  const { best, special } = patchSummary(weights.mean, first);
  const said = { query, heads: headsTitle(state, language), best: tokenLabel(keys[best]), weight: formatShare(weights.mean[best], language) };
  const sentence = first > 0 ? words.summary({ ...said, special: percent(special) }) : words.soundSummary(said);
  return html`<section class="details focusable" tabindex="0" aria-label=${words.attentionOf(query)}>
    <h2><bdi>${query}</bdi></h2>
    ${state.pinned ? html`<button type="button" data-control="unpin" @click=${unpin}>${common.unpin}</button>` : nothing}
    <p class="summary">${state.heads.length === 0 ? common.noHead : sentence}</p>
    ${media?.kind === 'image' && media.pixels === null ? html`<p class="small">${words.noPicture}</p>` : nothing}
    <div class="table"><table><caption>${words.tableTitle(query)}</caption>
      <thead><tr><th scope="col">${common.head}</th><th scope="col">${words.strongest}</th><th scope="col" class="number">${common.weight}</th>${
        first > 0 ? html`<th scope="col" class="number">${words.specialShare}</th>` : nothing
      }</tr></thead>
      <tbody>${weights.heads.map((list, head) => {
        const own = patchSummary(list, first);
        return html`<tr><th scope="row">${head}</th><td>${tokenLabel(keys[own.best])}</td><td class="number">${formatShare(list[own.best], language)}</td>${
          first > 0 ? html`<td class="number">${percent(own.special)}</td>` : nothing
        }</tr>`;
      })}</tbody></table></div>
    <p class="help">${media?.kind === 'sound' ? words.helpSound : words.helpImage}</p>
  </section>`;
}
