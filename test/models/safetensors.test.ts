import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memorySource } from '../../src/bytes/source.js';
import { isLupaError } from '../../src/errors.js';
import { readHeader, readTensor, writeSafetensors } from '../../src/models/safetensors.js';
import type { Tensor, TensorData } from '../../src/tensor.js';

/** A file by hand: the header as text or as an object, then data. */
function file(header: unknown, data: number[] | Uint8Array = [], { length }: { length?: bigint } = {}): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const join = (chunks: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(chunks));

/** The only tensor of a file, called `x`. */
async function readX(dtype: string, data: number[] | Uint8Array, shape: number[]): Promise<Tensor> {
  const source = memorySource(file({ x: { dtype, shape, data_offsets: [0, data.length] } }, data));
  const { entries } = await readHeader(source, 'x.safetensors');
  const entry = entries.get('x');
  assert.ok(entry);
  return readTensor(source, entry);
}

test('the header says where each tensor lies, in bytes from the beginning of the file', async () => {
  const header =
    '{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"a":{"dtype":"U8","shape":[2,2],"data_offsets":[0,4]}}  ';
  const { entries, metadata } = await readHeader(memorySource(file(header, new Uint8Array(12))), 'x');
  const start = 8 + header.length;
  assert.deepEqual(metadata, { format: 'pt' });
  assert.deepEqual(
    [...entries],
    [
      ['b', { dtype: 'F32', shape: [2], start: start + 4, end: start + 12 }],
      ['a', { dtype: 'U8', shape: [2, 2], start, end: start + 4 }],
    ],
  );
});

