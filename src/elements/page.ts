import type { PackedRecord } from '../attention/pack.js';
import { escapeMarkup, escapeScript } from '../render/markup.js';
import type { Address } from '../views/address.js';
import { pickLanguage, wordsIn, type Language } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
import { contentPolicy, htmlDocument, scriptHash, toBase64 } from './document.js';
import { LOGO } from './page-logo.js';
import { pageCode, type PageScript } from './page-script.js';
import { PAGE_STYLE } from './page-style.js';

/** What a page is made of. */
export interface PageOptions {
  /** The record, as `packRecord` packs it. */
  packed: PackedRecord;
  /** The bundled script of the page: `dist/page/page.json`. */
  script: PageScript;
  /** What the browser's tab says. */
  title: string;
  /** What the page shows first: the head view, layer 0, all heads, in the theme and language of its reader, where nothing else is said. */
  state?: Partial<Address>;
}

/**
 * All views of a record as one HTML page that needs nothing else: no network, no folder beside it. Its policy forbids every
 * request and every script but its own, of which the parts that the first view does not need run when they are wanted. `data-lupa` on its `<html>` becomes `ready` when the first full picture is on
 * screen, or `failed` when there will be none.
 */
export async function viewPage({ packed, script, title, state = {} }: PageOptions): Promise<string> {
  const { first, later } = pageCode(script, state.view ?? 'head');
  const code = escapeScript(first);
  const parts = later.map(([name, part]) => ({ name, part: escapeScript(part) }));
  const language: Language = pickLanguage([state.lang ?? 'en']);
  const words = wordsIn(PAGE_WORDS, language);
  const body = `<div id="page" data-state="${escapeMarkup(JSON.stringify(state))}" data-precision="${escapeMarkup(JSON.stringify({ bits: packed.bits, error: packed.error }))}">
<header><h1 class="brand">${LOGO}Lupa</h1><div class="texts"><p dir="auto">${escapeMarkup(title)}</p></div></header>
<div class="bar"></div>
<main><p class="progress" role="status">${escapeMarkup(words.reading)}</p></main>
</div>
<script type="application/octet-stream" id="record">${toBase64(packed.bytes)}</script>
${parts.map(({ name, part }) => `<script type="text/plain" id="part-${name}">${part}</script>\n`).join('')}<script>${code}</script>`;
  const policy = contentPolicy(await Promise.all([code, ...parts.map(({ part }) => part)].map(scriptHash)));
  return htmlDocument({ language, title, policy, style: PAGE_STYLE, body, theme: state.theme });
}
