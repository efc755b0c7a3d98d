import type { HeadsReport } from '../analysis/heads-report.js';
import { escapeMarkup, escapeScript } from '../render/markup.js';
import { wordsIn, type Language } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
import { contentPolicy, htmlDocument, scriptHash } from './document.js';
import { LOGO } from './page-logo.js';
import { PAGE_STYLE } from './page-style.js';

/** What the page of a report is made of. */
export interface ReportPageOptions {
  report: HeadsReport;
  /** The bundled script of the page: `dist/page/report.js`. */
  script: string;
  /** What the browser's tab says. */
  title: string;
  language?: Language;
}

/** What tables and lists around the report look like. */
const STYLE = `
#page { height: auto; }
main { min-height: 0; flex: none; }
.parts { display: flex; flex-wrap: wrap; gap: 24px 40px; padding: 20px; align-items: start; }
.parts section { min-width: 0; max-width: 100%; }
.parts h2 { margin: 0 0 8px; font-size: 14px; font-weight: 600; }
.parts .scroll { max-height: none; overflow-x: auto; }
.parts table { border-collapse: collapse; font-size: 13px; width: 100%; }
.parts :is(th, td) { padding: 4px 8px; text-align: start; font-weight: 400; white-space: nowrap; border-bottom: 1px solid var(--border); }
.parts thead th { font-size: 12px; font-weight: 500; color: var(--muted); }
.parts .number { text-align: end; font-variant-numeric: tabular-nums; }
.parts ul { margin: 0; padding-inline-start: 20px; }
.note { padding: 0 20px 20px; color: var(--muted); max-width: 90ch; }
lupa-head-report::part(theme) { display: none; }
`;

/**
 * A report card as one HTML page that needs nothing else, as strict as that of a record (`viewPage`): the grid, the card of the chosen head, the tables of corpora, sources and warnings.
 * `data-lupa` on its `<html>` becomes `ready` when it is on screen, or `failed`.
 */
export async function reportPage({ report, script, title, language = 'en' }: ReportPageOptions): Promise<string> {
  const code = escapeScript(script);
  const words = wordsIn(PAGE_WORDS, language);
  const body = `<div id="page" data-report="${escapeMarkup(JSON.stringify(report))}" data-title="${escapeMarkup(title)}">
<header><h1 class="brand">${LOGO}Lupa</h1><div class="texts"><p dir="auto">${escapeMarkup(title)}</p></div></header>
<main><p class="progress" role="status">${escapeMarkup(words.reading)}</p></main>
</div>
<script>${code}</script>`;
  return htmlDocument({ language, title, policy: contentPolicy([await scriptHash(code)]), style: `${PAGE_STYLE}${STYLE}`, body });
}
