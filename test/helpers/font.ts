/** A TrueType font made by hand: a filled square for each of these characters, one em wide, and a narrow box for what is missing. */
export function squareFont(characters: string, name = 'Squares'): Uint8Array {
  const codes = [...characters].map((character) => character.codePointAt(0) as number).sort((a, b) => a - b);
  const glyphs = codes.length + 1;
  const square = (width: number): number[] => [
    ...int16(1, 0, 0, width, 800), // one contour, its box
    ...int16(3, 0), // its last point; no instructions
    ...[1, 1, 1, 1], // points on the curve
    ...int16(0, 0, width, 0), // x, one after the other
    ...int16(0, 800, 0, -800), // y
  ];
  const outlines = Array.from({ length: glyphs }, (_, glyph) => square(glyph === 0 ? 400 : 1000));
  const segments = codes.map((code, i) => ({ code, delta: (i + 1 - code) & 0xffff }));
  const cmap = [
    ...int16(0, 1, 3, 1),
    ...int32(12),
    ...int16(4, 16 + 8 * (segments.length + 1), 0, 2 * (segments.length + 1), 0, 0, 0),
    ...int16(...segments.map(({ code }) => code), 0xffff, 0, ...segments.map(({ code }) => code), 0xffff),
    ...int16(...segments.map(({ delta }) => delta), 1, ...segments.map(() => 0), 0),
  ];
  const records = [4, 6].map((id) => ({ id, text: [...name].flatMap((letter) => int16(letter.charCodeAt(0))) }));
  const names = [
    ...int16(0, records.length, 6 + 12 * records.length),
    ...records.flatMap(({ id, text }, i) => int16(3, 1, 0x409, id, text.length, i * text.length)),
    ...records.flatMap(({ text }) => text),
  ];
  const tables: [string, number[]][] = [
    ['cmap', cmap],
    ['glyf', outlines.flat()],
    ['head', [...int32(0x10000, 0x10000, 0, 0x5f0f3cf5), ...int16(0, 1000), ...int32(0, 0, 0, 0), ...int16(0, 0, 1000, 800, 0, 8, 2, 0, 0)]],
    ['hhea', [...int32(0x10000), ...int16(800, -200, 0, 1000, 0, 0, 1000, 1, 0, 0, 0, 0, 0, 0, 0, glyphs)]],
    ['hmtx', outlines.flatMap((_, glyph) => int16(glyph === 0 ? 400 : 1000, 0))],
    ['loca', Array.from({ length: glyphs + 1 }, (_, glyph) => (glyph * outlines[0].length) / 2).flatMap((place) => int16(place))],
    ['maxp', [...int32(0x10000), ...int16(glyphs, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0)]],
    ['name', names],
    ['post', [...int32(0x30000, 0, 0, 0, 0, 0, 0, 0)]],
  ];
  const header = [...int32(0x10000), ...int16(tables.length, 128, 3, 16)];
  const body: number[] = [];
  const start = header.length + 16 * tables.length;
  for (const [tag, data] of tables) {
    header.push(...[...tag].map((letter) => letter.charCodeAt(0)), ...int32(0, start + body.length, data.length));
    body.push(...data, ...Array<number>((4 - (data.length % 4)) % 4).fill(0));
  }
  return Uint8Array.from([...header, ...body]);
}

function int16(...values: number[]): number[] {
  return values.flatMap((value) => [(value >> 8) & 255, value & 255]);
}

function int32(...values: number[]): number[] {
  return values.flatMap((value) => int16(value >>> 16, value & 0xffff));
}
