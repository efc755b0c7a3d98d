import type { FaithfulnessReport } from '../faithfulness/report.js';
import { checkClaims, problemSentence, watchedSentence } from '../interpretation/check-claims.js';
import { checkTables } from '../interpretation/check-tables.js';
import { escapeMarkup } from '../render/markup.js';
import { toSvg } from '../render/svg.js';
import type { Scene } from '../scene/mark.js';
import { agreementChart, headGrid, tokenBars, type CheckLook } from '../views/check.js';
import type { ThemeChoice } from '../views/theme.js';
import { CHECK_WORDS } from '../words/check.js';
import { wordsIn, type Language } from '../words/language.js';
import { sayWarning } from '../words/warnings.js';
import { contentPolicy, htmlDocument } from './document.js';
import { LOGO } from './page-logo.js';
import { themeVariables } from './theme-style.js';

const STYLE = `
:root { ${themeVariables('light')} }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) { ${themeVariables('dark')} } }
:root[data-theme='dark'] { ${themeVariables('dark')} }
* { box-sizing: border-box; }
body { margin: 0; color: var(--text); background: var(--background); font: 15px/1.5 var(--font); -webkit-text-size-adjust: 100%; }
header, main, footer { max-width: 900px; margin-inline: auto; padding: 16px 20px; }
.brand { display: flex; align-items: center; gap: 8px; margin: 0; font-weight: 600; color: var(--muted); }
.brand svg { width: 24px; height: 24px; color: var(--accent); }
h1 { margin: 12px 0 8px; font-size: 24px; line-height: 1.25; }
h2 { margin: 32px 0 4px; font-size: 18px; }
p { margin: 4px 0; overflow-wrap: anywhere; }
.text { font-size: 16px; }
.text b, .small { font-size: 13px; font-weight: 400; color: var(--muted); }
.watched { margin-top: 12px; font-weight: 600; }
.claims { margin: 0; padding: 0; list-style: none; }
.claims li { margin: 10px 0; padding: 12px 16px; border: 1px solid var(--border); border-radius: 8px; background: var(--surface); }
.claims li:first-child { border-color: var(--accent); }
.claims strong { display: block; font-weight: 600; }
.problem { padding: 12px 16px; border-radius: 8px; color: var(--warning); background: var(--warning-surface); }
.scroll { overflow-x: auto; margin: 8px 0; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.scroll svg { display: block; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 10px; border-bottom: 1px solid var(--border); text-align: start; white-space: nowrap; }
.number { text-align: end; }
summary { margin-top: 6px; padding: 6px 0; cursor: pointer; color: var(--muted); font-size: 13px; }
.dark { display: none; }
@media (prefers-color-scheme: dark) { :root:not([data-theme]) :is(.dark) { display: block; } :root:not([data-theme]) .light { display: none; } }
:root[data-theme='dark'] .dark { display: block; }
:root[data-theme='dark'] .light { display: none; }
@media (max-width: 600px) { header, main, footer { padding: 12px; } h1 { font-size: 20px; } }
`;

/**
 * A report as one HTML page that needs nothing else: no script, no request. Text of users and models goes in as text.
 * @param options `theme`: auto follows the reader's system
 */
export function checkPage(
  report: FaithfulnessReport,
  { language = 'en', theme = 'auto' }: { language?: Language; theme?: ThemeChoice } = {},
): string {
  const words = wordsIn(CHECK_WORDS, language);
  const { text, model, provenance } = report;
  const problem = problemSentence(report, language);
  const watched = watchedSentence(report, language);
  const texts = text.pair === null ? [[words.text, text.text]] : [[words.question, text.text], [words.context, text.pair]]; // prettier-ignore
  const claims = checkClaims(report, language);
  const [agreement, tokens, heads, replaced] = checkTables(report, language);
  const parts: [typeof agreement, ((look: CheckLook) => Scene | null) | null][] = [
    [agreement, (look) => agreementChart(report, look)],
    [tokens, (look) => tokenBars(report, look)],
    [heads, (look) => headGrid(report, look)],
    [replaced, null],
  ];
  const sections = report.findings === null ? [] : parts.map(([table, draw]) => section(table, draw, language));
  const body = `<header><p class="brand">${LOGO}Lupa</p><h1>${escapeMarkup(words.title)}</h1>
${texts.map(([name, own]) => `<p class="text" dir="auto"><b>${escapeMarkup(name)}:</b> ${escapeMarkup(own)}</p>`).join('\n')}${
    watched === null
      ? ''
      : `
<p class="watched">${escapeMarkup(watched)}</p>`
  }</header>
<main>
${problem === null ? '' : `<p class="problem">${escapeMarkup(problem)}</p>`}
${claims.length === 0 ? '' : `<ul class="claims">${claims.map(({ claim, evidence, refutation }) => `<li><strong>${escapeMarkup(claim)}</strong><p>${escapeMarkup(`${words.evidence}: ${evidence}`)}</p><p class="small">${escapeMarkup(`${words.refutation}: ${refutation}`)}</p></li>`).join('')}</ul>`}
${sections.join('\n')}
</main>
<footer><p class="small">${escapeMarkup(words.caution)}</p>
<p class="small">${escapeMarkup(`${words.about}: ${model.id} · ${provenance.version} · ${provenance.runtime} · ${provenance.command}`)}</p>
${report.warnings.map((warning) => `<p class="small">${escapeMarkup(sayWarning(warning, language))}</p>`).join('')}</footer>`;
  return htmlDocument({ language, title: `${words.title} ${text.text}`, policy: contentPolicy([]), style: STYLE, body, theme, state: 'ready' });
}

/** A picture in both themes, and the numbers as a table. */
function section({ title, caption, columns, rows, textColumns }: ReturnType<typeof checkTables>[number], draw: ((look: CheckLook) => Scene | null) | null, language: Language): string {
  const drawing = (theme: 'light' | 'dark'): string => {
    const found = draw?.({ theme, language }) ?? null;
    if (found === null) return '';
    const svg = toSvg(found).replace(/^<\?xml[^>]*>\n/, '').replace('role="img"', `role="img" aria-label="${escapeMarkup(`${title}: ${caption}`)}"`);
    return `<div class="${theme}"><div class="scroll" role="region" aria-label="${escapeMarkup(title)}" tabindex="0">${svg}</div></div>`;
  };
  const kind = (column: number): string => (textColumns.includes(column) ? '' : ' class="number"');
  const head = columns.map((name, column) => (name === '' ? '<td></td>' : `<th scope="col"${kind(column)}>${escapeMarkup(name)}</th>`)).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell, column) => `<td${kind(column)}><bdi>${escapeMarkup(cell)}</bdi></td>`).join('')}</tr>`).join('');
  const table = `<div class="scroll" role="region" aria-label="${escapeMarkup(`${title}, ${columns.filter((name) => name !== '').join(', ')}`)}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
  return `<section><h2>${escapeMarkup(title)}</h2><p class="small">${escapeMarkup(caption)}</p>${drawing('light')}${drawing('dark')}${draw === null ? table : `<details><summary>${escapeMarkup(columns.filter((name) => name !== '').join(', '))}</summary>${table}</details>`}</section>`;
} // prettier-ignore
