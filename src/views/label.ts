import { textDirection } from '../scene/measure.js';
import type { Token } from '../tokens/token.js';
import type { Language } from '../words/language.js';

/** Text in which nothing can be seen: spaces, line ends, control and format characters. */
const INVISIBLE = /^[\s\p{Z}\p{Cc}\p{Cf}]*$/u;

/**
 * What a view writes for a token: the user's own characters; with `##` before the later pieces of a WordPiece word; the
 * piece for special tokens and where there are no characters; ␣ ↵ ⇥ where there are only spaces, line ends or tabs.
 */
export function tokenLabel({ text, piece, special }: Pick<Token, 'text' | 'piece' | 'special'>): string {
  if (special || text === '') return showSpaces(piece);
  if (INVISIBLE.test(text)) return /^\s+$/.test(text) ? showSpaces(text) : showSpaces(piece);
  const visible = text
    .trim()
    .replace(/\r\n?|\n/g, '↵')
    .replaceAll('\t', '⇥');
  return piece.startsWith('##') ? `##${visible}` : visible;
}

/** Makes a string of only white space visible; leaves others alone. */
function showSpaces(text: string): string {
  if (!/^\s+$/.test(text)) return text;
  return text
    .replace(/\r\n?|\n/g, '↵')
    .replaceAll('\t', '⇥')
    .replace(/\s/g, '␣');
}

/** A label in quotes for a sentence; one written from right to left is kept from turning the sentence around it. */
export function quoteLabel(token: Pick<Token, 'text' | 'piece' | 'special'>): string {
  const label = tokenLabel(token);
  return textDirection(label) === 'rtl' ? `“\u2068${label}\u2069”` : `“${label}”`;
}

/** What stands between units and decimals. Asking Intl for each of thousands of weights would take longer than drawing them. */
const DECIMAL_MARKS: Record<Language, string> = { en: '.', 'pt-BR': ',', es: ',' };

/** A number with so many decimals as a language writes it, with a real minus sign, or `NaN`. */
export function formatDecimal(value: number, digits: number, language: Language): string {
  return Number.isFinite(value) ? value.toFixed(digits).replace('.', DECIMAL_MARKS[language]).replace('-', '−') : 'NaN';
}

/** A weight as views write it: three decimals, or `NaN`. */
export function formatWeight(weight: number, language: Language = 'en'): string {
  return formatDecimal(weight, 3, language);
}

/** A share 0-1 in whole percent: `38%`, `38 %` in Spanish. */
export function formatShare(share: number, language: Language): string {
  return Number.isFinite(share) ? new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }).format(share) : 'NaN';
}

/** `[0, 1, 2, 5]` as `0–2, 5`: runs of three and more are joined. */
export function formatRanges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length;) {
    let end = i;
    while (end + 1 < numbers.length && numbers[end + 1] === numbers[end] + 1) end++;
    if (end - i >= 2) parts.push(`${numbers[i]}–${numbers[end]}`);
    else parts.push(...numbers.slice(i, end + 1).map(String));
    i = end + 1;
  }
  return parts.join(', ');
}
