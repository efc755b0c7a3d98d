import { readHead, tokenName, type HeadPlace, type TokenName } from './rule.js';

/** What a `show:` link of a text asks for: a view, a head in it, a pinned token. */
export interface ShowTarget {
  /** null: the one on screen. */
  view: string | null;
  at: HeadPlace | null;
  focus: TokenName | null;
}

/** Reads `3.7`, `3.7@it`, `soft`, `soft/3.7@it`; null for what is none. */
export function readShow(text: string): ShowTarget | null {
  const decoded = decode(text);
  const [, view = null, rest = ''] = /^([a-z][a-z0-9-]*)(?:\/(.*))?$/.exec(decoded) ?? [null, undefined, decoded];
  if (rest === '') return view === null ? null : { view, at: null, focus: null };
  const [place, token] = rest.split(/@(.*)/s, 2);
  const at = readHead(place);
  return at === undefined ? null : { view, at, focus: token === undefined || token === '' ? null : tokenName(token) };
}

/** Markdown writes links percent-encoded. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
