import { sliceAligned, textOf, charIndex, type AlignedText } from './aligned.js';

/** A token that is found in the text as it stands, before anything else is done with it. */
export interface AddedToken {
  id: number;
  content: string;
  single_word?: boolean;
  lstrip?: boolean;
  rstrip?: boolean;
  special?: boolean;
  normalized?: boolean;
}

/** A stretch of text, or an added token found in it. */
export type Section = { text: AlignedText; token?: AddedToken };

/** Cuts added tokens out of a text: the leftmost first, the longest where several begin together. */
export type AddedTokenSplitter = (text: AlignedText) => Section[];

/**
 * @param tokens the added tokens to look for
 * @param spelling how a token is spelled in the text that will be searched (normalised tokens: normalised)
 */
export function addedTokenSplitter(tokens: AddedToken[], spelling: (token: AddedToken) => string): AddedTokenSplitter {
  const bySpelling = new Map(tokens.map((token) => [spelling(token), token]));
  bySpelling.delete('');
  if (bySpelling.size === 0) return (text) => (text.chars.length > 0 ? [{ text }] : []);
  const longestFirst = [...bySpelling.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((word) => word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'gu');

  return (aligned) => {
    const text = textOf(aligned);
    const at = charIndex(aligned);
    const sections: Section[] = [];
    let done = 0;
    for (const { 0: word, index } of text.matchAll(pattern)) {
      const token = bySpelling.get(word) as AddedToken;
      let from = index;
      let to = index + word.length;
      if (from < done || (token.single_word && isInsideWord(text, from, to))) continue;
      if (token.lstrip) while (from > done && SPACE.test(text[from - 1])) from--;
      if (token.rstrip) while (to < text.length && SPACE.test(text[to])) to++;
      const start = at(from);
      if (from > done) sections.push({ text: sliceAligned(aligned, at0(aligned, done), start) });
      sections.push({ text: sliceAligned(aligned, start, at(to)), token });
      done = to;
    }
    if (done < text.length) sections.push({ text: sliceAligned(aligned, at0(aligned, done)) });
    return sections;
  };
}

/** White space as Unicode means it: JavaScript's \s counts U+FEFF and leaves out U+0085. */
const SPACE = /\p{White_Space}/u;

/** The index of the character at a position, found from the beginning. */
function at0(aligned: AlignedText, unit: number): number {
  return charIndex(aligned)(unit);
}

function isInsideWord(text: string, from: number, to: number): boolean {
  const letter = /[\p{L}\p{N}_]/u;
  return letter.test(text[from - 1] ?? ' ') || letter.test(text[to] ?? ' ');
}
