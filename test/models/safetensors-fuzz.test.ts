import assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ByteSource } from '../../src/bytes/source.js';
import { isLupaError } from '../../src/errors.js';
import { readHeader, readTensor } from '../../src/models/safetensors.js';
import { randomNumbers } from '../../src/analysis/random.js';

const CASES = 3000;
const ORIGINAL = new Uint8Array(readFileSync('test/fixtures/checkpoints/bert-f16/model.safetensors'));
const HEADER = Number(new DataView(ORIGINAL.buffer).getBigUint64(0, true));
const TYPES = new Map([
  ['BOOL', 1],
  ['U8', 1],
  ['I8', 1],
  ['F8_E5M2', 1],
  ['F8_E4M3', 1],
  ['I16', 2],
  ['U16', 2],
  ['F16', 2],
  ['BF16', 2],
  ['I32', 4],
  ['U32', 4],
  ['F32', 4],
  ['I64', 8],
  ['U64', 8],
  ['F64', 8],
]);

/** Whether bytes are a sound file, decided here again: in whole numbers without limit, by painting what is covered. */
function isSound(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.length < 8) return false;
  const length = buffer.readBigUInt64LE(0);
  if (length > BigInt(buffer.length - 8)) return false;
  const text = buffer.subarray(8, 8 + Number(length));
  if (!isUtf8(text)) return false;
  let header: unknown;
  try {
    header = JSON.parse(text.toString('utf8'));
  } catch {
    return false;
  }
  if (Object.prototype.toString.call(header) !== '[object Object]') return false;
  const painted = new Uint8Array(buffer.length - 8 - Number(length));
  for (const [name, entry] of Object.entries(header as Record<string, Record<string, unknown> | null>)) {
    if (name === '__metadata__') {
      if (Object.prototype.toString.call(entry) !== '[object Object]' || !Object.values(entry ?? {}).every((word) => typeof word === 'string'))
        return false;
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = entry ?? {};
    const width = TYPES.get(dtype as string);
    if (width === undefined || !Array.isArray(shape) || !Array.isArray(offsets) || offsets.length !== 2) return false;
    if (
      ![...(shape as unknown[]), ...(offsets as unknown[])].every((size) => typeof size === 'number' && size >= 0 && size % 1 === 0 && size < 2 ** 53)
    )
      return false;
    const [begin, end] = offsets as [number, number];
    if (begin > end || end > painted.length) return false;
    if ((shape as number[]).reduce((product, size) => product * BigInt(size), BigInt(width)) !== BigInt(end - begin)) return false;
    if (painted.subarray(begin, end).some((times) => times > 0)) return false;
    painted.fill(1, begin, end);
  }
  return painted.every((times) => times === 1);
}

/** A source that notes what no reader may ask for (to throw would be caught by the reader), and adds up what was asked. */
function countingSource(bytes: Uint8Array): ByteSource & { asked: number; outside: string[] } {
  return {
    byteLength: bytes.length,
    asked: 0,
    outside: [],
    slice(start, end) {
      const within = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= bytes.length;
      if (!within) this.outside.push(`${start}-${end} of ${bytes.length}`);
      this.asked += end - start;
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
}

type Random = { below: (limit: number) => number; pick: <T>(list: readonly T[]) => T };

/** Puts `insert` where `count` bytes of the file were; `mend` sets the length field to the header's new length. */
function splice(bytes: Uint8Array, at: number, { count, insert, mend }: { count: number; insert: Uint8Array; mend: boolean }): Uint8Array {
  const result = new Uint8Array(Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + count)]));
  const length = new DataView(result.buffer).getBigUint64(0, true);
  if (mend) new DataView(result.buffer).setBigUint64(0, length + BigInt(insert.length - count), true);
  return result;
}

const WORDS = [
  '0',
  '9',
  '-1',
  '1e3',
  '1e999',
  '0.5',
  'null',
  '[]',
  '{}',
  '""',
  '"F64"',
  '"I8"',
  '"__proto__"',
  '[[[[',
  ',',
  '}',
  '\\u0000',
  'é',
  '9007199254740993',
  '18446744073709551616',
];
const NUMBER = /\d+/g;

