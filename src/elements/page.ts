import { escapeMarkup, escapeScript } from '../render/markup.js';
import type { HeadState } from '../views/head-state.js';
import { PAGE_STYLE } from './page-style.js';

/** What a page is made of. */
export interface HeadViewPageOptions {
  /** The record, as `packRecord` packs it. */
  packed: Uint8Array;
  /** The bundled script of the page: `dist/page/head.js`. */
  script: string;
  /** What the browser's tab says. */
  title: string;
  /** What the page shows first; without a theme it follows the system's. */
  state?: Partial<HeadState>;
  /** The language of the page's own words. */
  lang?: string;
}

/** A magnifying glass over two lines of attention. */
const LOGO =
  '<svg viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><circle cx="11" cy="11" r="8.2"/><path d="m17.2 17.2 6 6"/><path d="M7.2 8.4 14.8 13.6M7.2 13.6 14.8 8.4" stroke-width="1.4" opacity=".75"/></svg>';

/**
 * A head view as one HTML page that needs nothing else: no network, no folder beside it. Its policy forbids every
 * request and every script but its own. `data-lupa` on its `<html>` becomes `ready` when the first full picture is on
 * screen, or `failed` when there will be none.
 */
export async function headViewPage({ packed, script, title, state = {}, lang = 'en' }: HeadViewPageOptions): Promise<string> {
  const code = escapeScript(script);
  const policy = `default-src 'none'; script-src '${await sha256(code)}'; style-src 'unsafe-inline'; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${escapeMarkup(lang)}" data-lupa="loading"${state.theme === undefined ? '' : ` data-theme="${escapeMarkup(state.theme)}"`}>
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
<header>
<h1 class="brand">${LOGO}Lupa</h1>
<div class="texts" id="texts"><p>${escapeMarkup(title)}</p></div>
<ul class="facts" id="facts"></ul>
</header>
<main id="view" data-state="${escapeMarkup(JSON.stringify(state))}"><p class="progress" role="status">Reading the attention…</p></main>
<footer><details><summary>Text, model and provenance</summary><div class="scroll" role="region" aria-label="Text, model and provenance" tabindex="0"><dl id="provenance"></dl></div></details></footer>
<script type="application/octet-stream" id="record">${toBase64(packed)}</script>
<script>${code}</script>
</body>
</html>
`;
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
