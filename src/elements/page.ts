import type { PackedRecord } from '../attention/pack.js';
import { escapeMarkup, escapeScript } from '../render/markup.js';
import type { Address } from '../views/address.js';
import { pickLanguage, wordsIn, type Language } from '../words/language.js';
import { PAGE_WORDS } from '../words/page.js';
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
  const policy = await contentPolicy(code);
  const language: Language = pickLanguage([state.lang ?? 'en']);
  const words = wordsIn(PAGE_WORDS, language);
  const theme = state.theme === undefined || state.theme === 'auto' ? '' : ` data-theme="${escapeMarkup(state.theme)}"`;
  return `<!doctype html>
<html lang="${language}" data-lupa="loading"${theme}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Lupa">
<title>${escapeMarkup(title)}</title>
<link rel="icon" href="data:,">
<style>${PAGE_STYLE}</style>
</head>
<body>
<div id="page" data-state="${escapeMarkup(JSON.stringify(state))}" data-precision="${escapeMarkup(JSON.stringify({ bits: packed.bits, error: packed.error }))}">
<header><h1 class="brand">${LOGO}Lupa</h1><div class="texts"><p dir="auto">${escapeMarkup(title)}</p></div></header>
<div class="bar"></div>
<main><p class="progress" role="status">${escapeMarkup(words.reading)}</p></main>
</div>
<script type="application/octet-stream" id="record">${toBase64(packed.bytes)}</script>
<script>${code}</script>
</body>
</html>
`;
}

/** The Content-Security-Policy of a page: no request, and no script but this one. */
export async function contentPolicy(code: string): Promise<string> {
  return `default-src 'none'; script-src '${await sha256(code)}'; style-src 'unsafe-inline'; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'`;
}

/** A script's hash as a Content-Security-Policy writes it. */
async function sha256(code: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code));
  return `sha256-${toBase64(new Uint8Array(digest))}`;
}

/** In parts, since a function takes only so many arguments; parts of 3 bytes leave no padding between them. */
function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 3 * 8192) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + 3 * 8192))));
  }
  return parts.join('');
}
