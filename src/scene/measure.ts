import type { Font } from './mark.js';

/** Gives the width of a text in px. A canvas measures exactly; {@link estimateWidth} is for where there is none. */
export type TextMeasure = (text: string, font: Font) => number;

/** Characters that take no room of their own: combining marks, joiners, variation selectors. */
const ZERO_WIDTH = /[\p{M}\p{Cf}\u{fe00}-\u{fe0f}\u{1f3fb}-\u{1f3ff}]/u;
/** Characters as wide as high: CJK, kana, hangul, full-width forms, emoji. */
const FULL_WIDTH =
  /[\u{1100}-\u{115f}\u{2e80}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const NARROW = /[iljtfrI.,:;!'|()[\] ]/;
const WIDE = /[mwMWA-Z@%—…]/;

/** The width of a text without a canvas, from the average widths of a sans-serif: within a fifth for common text. */
export function estimateWidth(text: string, font: Font): number {
  let ems = 0;
  for (const character of text) {
    if (ZERO_WIDTH.test(character)) continue;
    if (FULL_WIDTH.test(character)) ems += 1;
    else if (NARROW.test(character)) ems += 0.32;
    else if (WIDE.test(character)) ems += 0.74;
    else ems += 0.56;
  }
  return ems * font.size * (font.weight > 500 ? 1.04 : 1);
}

/** Letters of scripts that are written from right to left: Hebrew, Arabic, Syriac, Thaana, N'Ko and their like. */
const RIGHT_TO_LEFT = /[\u{590}-\u{8ff}\u{fb1d}-\u{fdff}\u{fe70}-\u{feff}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The direction of the first letter of a text that has one; null where there is none (digits, punctuation, emoji). */
export function textDirection(text: string): 'ltr' | 'rtl' | null {
  const letter = /\p{L}/u.exec(text);
  if (letter === null) return null;
  return RIGHT_TO_LEFT.test(letter[0]) ? 'rtl' : 'ltr';
}

/** Splits where a reader would: a letter with its accents, an emoji with its joiners, stay together. */
export function graphemes(text: string): string[] {
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** `text` if it fits into `room` px, else as many graphemes as fit with … after them. */
export function cutText(text: string, room: number, font: Font, measure: TextMeasure): string {
  if (measure(text, font) <= room) return text;
  const parts = graphemes(text);
  let low = 0;
  let high = parts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${parts.slice(0, middle).join('')}…`, font) <= room) low = middle;
    else high = middle - 1;
  }
  return `${parts.slice(0, low).join('')}…`;
}
