import type { PackedRecord } from '../attention/pack.js';
import { escapeMarkup, escapeScript } from '../render/markup.js';
import type { Address } from '../views/address.js';
import { pickLanguage, wordsIn, type Language } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
import { contentPolicy, htmlDocument, scriptHash, toBase64 } from './document.js';
import { LOGO } from './page-logo.js';
import { PAGE_STYLE } from './page-style.js';

/** What a page is made of. */
export interface PageOptions {
  /** The record, as `packRecord` packs it. */
  packed: PackedRecord;
  /** The bundled script of the page: `dist/page/page.js`. */
  script: string;
  /** What the browser's tab says. */
  title: string;
  /** What the page shows first: the head view, layer 0, all heads, in the theme and language of its reader, where nothing else is said. */
  state?: Partial<Address>;
}

/**
 * All views of a record as one HTML page that needs nothing else: no network, no folder beside it. Its policy forbids every
 * request and every script but its own. `data-lupa` on its `<html>` becomes `ready` when the first full picture is on
 * screen, or `failed` when there will be none.
 */
export async function viewPage({ packed, script, title, state = {} }: PageOptions): Promise<string> {
  const code = escapeScript(script);
  const language: Language = pickLanguage([state.lang ?? 'en']);
  const words = wordsIn(PAGE_WORDS, language);
  const body = `<div id="page" data-state="${escapeMarkup(JSON.stringify(state))}" data-precision="${escapeMarkup(JSON.stringify({ bits: packed.bits, error: packed.error }))}">
<header><h1 class="brand">${LOGO}Lupa</h1><div class="texts"><p dir="auto">${escapeMarkup(title)}</p></div></header>
<div class="bar"></div>
<main><p class="progress" role="status">${escapeMarkup(words.reading)}</p></main>
</div>
<script type="application/octet-stream" id="record">${toBase64(packed.bytes)}</script>
<script>${code}</script>`;
  return htmlDocument({ language, title, policy: contentPolicy(await scriptHash(code)), style: PAGE_STYLE, body, theme: state.theme });
}
