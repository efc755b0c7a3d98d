import type { Font } from '../scene/mark.js';
import { graphemes, type TextMeasure } from '../scene/measure.js';

/** A text in lines of at most `width` px: broken at white space and line ends, between ideographs, and within a word only where it is longer than a line. */
export function wrapText(text: string, width: number, font: Font, measure: TextMeasure): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split(/\r\n?|\n/)) {
    let line = '';
    for (const part of paragraph.match(
      /\s+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]\p{P}*|[^\s\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu,
    ) ?? []) {
      if (measure(line + part.trimEnd(), font) <= width) {
        line += part;
        continue;
      }
      if (line.trim() !== '') lines.push(line.trimEnd());
      line = '';
      for (const grapheme of graphemes(part.trimStart())) {
        if (line !== '' && measure(line + grapheme, font) > width) {
          lines.push(line);
          line = '';
        }
        line += grapheme;
      }
    }
    lines.push(line.trimEnd());
  }
  return lines;
}
