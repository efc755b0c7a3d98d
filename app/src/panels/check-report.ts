import { html, nothing, type TemplateResult } from 'lit';
import type { FaithfulnessReport } from 'lupa-attention';
import { quoteLabel } from 'lupa-attention/elements';
import { agreementChart, headGrid, tokenBars, toSvg, type CheckLook } from 'lupa-attention/figures';
import { checkClaims, checkTables, problemSentence, watchedSentence, type CheckClaim, type CheckTable } from 'lupa-attention/interpretation';
import { CHECK_WORDS, sayWarning, wordsIn } from 'lupa-attention/words';
import { CHECK_PANEL_WORDS } from '../words/panels-check.js';

type Drawing = ((report: FaithfulnessReport, look: CheckLook) => ReturnType<typeof headGrid>) | null;

/** In the order of `checkTables`: what replaced attention does is told by numbers alone. */
const DRAWINGS: readonly Drawing[] = [agreementChart, tokenBars, headGrid, null];

/** A report: the verdict first, then what else was found, the pictures, and the numbers behind them. */
export function checkReport(report: FaithfulnessReport, look: CheckLook): TemplateResult {
  const { language } = look;
  const words = wordsIn(CHECK_WORDS, language);
  const problem = problemSentence(report, language);
  const watched = watchedSentence(report, language);
  const [verdict, ...claims] = checkClaims(report, language);
  return html`<section aria-label=${words.title}>
      ${watched === null ? nothing : html`<h3 id="watched"><bdi>${watched}${watchedToken(report)}</bdi></h3>`}
      ${problem === null ? nothing : html`<p class="notice bad"><span>${problem}</span></p>`}
      ${report.findings === null ? nothing : html`<div class="verdict" data-verdict=${report.findings.verdict.kind}>${claimText(verdict, language)}</div>`}
      ${claims.length === 0 ? nothing : html`<ul class="plain claims">${claims.map((claim) => html`<li>${claimText(claim, language)}</li>`)}</ul>`}
      <p class="small">${words.caution}</p>
    </section>
    ${checkTables(report, language).map((table, index) => section(table, DRAWINGS[index], { report, look }))}
    ${report.warnings.map((warning) => html`<p class="small">${sayWarning(warning, language)}</p>`)}`;
}

/** Of a hidden state: the token it is of, where it is that of one. */
function watchedToken({ output, tokens }: FaithfulnessReport): string {
  return output?.kind === 'state' && output.rows.length === 1 ? ` · ${quoteLabel(tokens[output.rows[0]])} (${output.rows[0]})` : '';
}

function claimText({ claim, evidence, refutation }: CheckClaim, language: CheckLook['language']): TemplateResult {
  const words = wordsIn(CHECK_WORDS, language);
  return html`<strong>${claim}</strong><p>${words.evidence}: ${evidence}</p><p class="small">${words.refutation}: ${refutation}</p>`;
}

function section(table: CheckTable, draw: Drawing, { report, look }: { report: FaithfulnessReport; look: CheckLook }): TemplateResult {
  const { title, caption } = table;
  const scene = draw?.(report, look) ?? null;
  const words = wordsIn(CHECK_PANEL_WORDS, look.language);
  return html`<section><h3>${title}</h3><p class="small">${caption}</p>
    ${scene === null ? nothing : html`<div class="picture" role="region" tabindex="0" aria-label=${title}>${svgElement(toSvg({ ...scene, background: 'transparent' }), `${title}: ${caption}`)}</div>`}
    ${draw === null ? numbers(table, words.numbers) : html`<details><summary>${words.numbers}</summary>${numbers(table, words.numbers)}</details>`}</section>`;
}

function numbers({ title, columns, rows, textColumns }: CheckTable, name: string): TemplateResult {
  const kind = (column: number): string => (textColumns.includes(column) ? '' : 'number');
  const heading = (column: string, index: number): TemplateResult =>
    column === '' ? html`<td></td>` : html`<th scope="col" class=${kind(index)}>${column}</th>`;
  const row = (cells: string[]): TemplateResult =>
    html`<tr>${cells.map((cell, index) => html`<td class=${kind(index)}><bdi>${cell}</bdi></td>`)}</tr>`;
  return html`<div class="table" role="region" tabindex="0" aria-label=${`${title}: ${name}`}><table>
    <thead><tr>${columns.map(heading)}</tr></thead><tbody>${rows.map(row)}</tbody></table></div>`;
}

/** A drawing as an element. Its texts were escaped when it was written; parsed as XML nothing of it becomes HTML. */
function svgElement(source: string, label: string): Node {
  const { documentElement } = new DOMParser().parseFromString(source, 'image/svg+xml');
  documentElement.setAttribute('aria-label', label);
  return document.importNode(documentElement, true);
}
