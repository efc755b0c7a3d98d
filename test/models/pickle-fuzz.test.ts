import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ByteSource } from '../../src/bytes/source.js';
import { isLupaError } from '../../src/errors.js';
import { itemSize } from '../../src/models/safetensors.js';
import { readTorchFile } from '../../src/models/torch-file.js';
import { randomNumbers } from '../../src/analysis/random.js';

const CASES = 2000;
const FILES = ['tensors.bin', 'tensors-protocol-5.bin', 'tensors-legacy.bin'].map(
  (name) => new Uint8Array(readFileSync(`test/fixtures/pickles/${name}`)),
);

/** A source that refuses what no reader may ask for, and keeps the largest piece that was asked for. */
function strictSource(bytes: Uint8Array): ByteSource & { largest: number } {
  return {
    byteLength: bytes.length,
    largest: 0,
    slice(start, end) {
      assert.ok(
        Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end && end <= bytes.length,
        `slice ${start}-${end} of ${bytes.length}`,
      );
      this.largest = Math.max(this.largest, end - start);
      return Promise.resolve(bytes.subarray(start, end));
    },
  };
}

type Random = { below: (limit: number) => number; pick: <T>(list: readonly T[]) => T };

/** Where the pickles and the directory of a file are: what there is to be misread. */
function places(bytes: Uint8Array): [from: number, to: number][] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const directory = buffer.indexOf('PK\x01\x02');
  return directory < 0 ? [[0, 2500]] : [[40, 2000], [directory, bytes.length]]; // prettier-ignore
}

const OPCODES = [
  ...'().0123456789BCFGIJKLMNPQRSTUVX]abcdeghijloqrstu}',
  ...Array.from({ length: 25 }, (_, index) => String.fromCharCode(0x80 + index)),
];
const WORDS = [
  '__proto__',
  'constructor',
  'posix',
  'system',
  'storage',
  '\xff\xff\xff\xff',
  '\x7f\xff\xff\xff',
  '\0\0\0\0',
  'FloatStorage',
  '-1',
  '\n',
  '../',
];

/** One way to damage a file each, at a place worth damaging. */
const MUTATIONS: ((bytes: Uint8Array, at: number, random: Random) => Uint8Array)[] = [
  (bytes, at, { below }) => {
    bytes[at] ^= 1 << below(8);
    return bytes;
  },
  (bytes, at, { pick }) => {
    bytes[at] = pick(OPCODES).charCodeAt(0);
    return bytes;
  },
  (bytes, at, { pick }) => {
    bytes.set(Buffer.from(pick(WORDS), 'latin1').subarray(0, bytes.length - at), at);
    return bytes;
  },
  // Bytes that are missing, twice there, or too many.
  (bytes, at, { below }) => new Uint8Array(Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(12))])),
  (bytes, at, { below }) => new Uint8Array(Buffer.concat([bytes.subarray(0, at + 1 + below(60)), bytes.subarray(at)])),
  (bytes, at) => bytes.slice(0, at),
  (bytes, at, { pick }) =>
    new Uint8Array(Buffer.concat([bytes.subarray(0, at), Buffer.from(pick([...WORDS, ...OPCODES]), 'latin1'), bytes.subarray(at)])),
];

test(`${CASES} damaged files give tensors that lie in the file, or one sentence`, async () => {
  const next = randomNumbers(20261123);
  const random: Random = { below: (limit) => Math.floor(next() * limit), pick: (list) => list[Math.floor(next() * list.length)] };
  const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
  const seen = { read: 0, refused: 0, code: 0 };
  for (let index = 0; index < CASES; index++) {
    let bytes: Uint8Array = random.pick(FILES).slice();
    for (let times = random.pick([1, 1, 1, 2, 4]); times > 0; times--) {
      const [from, to] = random.pick(places(bytes));
      if (to - from > 1 && to <= bytes.length) bytes = random.pick(MUTATIONS)(bytes, from + random.below(to - from), random);
    }
    const source = strictSource(bytes);
    try {
      const entries = await readTorchFile(source, 'damaged');
      for (const [name, { dtype, shape, start, end }] of entries) {
        assert.ok(
          Number.isInteger(start) && 0 <= start && start <= end && end <= bytes.length,
          `case ${index}: ${name} at ${start}-${end} of ${bytes.length}`,
        );
        assert.equal(
          end - start,
          shape.reduce((count, size) => count * size, itemSize(dtype)),
          `case ${index}: ${name}`,
        );
      }
      seen.read++;
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
      assert.ok(
        isLupaError(error) && ['InvalidFile', 'Unsupported'].includes(error.kind),
        `case ${index}: ${error instanceof Error ? error.stack : String(error)}`,
      );
      // No control character may come through from the file.
      assert.match(error.message, /^damaged[^\0-\x1f\x7f-\x9f]{10,500}$/u, `case ${index}`);
      if (error.message.includes('runs no code')) seen.code++;
      seen.refused++;
    }
    assert.ok(source.largest <= bytes.length);
  }
  assert.equal(JSON.stringify(Object.getOwnPropertyNames(Object.prototype)), before);
  // The mutations must reach every side.
  assert.ok(seen.read > CASES / 20 && seen.refused > CASES / 2 && seen.code > CASES / 20, JSON.stringify(seen));
});
