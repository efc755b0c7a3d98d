import { escapeMarkup } from '../render/markup.js';
import type { ThemeChoice } from '../views/theme.js';
import type { Language } from '../words/language.js';

/** What a page is made of. Texts are escaped here; `style`, `policy` and `body` are markup already. */
export interface DocumentParts {
  language: Language;
  /** What the browser's tab says. */
  title: string;
  /** Of `contentPolicy`. */
  policy: string;
  style: string;
  body: string;
  /** auto follows the reader's system. */
  theme?: ThemeChoice;
  /** `data-lupa` of `<html>`: how far the page is. A page with a script says so itself later: `ready` or `failed`. */
  state?: 'loading' | 'ready';
}

/** An HTML page that needs nothing else. */
export function htmlDocument({ language, title, policy, style, body, theme = 'auto', state = 'loading' }: DocumentParts): string {
  return `<!doctype html>
<html lang="${language}" data-lupa="${state}"${theme === 'auto' ? '' : ` data-theme="${escapeMarkup(theme)}"`}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="Lupa">
<title>${escapeMarkup(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** The Content-Security-Policy of a page: no request, and no script but those with these hashes. */
export function contentPolicy(hashes: readonly string[]): string {
  const script = hashes.length === 0 ? '' : ` script-src ${hashes.map((hash) => `'${hash}'`).join(' ')};`;
  return `default-src 'none';${script} style-src 'unsafe-inline'; img-src data:; connect-src 'none'; base-uri 'none'; form-action 'none'`;
}

/** A script's hash as a Content-Security-Policy writes it. */
export async function scriptHash(code: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code));
  return `sha256-${toBase64(new Uint8Array(digest))}`;
}

/** In parts, since a function takes only so many arguments; parts of 3 bytes leave no padding between them. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 3 * 8192) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(start, start + 3 * 8192))));
  }
  return parts.join('');
}
