import { LupaError } from '../errors.js';

/** A font as far as a layout needs it: which characters it has, and how wide they are. */
export interface FontFace {
  /** As messages and files call it: `DejaVu Sans`. */
  name: string;
  bold: boolean;
  /** The file, whole; `offset` is where the font begins in a collection of several. */
  bytes: Uint8Array;
  offset: number;
  unitsPerEm: number;
  /** The glyph of a character, 0 where there is none. */
  glyph(codePoint: number): number;
  /** How far a glyph moves the pen, in units of the em. */
  advance(glyph: number): number;
}

/** Tables that a font must have to be measured. */
type Table = 'cmap' | 'head' | 'hhea' | 'hmtx' | 'name';

/**
 * Reads what a layout needs of a TrueType or OpenType font, or of the first font of a collection: character map and widths
 * (OpenType specification, cmap formats 4 and 12, hmtx). Outlines are left to those who draw.
 * @throws LupaError InvalidFile when the file is no such font, Unsupported for fonts packed for the web
 */
export function readFontFace(bytes: Uint8Array, { label = 'the font' }: { label?: string } = {}): FontFace {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = (what: string): LupaError => new LupaError('InvalidFile', `${label} is not a TrueType or OpenType font: ${what}`, { subject: label });
  try {
    const tag = view.getUint32(0);
    if (tag === 0x774f4632 || tag === 0x774f4646)
      throw new LupaError('Unsupported', `${label} is a font packed for web pages (WOFF): give the TTF or OTF file`, { subject: label });
    const offset = tag === 0x74746366 ? view.getUint32(12) : 0;
    if (![0x00010000, 0x4f54544f, 0x74727565].includes(view.getUint32(offset))) throw fail('its first bytes are not those of one');
    const tables = tableOffsets(view, offset);
    const at = (name: Table): number => {
      const found = tables.get(name);
      if (found === undefined) throw fail(`it has no table ${name}`);
      return found;
    };
    const metrics = view.getUint16(at('hhea') + 34);
    const widths = at('hmtx');
    const unitsPerEm = view.getUint16(at('head') + 18);
    if (metrics === 0 || unitsPerEm === 0) throw fail('it has no widths');
    return {
      name: fontName(view, at('name')) ?? label,
      bold: (view.getUint16(at('head') + 44) & 1) === 1,
      bytes,
      offset,
      unitsPerEm,
      glyph: characterMap(view, at('cmap'), fail),
      advance: (glyph) => view.getUint16(widths + 4 * Math.min(glyph, metrics - 1)),
    };
  } catch (cause) {
    if (cause instanceof RangeError) throw fail('it ends too early');
    throw cause;
  }
}

function tableOffsets(view: DataView, offset: number): Map<string, number> {
  const tables = new Map<string, number>();
  const count = view.getUint16(offset + 4);
  for (let i = 0; i < count; i++) {
    const entry = offset + 12 + 16 * i;
    tables.set(String.fromCharCode(...[0, 1, 2, 3].map((byte) => view.getUint8(entry + byte))), view.getUint32(entry + 8));
  }
  return tables;
}

/** The glyphs of characters, from the widest Unicode map that the font has. */
function characterMap(view: DataView, table: number, fail: (what: string) => LupaError): (codePoint: number) => number {
  const maps = Array.from({ length: view.getUint16(table + 2) }, (_, i) => {
    const entry = table + 4 + 8 * i;
    const start = table + view.getUint32(entry + 4);
    return { unicode: [0, 3].includes(view.getUint16(entry)), start, format: view.getUint16(start) };
  }).filter(({ unicode }) => unicode);
  const found = maps.find(({ format }) => format === 12) ?? maps.find(({ format }) => format === 4);
  if (found === undefined) throw fail('it has no map of Unicode characters');
  return found.format === 12 ? groupedMap(view, found.start) : segmentedMap(view, found.start);
}

/** Format 12: groups of characters whose glyphs follow one another. */
function groupedMap(view: DataView, start: number): (codePoint: number) => number {
  const groups = view.getUint32(start + 12);
  return (codePoint) => {
    const group = firstAtLeast(groups, (index) => view.getUint32(start + 16 + 12 * index + 4), codePoint);
    if (group === groups) return 0;
    const at = start + 16 + 12 * group;
    const first = view.getUint32(at);
    return codePoint < first ? 0 : view.getUint32(at + 8) + codePoint - first;
  };
}

/** Format 4: segments of the first 65 536 characters. */
function segmentedMap(view: DataView, start: number): (codePoint: number) => number {
  const segments = view.getUint16(start + 6) / 2;
  const ends = start + 14;
  const starts = ends + 2 * segments + 2;
  return (codePoint) => {
    const segment = firstAtLeast(segments, (index) => view.getUint16(ends + 2 * index), codePoint);
    if (segment === segments) return 0;
    const first = view.getUint16(starts + 2 * segment);
    if (codePoint < first) return 0;
    const delta = view.getUint16(starts + 2 * (segments + segment));
    const place = starts + 2 * (2 * segments + segment);
    const range = view.getUint16(place);
    if (range === 0) return (codePoint + delta) & 0xffff;
    const glyph = view.getUint16(place + range + 2 * (codePoint - first));
    return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
  };
}

/** The first index whose value is at least `wanted`, `count` where there is none; values ascend. */
function firstAtLeast(count: number, value: (index: number) => number, wanted: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The full name in the font's name table, in UTF-16. */
function fontName(view: DataView, table: number): string | undefined {
  const strings = table + view.getUint16(table + 4);
  for (let i = 0; i < view.getUint16(table + 2); i++) {
    const entry = table + 6 + 12 * i;
    if (view.getUint16(entry) !== 3 || view.getUint16(entry + 6) !== 4) continue;
    const start = strings + view.getUint16(entry + 10);
    return Array.from({ length: view.getUint16(entry + 8) / 2 }, (_, unit) => String.fromCharCode(view.getUint16(start + 2 * unit))).join('');
  }
  return undefined;
}
