import type { Font as FontkitFont, Glyph, Subset } from 'fontkit';
import type { FontFace } from './font-file.js';
import { formatCoordinate as n } from './number.js';
import { hex, type PdfFile, type PdfReference } from './pdf-file.js';

/** A font of a document: its glyphs in the order of their first use. */
interface UsedFont {
  name: string;
  font: FontkitFont;
  subset: Subset;
  /** By the number within the subset. */
  glyphs: Glyph[];
  reference: PdfReference;
}

/** The fonts of a document, each cut down to the glyphs that are used, embedded when the document is finished. */
export class PdfFonts {
  readonly #file: PdfFile;
  readonly #used = new Map<FontFace, UsedFont>();

  constructor(file: PdfFile) {
    this.#file = file;
  }

  /** The name of a font in content streams: `F1`. */
  name(face: FontFace, font: FontkitFont): string {
    return this.#use(face, font).name;
  }

  /** The number of a glyph within the font's subset. */
  code(face: FontFace, font: FontkitFont, glyph: Glyph): number {
    const { subset, glyphs } = this.#use(face, font);
    // The package's types are wrong here: it gives the number.
    const code = subset.includeGlyph(glyph) as unknown as number;
    glyphs[code] ??= glyph;
    return code;
  }

  /** The entries of a page's font resources; embeds the fonts. */
  finish(): string {
    return Array.from(this.#used.values(), (used, index) => {
      this.#embed(used, index);
      return `/${used.name} ${used.reference}`;
    }).join(' ');
  }

  #use(face: FontFace, font: FontkitFont): UsedFont {
    let used = this.#used.get(face);
    if (used === undefined) {
      used = { name: `F${this.#used.size + 1}`, font, subset: font.createSubset(), glyphs: [], reference: this.#file.reserve() };
      this.#used.set(face, used);
    }
    return used;
  }

  /** A composite font whose codes are the subset's glyph numbers (ISO 32000-1, section 9.7). */
  #embed({ font, subset, glyphs, reference }: UsedFont, index: number): void {
    const scale = 1000 / font.unitsPerEm;
    const outlines = 'cff' in subset && subset.cff !== undefined;
    // Six letters before the name say that the font is a subset.
    const name = `${`AAAAA${String.fromCharCode(65 + (index % 26))}`}+${font.postscriptName.replace(/[^\w-]/g, '')}`;
    const file = this.#file.stream(subset.encode(), { entries: outlines ? ' /Subtype /CIDFontType0C' : '' });
    const { minX, minY, maxX, maxY } = font.bbox;
    const descriptor = this.#file.add(
      [
        `<< /Type /FontDescriptor /FontName /${name} /Flags 4 /FontBBox [${[minX, minY, maxX, maxY].map((edge) => n(edge * scale)).join(' ')}]`,
        ` /ItalicAngle ${n(font.italicAngle)} /Ascent ${n(font.ascent * scale)} /Descent ${n(font.descent * scale)}`,
        ` /CapHeight ${n((font.capHeight || font.ascent) * scale)} /StemV 80 /${outlines ? 'FontFile3' : 'FontFile2'} ${file} >>`,
      ].join(''),
    );
    const widths = Array.from(glyphs, (glyph) => n((glyph ?? font.getGlyph(0)).advanceWidth * scale));
    const descendant = this.#file.add(
      [
        `<< /Type /Font /Subtype /${outlines ? 'CIDFontType0' : 'CIDFontType2'} /BaseFont /${name} /FontDescriptor ${descriptor}`,
        ` /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /W [0 [${widths.join(' ')}]]`,
        outlines ? ' >>' : ' /CIDToGIDMap /Identity >>',
      ].join(''),
    );
    const unicode = this.#file.stream(unicodeMap(glyphs));
    this.#file.add(
      `<< /Type /Font /Subtype /Type0 /BaseFont /${name} /Encoding /Identity-H /DescendantFonts [${descendant}] /ToUnicode ${unicode} >>`,
      reference,
    );
  }
}

/** Which characters each code stands for, so that text can be searched and copied. */
function unicodeMap(glyphs: readonly (Glyph | undefined)[]): string {
  const entries = glyphs.flatMap((glyph, code) => {
    const text = String.fromCodePoint(...(glyph?.codePoints ?? []));
    return text === '' ? [] : [`<${hex(code)}> <${Array.from({ length: text.length }, (_, i) => hex(text.charCodeAt(i))).join('')}>`];
  });
  const blocks: string[] = [];
  for (let i = 0; i < entries.length; i += 100) {
    const block = entries.slice(i, i + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar\n`);
  }
  return [
    '/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def /CMapName /Adobe-Identity-UCS def /CMapType 2 def\n',
    '1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n',
    ...blocks,
    'endcmap CMapName currentdict /CMap defineresource pop end end\n',
  ].join('');
}
