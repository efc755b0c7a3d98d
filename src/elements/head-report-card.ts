import { html, nothing, type TemplateResult } from 'lit';
import type { Evidence, HeadCard } from '../analysis/heads-report.js';
import { formatP, formatValue, headClaim, headLabel, valueInterval } from '../interpretation/claims.js';
import { evidenceName } from '../interpretation/heads-table.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEADS_WORDS } from '../words/heads.js';
import { formatNumber, wordsIn, type Language } from '../words/language.js';
import { REPORT_WORDS } from '../words/report.js';

/** What of a head was tested: its verdict in words, what would refute it, and all evidence as a table. */
export function headCard(card: HeadCard | null, { language, open }: { language: Language; open: ((card: HeadCard) => void) | null }): TemplateResult {
  const words = wordsIn(REPORT_WORDS, language);
  const heads = wordsIn(HEADS_WORDS, language);
  const help = html`<p class="help">${words.help}</p>`;
  if (card === null) return html`<div class="details card"><p>${words.chooseHead}</p>${help}</div>`;
  const { claim, support, refutation } = headClaim(card, { language });
  const relation = card.relation === undefined ? '' : ` (${card.relation})`;
  return html`<div class="details card" aria-live="polite">
    <h2>${wordsIn(COMMON_WORDS, language).head} ${headLabel(card)}</h2>
    <p class="verdict">${heads.patterns[card.verdict]}${relation}</p>
    <p>${claim}</p>
    ${support === null ? nothing : html`<p class="support">${support}</p>`}
    ${refutation === null ? nothing : html`<p class="support">${refutation}</p>`}
    ${open === null ? nothing : html`<button type="button" data-control="open" @click=${() => open(card)}>${words.openHead}</button>`}
    ${card.evidence.length === 0 ? nothing : evidenceTable(card.evidence, language)}
    ${help}
  </div>`;
}

function evidenceTable(evidence: readonly Evidence[], language: Language): TemplateResult {
  const words = wordsIn(REPORT_WORDS, language);
  const heads = wordsIn(HEADS_WORDS, language);
  const row = (
    each: Evidence,
  ): TemplateResult => html`<tr class=${each.holds ? 'holds' : ''}><td>${evidenceName(each, language)}</td><td class="number">${formatValue(each, each.value, language)}</td>
      <td class="number">${formatValue(each, each.baseline, language)}</td><td class="number">${valueInterval(each, language)}</td>
      <td class="number">${formatNumber(each.n, language)}</td><td class="number">${formatP(each.adjusted, language)}</td><td>${each.holds ? words.yes : words.no}</td></tr>`;
  return html`<div class="table" role="region" tabindex="0" aria-label=${words.evidence}><table><caption>${words.evidence}</caption>
    <thead><tr><th scope="col">${heads.columns.evidence}</th>${[
      heads.columns.value,
      heads.columns.baseline,
      heads.columns.interval,
      heads.columns.n,
      heads.columns.p,
    ].map((column) => html`<th scope="col" class="number">${column}</th>`)}<th scope="col">${words.holds}</th></tr></thead>
    <tbody>${evidence.map(row)}</tbody></table></div>`;
}
