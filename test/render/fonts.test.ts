import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFileSync } from 'node:fs';
import { LupaError } from '../../src/errors.js';
import { readFontFace } from '../../src/render/font-file.js';
import { fontMeasure, fontRuns, missingCharacters } from '../../src/render/fonts.js';
import { fontFile, shippedFonts } from '../../src/render/fonts.node.js';
import { textShaper } from '../../src/render/shape.js';
import { squareFont } from '../helpers/font.js';

const shipped = await shippedFonts();
const squares = readFontFace(squareFont('日本'), { label: 'squares.ttf' });
const plain = { weight: 400 as const };

test('widths are those of the font program', () => {
  // As FreeType gives them (Pillow, size 2048 of 2048 units an em): A 1401, i 569, W 2025, space 651; bold A 1585.
  const measure = fontMeasure(shipped);
  const width = (text: string, weight: 400 | 600 = 400): number => Math.round(measure(text, { size: 2048, weight, family: '' }));
  assert.deepEqual([width('A'), width('i'), width('W'), width(' '), width('AiW ')], [1401, 569, 2025, 651, 4646]);
  assert.equal(width('A', 600), 1585);
  assert.equal(width('e\u0301'), width('e'), 'an accent takes no room');
});

test('the shipped font has what labels need, and no more is claimed', () => {
  const has = (character: string): boolean => shipped[0].glyph(character.codePointAt(0) as number) !== 0;
  assert.deepEqual(
    [...'Ġ▁␣↵⇥–…“”שع₂✓😀ạЖ'].filter((character) => !has(character)),
    [],
  );
  assert.deepEqual([...'日我한क'].filter(has), []);
});

test('a label is drawn in one font where one has it, else grapheme by grapheme', () => {
  const names = (text: string): string[][] => fontRuns(text, [...shipped, squares], plain).map(({ text: part, face }) => [part, face.name]);
  assert.deepEqual(names('cat'), [['cat', 'DejaVu Sans']]);
  assert.deepEqual(names('日本'), [['日本', 'Squares']]);
  assert.deepEqual(names('a 日本 b'), [
    ['a ', 'DejaVu Sans'],
    ['日本 ', 'Squares'],
    ['b', 'DejaVu Sans'],
  ]);
  assert.equal(fontRuns('cat', shipped, { weight: 600 })[0].face.name, 'DejaVu Sans Bold');
});

test('what no font has is named', () => {
  const marks = [
    {
      type: 'text' as const,
      x: 0,
      y: 0,
      text: '日語 cat\u200d',
      anchor: 'start' as const,
      font: { size: 9, weight: 400 as const, family: '' },
      colour: '#000',
    },
  ];
  assert.deepEqual(missingCharacters(marks, shipped), ['日', '語']);
  assert.deepEqual(missingCharacters([{ type: 'group', name: 'g', x: 0, y: 0, marks }], [...shipped, squares]), ['語']);
});

test('text from the right is laid out from the right, with its spaces and brackets', () => {
  const shape = textShaper(shipped);
  const seen = (text: string): string =>
    shape(text, { size: 10, weight: 400 })
      .runs.flatMap(({ glyphs }) => glyphs.map(({ glyph }) => String.fromCodePoint(...glyph.codePoints)))
      .join('');
  assert.equal(seen('abc'), 'abc');
  assert.equal(seen('שלום עולם'), 'םלוע םולש');
  assert.equal(seen('(שלום)'), '(םולש)', 'brackets change places and turn round');
  assert.equal(seen('a שלום b'), 'a םולש b');
  assert.equal(seen('שלום 123'), '123 םולש', 'numbers keep their order');
});

test('Arabic letters are joined', () => {
  const shape = textShaper(shipped);
  const glyphs = (text: string): number[] => shape(text, { size: 10, weight: 400 }).runs.flatMap((run) => run.glyphs.map(({ glyph }) => glyph.id));
  const [alone] = glyphs('ب');
  assert.ok(!glyphs('ببب').includes(alone), 'none of three has the form of a letter alone');
  assert.notEqual(
    glyphs('\u200dب\u200d').find((id) => glyphs('ببب').includes(id)),
    undefined,
    'a joiner stands for the letter beside it',
  );
});

test('glyphs come one after the other by their widths', () => {
  const { width, runs } = textShaper([squares])('日本', { size: 20, weight: 400 });
  assert.equal(width, 40);
  assert.deepEqual(
    runs[0].glyphs.map(({ x }) => x),
    [0, 1000],
  );
});

test('files that are no fonts are refused by name', async () => {
  const bad: [Uint8Array, RegExp][] = [
    [new Uint8Array(0), /^x\.ttf is not a TrueType or OpenType font: it ends too early$/],
    [new TextEncoder().encode('<svg>not a font at all</svg>'), /^x\.ttf is not a TrueType or OpenType font: its first bytes/],
    [squareFont('a').subarray(0, 200), /^x\.ttf is not a TrueType or OpenType font: it ends too early$/],
    [Uint8Array.of(0x77, 0x4f, 0x46, 0x32, 0, 0, 0, 0, 0, 0, 0, 0), /^x\.ttf is a font packed for web pages \(WOFF\)/],
  ];
  for (const [bytes, message] of bad) {
    assert.throws(
      () => readFontFace(bytes, { label: 'x.ttf' }),
      (error: unknown) => error instanceof LupaError && message.test(error.message),
    );
  }
  await assert.rejects(fontFile('nowhere.ttf'), /^LupaError: there is no font file nowhere\.ttf$/);
});

test('a font cut anywhere gives a font or a sentence', () => {
  const bytes = readFileSync('fonts/DejaVuSans.ttf');
  for (let end = 0; end < 4000; end += 37) {
    try {
      readFontFace(bytes.subarray(0, end), { label: 'cut' });
    } catch (error) {
      assert.ok(error instanceof LupaError, String(error));
    }
  }
});
