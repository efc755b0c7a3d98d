import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inflateSync } from 'node:zlib';
import { readFontFace } from '../../src/render/font-file.js';
import { shippedFonts } from '../../src/render/fonts.node.js';
import { readPictureData, type PictureMetadata } from '../../src/render/metadata.js';
import { toPdf } from '../../src/render/pdf.js';
import { execute, inFolder } from '../helpers/command.js';
import { everyMark } from '../helpers/drawing.js';
import { squareFont } from '../helpers/font.js';

const fonts = await shippedFonts();
const METADATA: PictureMetadata = { title: 'T (1) שלום', description: 'D', creator: 'lupa test', date: null, data: { a: '(\\) >>endobj' } };

/** The objects of a PDF file by number, streams unpacked, found by its own table of places. */
function readPdf(bytes: Uint8Array): Map<number, { dictionary: string; stream: Buffer | null }> {
  const file = Buffer.from(bytes);
  const text = file.toString('latin1');
  const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1]);
  assert.equal(text.slice(table, table + 5), 'xref\n');
  const objects = new Map<number, { dictionary: string; stream: Buffer | null }>();
  for (const [index, [, offset]] of Array.from(text.slice(table).matchAll(/(\d{10}) 00000 n \n/g)).entries()) {
    const start = Number(offset);
    assert.ok(text.startsWith(`${index + 1} 0 obj\n`, start), `object ${index + 1} is where the table says`);
    const end = text.indexOf('\nendobj\n', start);
    const own = text.slice(start, end);
    const at = own.indexOf('>>\nstream\n');
    const dictionary = at < 0 ? own : own.slice(0, at + 2);
    const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1]);
    const from = start + at + '>>\nstream\n'.length;
    const packed = at < 0 ? null : file.subarray(from, from + length);
    objects.set(index + 1, { dictionary, stream: packed === null ? null : dictionary.includes('FlateDecode') ? inflateSync(packed) : packed });
  }
  return objects;
}

test('every object is where the table says, and every reference has one', async () => {
  const bytes = await toPdf(everyMark(), { fonts, metadata: METADATA });
  const objects = readPdf(bytes);
  const referred = Array.from(objects.values(), ({ dictionary }) =>
    Array.from(dictionary.matchAll(/(\d+) 0 R/g), ([, number]) => Number(number)),
  ).flat();
  assert.deepEqual(
    referred.filter((number) => !objects.has(number)),
    [],
  );
  assert.ok(
    Array.from(objects.values()).some(({ dictionary }) => dictionary.includes('/MediaBox [0 0 180 150]')),
    '240 × 200 px are 180 × 150 points',
  );
});

test('text can be read out of it by its maps to Unicode', async () => {
  const scene = everyMark();
  const objects = readPdf(await toPdf(scene, { fonts }));
  const content =
    Array.from(objects.values())
      .find(({ stream }) => stream?.includes(' Tm') === true)
      ?.stream?.toString('latin1') ?? '';
  const maps = new Map<string, Map<string, string>>();
  const page = Array.from(objects.values()).find(({ dictionary }) => dictionary.includes('/Type /Page '))?.dictionary ?? '';
  for (const [, name, number] of page.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const unicode = Number(/\/ToUnicode (\d+)/.exec(objects.get(Number(number))?.dictionary ?? '')?.[1]);
    const entries =
      objects
        .get(unicode)
        ?.stream?.toString('latin1')
        .matchAll(/^<(\w{4})> <(\w+)>$/gm) ?? [];
    maps.set(name, new Map(Array.from(entries, ([, code, text]) => [code, Buffer.from(text, 'hex').swap16().toString('utf16le')])));
  }
  let map = new Map<string, string>();
  const lines = content
    .split('\nBT\n')
    .slice(1)
    .map((block) => {
      let line = '';
      for (const [, font, code] of block.split('\nET')[0].matchAll(/\/(F\d+) [\d.]+ Tf|<(\w{4})>/g)) {
        if (font !== undefined) map = maps.get(font) as Map<string, string>;
        else line += map.get(code) ?? '?';
      }
      return line;
    });
  // From left to right, as they are seen; a joined letter still is that letter.
  assert.deepEqual(lines, ['Grüße Ġcat', 'ىلع ةداجسلا', '(םלוע) םולש', '</text><script>alert(1)</script>', '😀 & "quoted"', 'turned']);
});

test('only the glyphs that are used are embedded', async () => {
  const bytes = await toPdf(everyMark(), { fonts });
  assert.ok(bytes.length < 60_000, `${bytes.length} bytes`);
  assert.equal(
    Buffer.from(bytes)
      .toString('latin1')
      .match(/\/FontFile2/g)?.length,
    2,
    'one upright, one bold',
  );
});

test('a font of the user is embedded where the shipped one lacks a character', async () => {
  const scene = {
    ...everyMark(),
    marks: [
      {
        type: 'text' as const,
        x: 5,
        y: 9,
        text: '日 cat',
        anchor: 'start' as const,
        font: { size: 9, weight: 400 as const, family: '' },
        colour: '#000',
      },
    ],
  };
  const text = Buffer.from(await toPdf(scene, { fonts: [...fonts, readFontFace(squareFont('日'))] })).toString('latin1');
  assert.match(text, /\+Squares/);
});

test('title and data are in it, and the same drawing gives the same bytes', async () => {
  const once = await toPdf(everyMark(), { fonts, metadata: METADATA });
  assert.deepEqual(readPictureData(once), METADATA.data);
  assert.doesNotMatch(Buffer.from(once).toString('latin1'), /CreationDate|\/ID/);
  assert.ok(Buffer.from(once).equals(Buffer.from(await toPdf(everyMark(), { fonts, metadata: METADATA }))));
  const dated = await toPdf(everyMark(), { fonts, metadata: { ...METADATA, date: '2026-11-24T20:00:00Z' } });
  assert.match(Buffer.from(dated).toString('latin1'), /\/CreationDate \(D:20261124200000Z\)/);
});

test('poppler reads it', async (context) => {
  await inFolder(async (cwd) => {
    writeFileSync(join(cwd, 'a.pdf'), await toPdf(everyMark(), { fonts, metadata: METADATA }));
    const run = (program: string, ...args: string[]): ReturnType<typeof execute> => execute(program, args, { cwd });
    const text = await run('pdftotext', '-raw', 'a.pdf', '-').catch(() => null);
    if (text === null) return context.skip('poppler is not installed');
    assert.equal(text.stderr, '');
    const words = text.stdout.toString().replace(/[\u202a-\u202e]/g, '');
    for (const word of ['Grüße', 'Ġcat', 'السجادة', 'على', 'שלום', '<script>alert(1)</script>', '"quoted"']) assert.ok(words.includes(word), word);
    const { stdout } = await run('pdffonts', 'a.pdf');
    assert.equal(stdout.toString().match(/DejaVuSans\S* +CID TrueType +Identity-H +yes yes yes/g)?.length, 2, 'embedded, subset, with Unicode');
    const drawn = await run('pdftoppm', '-r', '96', '-png', 'a.pdf', 'a');
    assert.deepEqual([drawn.status, drawn.stderr], [0, '']);
  });
});
