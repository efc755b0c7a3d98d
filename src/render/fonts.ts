import type { Font, Mark } from '../scene/mark.js';
import { estimateWidth, graphemes, type TextMeasure } from '../scene/measure.js';
import type { FontFace } from './font-file.js';

/** A piece of text that one font draws. */
export interface FontRun {
  text: string;
  /** Where it begins in the whole text, in UTF-16 units. */
  start: number;
  face: FontFace;
}

/** Characters that need no glyph of their own: joiners, marks of direction, variation selectors, spaces, control characters. */
const INVISIBLE = /[\p{Cf}\p{Cc}\p{Z}\u{fe00}-\u{fe0f}\u{e0100}-\u{e01ef}]/u;
const ZERO_WIDTH = /[\p{M}\p{Cf}\p{Cc}]/u;

/**
 * Splits a text into runs of one font each: the first of the faces that has all of it, else face by face for each grapheme, so that an accent
 * never stands in another font than its letter. What no face has stays with the first.
 */
export function fontRuns(text: string, faces: readonly FontFace[], { weight }: Pick<Font, 'weight'>): FontRun[] {
  const ordered = byWeight(faces, weight);
  const whole = ordered.find((face) => covers(face, text));
  if (whole !== undefined) return [{ text, start: 0, face: whole }];
  const runs: FontRun[] = [];
  let start = 0;
  for (const grapheme of graphemes(text)) {
    const last = runs[runs.length - 1];
    const blank = [...grapheme].every((character) => INVISIBLE.test(character));
    const face =
      last !== undefined && (blank || covers(last.face, grapheme)) ? last.face : (ordered.find((each) => covers(each, grapheme)) ?? ordered[0]);
    if (last?.face === face) last.text += grapheme;
    else runs.push({ text: grapheme, start, face });
    start += grapheme.length;
  }
  return runs;
}

/** Bold faces first for bold text, the others first for other text; the user's order otherwise. */
function byWeight(faces: readonly FontFace[], weight: Font['weight']): FontFace[] {
  const bold = weight > 500;
  return [...faces.filter((face) => face.bold === bold), ...faces.filter((face) => face.bold !== bold)];
}

function covers(face: FontFace, text: string): boolean {
  for (const character of text) {
    if (!INVISIBLE.test(character) && face.glyph(character.codePointAt(0) as number) === 0) return false;
  }
  return true;
}

/** A measure by the widths in the fonts; characters that no font has count as {@link estimateWidth} says. Without joining and kerning of letters. */
export function fontMeasure(faces: readonly FontFace[]): TextMeasure {
  const known = new Map<string, number>();
  return (text, font) => {
    const key = `${font.weight} ${text}`;
    const ems = known.get(key) ?? fontRuns(text, faces, font).reduce((sum, { text: part, face }) => sum + emsOf(part, face), 0);
    known.set(key, ems);
    return ems * font.size;
  };
}

function emsOf(text: string, face: FontFace): number {
  let ems = 0;
  for (const character of text) {
    if (ZERO_WIDTH.test(character)) continue;
    const glyph = face.glyph(character.codePointAt(0) as number);
    ems += glyph === 0 ? estimateWidth(character, { size: 1, weight: 400, family: '' }) : face.advance(glyph) / face.unitsPerEm;
  }
  return ems;
}

/** The characters of the texts in a drawing that none of the faces has, each once. */
export function missingCharacters(marks: readonly Mark[], faces: readonly FontFace[]): string[] {
  const missing = new Set<string>();
  for (const text of textsOf(marks)) {
    for (const character of text) {
      if (!faces.some((face) => covers(face, character))) missing.add(character);
    }
  }
  return [...missing].sort((a, b) => (a.codePointAt(0) as number) - (b.codePointAt(0) as number));
}

/** Those of `characters` that a face lacks. */
export function missingIn(characters: readonly string[], face: FontFace): string[] {
  return characters.filter((character) => !covers(face, character));
}

function* textsOf(marks: readonly Mark[]): Generator<string> {
  for (const mark of marks) {
    if (mark.type === 'group') yield* textsOf(mark.marks);
    else if (mark.type === 'text') yield mark.text;
  }
}