test('a header may begin anywhere in a larger buffer', async () => {
  const bytes = file({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, [0, 0, 128, 63]);
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  const source = memorySource(shifted.subarray(3));
  const { entries } = await readHeader(source, 'x');
  const entry = entries.get('x');
  assert.ok(entry);
  assert.deepEqual(await readTensor(source, entry), { data: Float32Array.of(1), shape: [1] });
});

const CASES: [dtype: string, bytes: number[], expected: TensorData][] = [
  ['F32', [0, 0, 128, 63, 0, 0, 32, 192], Float32Array.of(1, -2.5)],
  ['F32', [1, 0, 0, 0, 0, 0, 128, 127], Float32Array.of(2 ** -149, Infinity)],
  ['F64', [0, 0, 0, 0, 0, 0, 248, 63], Float64Array.of(1.5)],
  ['I64', [255, 255, 255, 255, 255, 255, 255, 255, 1, 0, 0, 0, 1, 0, 0, 0], BigInt64Array.of(-1n, 4294967297n)],
  ['U64', [255, 255, 255, 255, 255, 255, 255, 255], BigUint64Array.of(18446744073709551615n)],
  ['I32', [254, 255, 255, 255], Int32Array.of(-2)],
  ['U32', [254, 255, 255, 255], Uint32Array.of(4294967294)],
  ['I16', [0, 128], Int16Array.of(-32768)],
  ['U16', [0, 128], Uint16Array.of(32768)],
  ['I8', [128, 127], Int8Array.of(-128, 127)],
  ['U8', [128, 127], Uint8Array.of(128, 127)],
  ['BOOL', [0, 1], Uint8Array.of(0, 1)],
  ['F8_E4M3', [56], Uint8Array.of(56)],
  ['F8_E5M2', [60], Uint8Array.of(60)],
  // Halves: 1, -2, 65504 (the largest), 2^-14 (the smallest normal).
  ['F16', [0, 60, 0, 192, 255, 123, 0, 4], Float32Array.of(1, -2, 65504, 2 ** -14)],
  // Subnormal halves: the smallest 2^-24, the largest 1023 * 2^-24, and their signs.
  ['F16', [1, 0, 255, 3, 1, 128, 0, 128], Float32Array.of(2 ** -24, 1023 * 2 ** -24, -(2 ** -24), -0)],
  ['F16', [0, 124, 0, 252, 1, 124, 0, 254], Float32Array.of(Infinity, -Infinity, NaN, NaN)],
  // 0.333251953125 = 0x3555.
  ['F16', [0x55, 0x35], Float32Array.of(0.333251953125)],
  ['BF16', [128, 63, 0, 192, 127, 127, 1, 0], Float32Array.of(1, -2, 3.3895313892515355e38, 2 ** -133)],
  ['BF16', [128, 127, 128, 255, 192, 127, 0, 128], Float32Array.of(Infinity, -Infinity, NaN, -0)],
];

for (const [dtype, bytes, expected] of CASES) {
  test(`${dtype} ${bytes.join(' ')} is ${Array.from(expected as ArrayLike<unknown>).join(', ')}`, async () => {
    const { data, shape } = await readX(dtype, bytes, [expected.length]);
    assert.equal(data.constructor, expected.constructor);
    // As lists: two NaN are one number, whatever their bits.
    assert.deepEqual(Array.from(data as ArrayLike<unknown>), Array.from(expected as ArrayLike<unknown>));
    assert.deepEqual(shape, [expected.length]);
  });
}

test('a scalar has the empty shape, and a tensor without elements no bytes', async () => {
  assert.deepEqual(await readX('F32', [0, 0, 128, 63], []), { data: Float32Array.of(1), shape: [] });
  assert.deepEqual(await readX('F32', [], [0, 7]), { data: new Float32Array(0), shape: [0, 7] });
});

test('what is written is read back: names, shapes, numbers, metadata', async () => {
  const tensors: Record<string, Tensor> = Object.fromEntries([
    ['bytes', { data: Uint8Array.of(1, 2, 3), shape: [3] }],
    ['small', { data: Int8Array.of(-1), shape: [1] }],
    ['floats', { data: Float32Array.of(0.1, NaN, -Infinity, 2 ** -149), shape: [2, 2] }],
    ['ids', { data: BigInt64Array.of(-(2n ** 63n), 7n), shape: [1, 2] }],
    ['counts', { data: BigUint64Array.of(2n ** 64n - 1n), shape: [] }],
    ['doubles', { data: Float64Array.of(Math.PI), shape: [1] }],
    ['i16', { data: Int16Array.of(-5), shape: [1] }],
    ['u16', { data: Uint16Array.of(65535), shape: [1] }],
    ['i32', { data: Int32Array.of(-5), shape: [1] }],
    ['u32', { data: Uint32Array.of(5), shape: [1] }],
    ['none', { data: new Float32Array(0), shape: [0, 4] }],
    ['__proto__', { data: Float32Array.of(1), shape: [1] }],
    ['constructor', { data: Float32Array.of(2), shape: [1] }],
    ['Ġ"\\\n', { data: Float32Array.of(3), shape: [1] }],
  ]);
  const metadata = { format: 'test', note: 'é "x"\n' };
  const source = memorySource(join(writeSafetensors(tensors, metadata)));
  const header = await readHeader(source, 'x');
  assert.deepEqual(header.metadata, metadata);
  assert.deepEqual([...header.entries.keys()].sort(), Object.keys(tensors).sort());
  for (const [name, entry] of header.entries) {
    assert.deepEqual(await readTensor(source, entry), Object.getOwnPropertyDescriptor(tensors, name)?.value, name);
  }
});

test('tensors are written aligned to their elements, wider ones first', async () => {
  const chunks = writeSafetensors({
    a: { data: Uint8Array.of(1), shape: [1] },
    b: { data: Float32Array.of(1), shape: [1] },
    c: { data: BigInt64Array.of(1n), shape: [1] },
  });
  const { entries } = await readHeader(memorySource(join(chunks)), 'x');
  assert.deepEqual([...entries.keys()], ['c', 'b', 'a']);
  assert.equal(chunks[0].length % 8, 0);
  for (const [name, { start, end }] of entries) assert.equal(start % (end - start), 0, name);
});

test('a view into a larger buffer is written without what is around it', async () => {
  const data = Float32Array.of(9, 1, 2, 9).subarray(1, 3);
  const source = memorySource(join(writeSafetensors({ x: { data, shape: [2] } })));
  const entry = (await readHeader(source, 'x')).entries.get('x');
  assert.ok(entry);
  assert.deepEqual((await readTensor(source, entry)).data, Float32Array.of(1, 2));
});

test('writing refuses a shape that the data does not fill, and the name of the metadata', () => {
  assert.throws(() => writeSafetensors({ x: { data: new Float32Array(5), shape: [2, 3] } }), {
    kind: 'InvalidInput',
    message: 'tensor x has 5 elements, its shape [2, 3] says 6',
  });
  assert.throws(() => writeSafetensors({ __metadata__: { data: new Float32Array(1), shape: [1] } }), {
    kind: 'InvalidInput',
    message: 'a tensor cannot be called __metadata__: the safetensors format keeps that name for itself',
  });
});

/** The parser's own words, which differ from one Node to the next, on one line. */
function parserSays(text: string): string {
  try {
    JSON.parse(text);
  } catch (error) {
    return (error as Error).message.replaceAll(/\s+/g, ' ');
  }
  throw new Error('that is JSON');
}

const x = (entry: unknown): unknown => ({ x: entry });
const F32 = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
const deep = `{"x":{"dtype":"F32","shape":${'['.repeat(60_000)}${']'.repeat(60_000)},"data_offsets":[0,4]}}`;

const BROKEN: [what: string, bytes: Uint8Array, sentence: string][] = [
  ['an empty file', new Uint8Array(0), 'it has 0 bytes, at least 10 are needed'],
  ['nine bytes', new Uint8Array(9), 'it has 9 bytes, at least 10 are needed'],
  [
    'a length beyond the file',
    file('{}', [], { length: 3n }),
    'bytes 0-7 give a header of 3 bytes, there is room for 2 (cut off, or a file of another kind?)',
  ],
  [
    'an absurd length',
    file('{}', [], { length: 2n ** 63n }),
    'bytes 0-7 give a header of 9223372036854775808 bytes, there is room for 2 (cut off, or a file of another kind?)',
  ],
  [
    'a Git LFS pointer',
    new TextEncoder().encode('version https://git-lfs.github.com/spec/v1\n'),
    'it is a Git LFS pointer to the file, not the file (git lfs pull fetches it)',
  ],
  ['a header that is not JSON', file('ab'), `the header (bytes 8-9) is not JSON: ${parserSays('ab')}`],
  ['a line end in what is quoted', file('{"a":\nb}'), `the header (bytes 8-15) is not JSON: ${parserSays('{"a":\nb}')}`],
  [
    'bytes that are not UTF-8',
    file('{"\u0000"}').fill(0xff, 10, 11),
    'the header (bytes 8-12) is not JSON: The encoded data was not valid for encoding utf-8',
  ],
  ['a byte order mark', file('\ufeff{}'), `the header (bytes 8-12) is not JSON: ${parserSays('\ufeff{}')}`],
  ['a list', file('[]'), 'the header is not a JSON object'],
  ['null', file('null'), 'the header is not a JSON object'],
  ['metadata that is a list', file({ __metadata__: [] }), '__metadata__ is not a map of strings'],
  ['a number in the metadata', file({ __metadata__: { a: 1 } }), '__metadata__ is not a map of strings'],
  ['an entry that is a number', file(x(1)), 'tensor "x" is not an object'],
  ['an unknown dtype', file(x({ ...F32, dtype: 'F31' }), [0, 0, 0, 0]), 'tensor "x" has the unknown dtype "F31"'],
  ['a dtype of every object', file(x({ ...F32, dtype: 'constructor' }), [0, 0, 0, 0]), 'tensor "x" has the unknown dtype "constructor"'],
  ['no dtype', file(x({ shape: [1], data_offsets: [0, 4] }), [0, 0, 0, 0]), 'tensor "x" has the unknown dtype nothing'],
  ['a negative size', file(x({ ...F32, shape: [-1] }), [0, 0, 0, 0]), 'tensor "x" has the shape [-1], a list of sizes is expected'],
  ['half a size', file(x({ ...F32, shape: [0.5] }), [0, 0, 0, 0]), 'tensor "x" has the shape [0.5], a list of sizes is expected'],
  ['no shape', file(x({ ...F32, shape: null }), [0, 0, 0, 0]), 'tensor "x" has the shape null, a list of sizes is expected'],
  ['one offset', file(x({ ...F32, data_offsets: [0] }), [0, 0, 0, 0]), 'tensor "x" has data_offsets [0], [begin, end] is expected'],
  [
    'offsets the wrong way round',
    file(x({ ...F32, data_offsets: [4, 0] }), [0, 0, 0, 0]),
    'tensor "x" lies at bytes 4-0, which end before they begin',
  ],
  ['truncated data', file(x(F32), [0, 0, 0]), 'tensor "x" lies at bytes 0-4 of 3 bytes of data (is the file cut off?)'],
  ['a shape of another size', file(x({ ...F32, shape: [2] }), [0, 0, 0, 0]), 'tensor "x" of shape [2] needs 8 bytes as F32, it has 4'],
  [
    'a shape without end',
    file(x({ ...F32, shape: [2 ** 40, 2 ** 40] }), [0, 0, 0, 0]),
    'tensor "x" of shape [1099511627776, 1099511627776] is larger than any file',
  ],
  [
    'a shape of 20 sizes',
    file(x({ ...F32, shape: Array(20).fill(2) }), [0, 0, 0, 0]),
    'tensor "x" of shape [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, … 20 sizes] needs 4194304 bytes as F32, it has 4',
  ],
  [
    'a shape nested without end',
    file(deep, [0, 0, 0, 0]),
    'tensor "x" has the shape a value nested too deeply to be shown, a list of sizes is expected',
  ],
  [
    'a hole at the beginning',
    file(x({ ...F32, data_offsets: [1, 5] }), [0, 0, 0, 0, 0]),
    'tensor "x" starts at byte 63, the one before it ends at 62',
  ],
  [
    'an overlap',
    file({ x: F32, y: { ...F32, data_offsets: [3, 7] } }, new Uint8Array(7)),
    'tensor "y" starts at byte 118, the one before it ends at 119',
  ],
  ['bytes after the last tensor', file(x(F32), [0, 0, 0, 0, 0]), 'its tensors end at byte 66, the file at 67'],
  ['bytes and no tensor', file('{}', [0]), 'its tensors end at byte 10, the file at 11'],
];

for (const [what, bytes, sentence] of BROKEN) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(readHeader(memorySource(bytes), 'm.safetensors'), (error) => {
      assert.ok(isLupaError(error, 'InvalidFile'), String(error));
      assert.equal(error.message, `m.safetensors is not a sound safetensors file: ${sentence}`);
      assert.equal(error.subject, 'm.safetensors');
      return true;
    });
  });
}
