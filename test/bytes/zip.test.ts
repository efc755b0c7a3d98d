import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { memorySource } from '../../src/bytes/source.js';
import { readZip, type Zip } from '../../src/bytes/zip.js';
import { makeZip, type MadeEntry } from '../helpers/zip.js';

const FOLDER = 'test/fixtures/pickles';
const read = (bytes: Uint8Array): Promise<Zip> => readZip(memorySource(bytes), 'x.zip');
const sound = (what: string): { kind: string; message: string } => ({ kind: 'InvalidFile', message: `x.zip is not a sound zip archive: ${what}` });
const AB: MadeEntry[] = [
  { name: 'a', data: 'first' },
  { name: 'b/c', data: 'second one' },
];

async function textOf(zip: Zip, name: string): Promise<string> {
  const source = await zip.open(name);
  return Buffer.from(await source.slice(0, source.byteLength)).toString('utf8');
}

// Written by Python's zipfile (test/fixtures/scripts/make_pickles.py).
test('stored entries are byte ranges of the archive', async () => {
  const bytes = readFileSync(`${FOLDER}/stored.zip`);
  const zip = await read(bytes);
  assert.deepEqual(zip.names, ['a/first', 'é.txt', 'empty', 'a/last']);
  const { offset, length } = await zip.entry('a/first');
  assert.equal(bytes.subarray(offset, offset + length).toString(), 'first entry');
  assert.equal(await textOf(zip, 'é.txt'), 'Straße');
  assert.equal((await zip.open('empty')).byteLength, 0);
  const last = await zip.open('a/last');
  assert.deepEqual(Array.from(await last.slice(250, 256)), [250, 251, 252, 253, 254, 255]);
});

test('compressed entries are listed, and refused by name', async () => {
  const zip = await read(readFileSync(`${FOLDER}/deflated.zip`));
  assert.deepEqual(zip.names, ['a/first', 'é.txt', 'empty', 'a/last']);
  await assert.rejects(zip.entry('a/last'), {
    kind: 'Unsupported',
    message: 'x.zip: entry "a/last" is compressed (deflate), Lupa reads stored entries only: torch.save stores them',
  });
});

test('archives of torch.save: data descriptors, padding up to 64 bytes', async () => {
  const zip = await read(readFileSync(`${FOLDER}/tensors.bin`));
  assert.equal(await textOf(zip, 'tensors/version'), '3\n');
  for (const name of zip.names.filter((entry) => entry.includes('/data/'))) assert.equal((await zip.entry(name)).offset % 64, 0);
});

test('sizes and places beyond 32 bits are read from zip64 records', async () => {
  const zip = await read(
    makeZip(
      AB.map((entry) => ({ ...entry, zip64: true, padding: 5 })),
      { zip64: true, comment: 'x' },
    ),
  );
  assert.deepEqual(zip.names, ['a', 'b/c']);
  assert.equal(await textOf(zip, 'b/c'), 'second one');
});

test('an end record inside the comment or the data does not count', async () => {
  const inner = Buffer.from(makeZip([{ name: 'inner', data: '' }]));
  assert.deepEqual((await read(makeZip(AB, { comment: Buffer.concat([inner, Buffer.from('rest')]) }))).names, ['a', 'b/c']);
  const outer = await read(makeZip([{ name: 'inner.zip', data: inner }]));
  assert.deepEqual((await readZip(await outer.open('inner.zip'), 'inner')).names, ['inner']);
});

test('a name is only ever an entry', async () => {
  const zip = await read(makeZip([{ name: '__proto__', data: 'x' }]));
  assert.equal(await textOf(zip, '__proto__'), 'x');
  await assert.rejects(zip.entry('constructor'), sound('it has no entry "constructor"'));
});

const HOSTILE: [what: string, bytes: Uint8Array, message: string | RegExp][] = [
  ['too short', new Uint8Array(21), 'it has 21 bytes, at least 22 are needed'],
  ['no end record', new Uint8Array(100), 'its end record is missing: it is cut short, or something else'],
  ['cut short', makeZip(AB).slice(0, -1), 'its end record is missing: it is cut short, or something else'],
  ['a directory beyond its end', makeZip(AB, { end: { start: 5000 } }), /^its directory is said to lie at bytes 5000-\d+, its end record at \d+$/],
  ['a directory of 4 GB', makeZip(AB, { end: { size: 0xfffffffe } }), /^its directory is said to lie at bytes \d+-\d+, its end record at \d+$/],
  ['too many entries', makeZip(AB, { end: { count: 3 } }), 'its directory of 96 bytes is said to have 3 entries'],
  ['2^40 entries', makeZip(AB, { zip64: true, end: { count: 2 ** 40 } }), 'its directory of 96 bytes is said to have 1099511627776 entries'],
  ['a directory elsewhere', makeZip(AB, { end: { start: 3 } }), 'entry 0 of its directory (byte 3) is damaged'],
  ['an entry beyond the end', makeZip([{ ...AB[0], says: { start: 9000 } }]), 'entry "a" is said to lie at byte 9000 with 5 bytes, the directory begins at 36'],
  ['an entry larger than the archive', makeZip([{ ...AB[0], zip64: true, says: { packed: 2 ** 50, length: 2 ** 50 } }]), /^entry "a" is said to lie at byte 0 with 1125899906842624 bytes/],
  ['a size beyond 2^53', makeZip([{ ...AB[0], zip64: true, says: { packed: -1, length: -1 } }]), 'a size of 18446744073709551615 bytes is larger than any file'],
  ['two entries of one name', makeZip([AB[0], AB[0]]), 'it has two entries "a"'],
]; // prettier-ignore
for (const [what, bytes, expected] of HOSTILE) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(read(bytes), (error: Error) => {
      const message = error.message.replace('x.zip is not a sound zip archive: ', '');
      if (typeof expected === 'string') assert.equal(message, expected);
      else assert.match(message, expected);
      return (error as { kind?: string }).kind === 'InvalidFile';
    });
  });
}

test('entries that overlap, or are not what the directory says, are refused when they are asked for', async () => {
  const overlapping = await read(makeZip([{ ...AB[0], says: { packed: 40, length: 40 } }, AB[1]]));
  await assert.rejects(overlapping.entry('a'), sound('entry "a" (40 bytes from byte 31) overlaps what begins at byte 36'));
  const same = await read(makeZip([AB[0], { ...AB[1], says: { start: 0 } }]));
  await assert.rejects(same.entry('a'), sound('entry "a" overlaps another at byte 0'));
  const inside = await read(makeZip([AB[0], { ...AB[1], says: { start: 2 } }]));
  await assert.rejects(inside.entry('b/c'), sound('entry "b/c" has no header at byte 2'));
  const renamed = await read(makeZip([{ ...AB[0], localName: 'z' }]));
  await assert.rejects(renamed.entry('a'), sound('entry "a" is called "z" where it lies'));
  const unequal = await read(makeZip([{ ...AB[0], says: { length: 4 } }]));
  await assert.rejects(unequal.entry('a'), sound('entry "a" is stored in 5 bytes and said to have 4'));
  const encrypted = await read(makeZip([{ ...AB[0], flags: 1 }]));
  await assert.rejects(encrypted.entry('a'), { kind: 'Unsupported', message: 'x.zip: entry "a" is encrypted, Lupa reads plain entries only' });
});