/** One way to damage a file each. */
const MUTATIONS: ((bytes: Uint8Array, random: Random) => Uint8Array)[] = [
  // A bit of the header or of the length field.
  (bytes, { below }) => {
    bytes[below(8 + HEADER)] ^= 1 << below(8);
    return bytes;
  },
  // A length field of any size.
  (bytes, { below, pick }) => {
    const length = pick([0n, 1n, 2n, BigInt(below(bytes.length * 2)), BigInt(HEADER + below(9) - 4), 2n ** BigInt(below(64)), 2n ** 64n - 1n]);
    new DataView(bytes.buffer).setBigUint64(0, length, true);
    return bytes;
  },
  // Cut short, anywhere or within the header; or bytes too many.
  (bytes, { below, pick }) => bytes.slice(0, below(pick([bytes.length, 8 + HEADER, 16]))),
  (bytes, { below }) => splice(bytes, bytes.length, { count: 0, insert: new Uint8Array(1 + below(20)), mend: false }),
  // A word in the place of some bytes of the header.
  (bytes, { below, pick }) =>
    splice(bytes, 8 + below(HEADER), { count: below(4), insert: new TextEncoder().encode(pick(WORDS)), mend: below(4) > 0 }),
  // A number of the header replaced by a word or a number near it.
  (bytes, { below, pick }) => {
    const text = Buffer.from(bytes.subarray(8, 8 + HEADER)).toString('latin1');
    const match = pick([...text.matchAll(NUMBER)]);
    const word = below(2) === 0 ? pick(WORDS) : String(Number(match[0]) + below(9) - 4);
    return splice(bytes, 8 + match.index, { count: match[0].length, insert: new TextEncoder().encode(word), mend: true });
  },
  // A letter of a name: what is left may be sound.
  (bytes, { below }) => {
    const at = Buffer.from(bytes.buffer).indexOf('"bert.', 8 + below(HEADER - 400));
    bytes[at + 1 + below(4)] = 97 + below(26);
    return bytes;
  },
  // Spaces after the header.
  (bytes, { below, pick }) => splice(bytes, 8 + HEADER, { count: 0, insert: new Uint8Array(1 + below(9)).fill(pick([32, 32, 0])), mend: true }),
];

test(`${CASES} damaged files: sound ones are read, all others refused with a sentence, and nothing is asked for that is not there`, async () => {
  const next = randomNumbers(20260728);
  const random: Random = { below: (limit) => Math.floor(next() * limit), pick: (list) => list[Math.floor(next() * list.length)] };
  const seen = { sound: 0, refused: 0 };
  for (let index = 0; index < CASES; index++) {
    let bytes = random.pick(MUTATIONS)(ORIGINAL.slice(), random);
    // One in four is damaged twice, where there is still a header to damage.
    if (random.below(4) === 0 && bytes.length === ORIGINAL.length) bytes = random.pick(MUTATIONS)(bytes, random);
    const source = countingSource(bytes);
    const sound = isSound(bytes);
    try {
      const { entries } = await readHeader(source, 'damaged');
      for (const entry of entries.values()) await readTensor(source, entry);
      assert.ok(sound, `case ${index} was read and is not sound`);
      seen.sound++;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      assert.ok(isLupaError(error, 'InvalidFile'), `case ${index}: ${String(error)}`);
      assert.match(error.message, /^damaged is not a sound safetensors file: .{10,400}$/u, `case ${index}`);
      assert.ok(!sound, `case ${index} is sound and was refused: ${error.message}`);
      seen.refused++;
    }
    assert.deepEqual(source.outside, [], `case ${index}`);
    assert.ok(source.asked <= bytes.length, `case ${index} asked for ${source.asked} of ${bytes.length} bytes`);
  }
  // The mutations must reach both sides.
  assert.ok(seen.sound > CASES / 50 && seen.refused > CASES / 2, JSON.stringify(seen));
});
