import bidiJs, { type Bidi } from 'bidi-js';
import { create, type Font as FontkitFont, type Glyph } from 'fontkit';
import type { Font } from '../scene/mark.js';
import type { FontFace } from './font-file.js';
import { fontRuns } from './fonts.js';

/** A glyph where it stands in its run, in units of the font's em, y upwards. */
export interface PlacedGlyph {
  glyph: Glyph;
  x: number;
  y: number;
  advance: number;
}

/** Glyphs of one font, from left to right. */
export interface GlyphRun {
  face: FontFace;
  font: FontkitFont;
  /** Where the run begins, in px from the left end of the text. */
  x: number;
  glyphs: PlacedGlyph[];
}

/** A line of text as it is drawn: letters joined, in the order in which they are seen. */
export interface ShapedText {
  /** In px. */
  width: number;
  runs: GlyphRun[];
  /** Whether characters are missing from the fonts: their glyphs do not say which they are. */
  missing: boolean;
}

/** Turns text into glyphs. */
export type Shaper = (text: string, font: Pick<Font, 'size' | 'weight'>) => ShapedText;

// The package is CommonJS in Node and a module in bundles, and its types describe the module.
const bidi: Bidi = (bidiJs as unknown as () => Bidi)();

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A shaper over these faces: bidirectional order (UAX 9, by bidi-js), then joining, ligatures and marks run by run (fontkit). */
export function textShaper(faces: readonly FontFace[]): Shaper {
  const fonts = new Map<FontFace, FontkitFont>();
  const fontOf = (face: FontFace): FontkitFont => {
    const known = fonts.get(face) ?? openFont(face);
    fonts.set(face, known);
    return known;
  };
  return (text, { size, weight }) => {
    const runs: GlyphRun[] = [];
    let x = 0;
    let missing = false;
    for (const { part, face, level } of visualOrder(text, faces, weight)) {
      const font = fontOf(face);
      const rightToLeft = level % 2 === 1;
      const layout = font.layout(rightToLeft ? mirrored(part) : part, undefined, undefined, undefined, rightToLeft ? 'rtl' : 'ltr');
      let pen = 0;
      const glyphs = layout.glyphs.map((glyph, index) => {
        const { xAdvance, xOffset, yOffset } = layout.positions[index];
        const placed = { glyph, x: pen + xOffset, y: yOffset, advance: xAdvance };
        pen += xAdvance;
        return placed;
      });
      missing ||= glyphs.some(({ glyph }) => glyph.id === 0);
      runs.push({ face, font, x, glyphs });
      x += (pen / font.unitsPerEm) * size;
    }
    return { width: x, runs, missing };
  };
}

function openFont({ bytes }: FontFace): FontkitFont {
  const opened = create(bytes as Buffer);
  return 'fonts' in opened ? opened.fonts[0] : opened;
}

interface Part {
  part: string;
  face: FontFace;
  /** The embedding level: odd is right to left. */
  level: number;
}

/** The text in parts of one font and one direction, in the order in which they are seen (rule L2 of UAX 9). */
function visualOrder(text: string, faces: readonly FontFace[], weight: Font['weight']): Part[] {
  const levels = RIGHT_TO_LEFT.test(text) ? bidi.getEmbeddingLevels(text).levels : new Uint8Array(text.length);
  const parts: Part[] = [];
  for (const { text: run, start, face } of fontRuns(text, faces, { weight })) {
    let from = 0;
    for (let i = 1; i <= run.length; i++) {
      if (i < run.length && levels[start + i] === levels[start + from]) continue;
      parts.push({ part: run.slice(from, i), face, level: levels[start + from] });
      from = i;
    }
  }
  const highest = parts.reduce((most, { level }) => Math.max(most, level), 0);
  for (let level = highest; level > 0; level--) {
    for (let i = 0; i < parts.length; i++) {
      let end = i;
      while (end < parts.length && parts[end].level >= level) end++;
      if (end > i) parts.splice(i, end - i, ...parts.slice(i, end).reverse());
      i = end;
    }
  }
  return parts;
}

/** Brackets turned round, as right-to-left text shows them. */
function mirrored(text: string): string {
  return Array.from(text, (character) => bidi.getMirroredCharacter(character) ?? character).join('');
}
