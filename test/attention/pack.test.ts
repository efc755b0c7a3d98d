import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomNumbers } from '../../src/analysis/random.js';
import { deflateSync, inflateSync } from 'node:zlib';
import { packRecord, type PackOptions } from '../../src/attention/pack.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { Tensor } from '../../src/tensor.js';
import { handMadeRecord } from '../helpers/record.js';
import { tinyRecord } from '../helpers/tiny-record.js';

/** A record of one sequence of two tokens with these four probabilities. */
function recordOf(probabilities: number[]): AttentionRecord {
  const record = tinyRecord();
  return {
    ...record,
    tokens: [record.tokens[1]],
    texts: [record.texts[0]],
    tensors: { 'attentions.0': { data: Float32Array.from(probabilities), shape: [1, 1, 2, 2] }, logits: { data: Float32Array.of(1), shape: [1, 1] } },
    model: { ...record.model, layers: 1, heads: 1 },
  };
}

async function throughPack(probabilities: number[], options: PackOptions = {}): Promise<number[]> {
  const { tensors } = await unpackRecord((await packRecord(recordOf(probabilities), options)).bytes);
  return [...(tensors['attentions.0'].data as Float32Array)];
}

test('what a page needs comes back: tokens, texts, model, provenance, warnings, attentions alone', async () => {
  const record = recordOf([1, 0, 0.5, 0.5]);
  const { tensors, ...rest } = await unpackRecord((await packRecord(record)).bytes);
  const { tensors: _, ...expected } = record;
  assert.deepEqual(rest, expected);
  assert.deepEqual(Object.keys(tensors), ['attentions.0']);
  assert.deepEqual(tensors['attentions.0'].shape, [1, 1, 2, 2]);
});

test('the logits of an answer come back as they are', async () => {
  const record = recordOf([1, 0, 0.5, 0.5]);
  record.tensors.start_logits = { data: Float32Array.of(-7.123456, 6.5), shape: [1, 2] };
  record.tensors.end_logits = { data: Float32Array.of(NaN, -3e-8), shape: [1, 2] };
  const { tensors } = await unpackRecord((await packRecord(record)).bytes);
  assert.deepEqual(tensors.start_logits, record.tensors.start_logits);
  assert.deepEqual(tensors.end_logits, record.tensors.end_logits);
});

test('0, 1 and NaN are exact; infinity becomes NaN; what is no probability is cut to one', async () => {
  assert.deepEqual(await throughPack([0, 1, NaN, Infinity]), [0, 1, NaN, NaN]);
  assert.deepEqual(await throughPack([-0.25, 1.5, -Infinity, 1]), [0, 1, NaN, 1]);
});

test('no probability is off by more than half a step of 1/65534', async () => {
  for (let start = 0; start < 400; start++) {
    const values = [0, 1, 2, 3].map((i) => Math.fround(((start * 4 + i) * 0.6180339887) % 1));
    const back = await throughPack(values);
    values.forEach((value, i) => assert.ok(Math.abs(back[i] - value) <= 0.5 / 65534 + 1e-7, `${value} came back as ${back[i]}`));
  }
});

test('batches keep their order', async () => {
  const record = tinyRecord();
  for (const name of ['attentions.0', 'attentions.1']) {
    const { data } = record.tensors[name];
    for (let i = 0; i < data.length; i++) data[i] = i / 100;
  }
  const { tensors } = await unpackRecord((await packRecord(record)).bytes);
  const { data, shape } = tensors['attentions.1'];
  assert.deepEqual(shape, [2, 3, 3, 3]);
  Array.from(data as Float32Array).forEach((value, i) => assert.ok(Math.abs(value - i / 100) < 1e-5));
});

test('packing leaves the record untouched and is deterministic', async () => {
  const record = tinyRecord();
  const first = await packRecord(record);
  assert.deepEqual(record, tinyRecord());
  assert.deepEqual(await packRecord(record), first);
});

test('refused: bytes that cannot be decompressed', async () => {
  const { bytes: packed } = await packRecord(recordOf([1, 0, 0, 1]));
  const damaged = packed.slice();
  damaged[0] = 0;
  const message = 'the record in this page is damaged: it cannot be decompressed';
  for (const bytes of [packed.subarray(0, packed.length - 5), damaged, new Uint8Array(0)]) {
    await assert.rejects(unpackRecord(bytes), { kind: 'InvalidFile', message });
  }
});

test('8 bits: no probability is off by more than half a step of 1/254, and 0, 1 and NaN are exact', async () => {
  assert.deepEqual(await throughPack([0, 1, NaN, 1], { bits: 8 }), [0, 1, NaN, 1]);
  const values = [0.1, 0.2345, 0.5, 0.999];
  const back = await throughPack(values, { bits: 8 });
  values.forEach((value, i) => assert.ok(Math.abs(back[i] - value) <= 0.5 / 254 + 1e-7, `${value} came back as ${back[i]}`));
  const { bits, error } = await packRecord(recordOf(values), { bits: 8 });
  assert.deepEqual([bits, error], [8, 0.5 / 254]);
});

/** Two equal layers of one head: queries and keys of 2 numbers, a bias, and the attention that they give by the formula. */
function scoredRecord({ size, scale, causal }: { size: number; scale: number; causal: boolean }): AttentionRecord {
  const random = randomNumbers(7);
  const draw = (count: number): Float32Array => Float32Array.from({ length: count }, () => 4 * random() - 2);
  const [queries, keys] = [draw(size * 2), draw(size * 2)];
  const rows = causal ? size : 1;
  const bias = Float32Array.from({ length: rows * size }, (_, i) => (causal && i % size > Math.floor(i / size) ? -3.4028234663852886e38 : 0));
  const weights = Array.from({ length: size }, (_, i) => {
    const exps = Array.from({ length: size }, (_key, j) =>
      causal && j > i ? 0 : Math.exp(scale * (queries[2 * i] * keys[2 * j] + queries[2 * i + 1] * keys[2 * j + 1])),
    );
    const sum = exps.reduce((total, value) => total + value);
    return exps.map((value) => value / sum);
  });
  const record = handMadeRecord([weights]);
  const { 'attentions.0': attention } = record.tensors;
  const layer = (number: number): AttentionRecord['tensors'] => ({
    [`attentions.${number}`]: attention,
    [`queries.${number}`]: { data: queries, shape: [1, 1, size, 2] },
    [`keys.${number}`]: { data: keys, shape: [1, 1, size, 2] },
    [`biases.${number}`]: { data: bias, shape: [1, 1, rows, size] },
  });
  return { ...record, tensors: { ...layer(0), ...layer(1) }, model: { ...record.model, layers: 2 } };
}

/** The largest difference between two tensors. */
function difference(a: Tensor, b: Tensor): number {
  return Math.max(...Array.from(a.data as Float32Array, (value, i) => Math.abs(value - (b.data as Float32Array)[i])));
}

for (const causal of [false, true]) {
  test(`queries and keys come back with 16 bits, ${causal ? 'causal' : 'plain'} biases exactly`, async () => {
    const record = scoredRecord({ size: 20, scale: 1, causal });
    const { tensors } = await unpackRecord((await packRecord(record)).bytes);
    assert.deepEqual(Object.keys(tensors).sort(), Object.keys(record.tensors).sort());
    assert.deepEqual(tensors['biases.1'].data, record.tensors['biases.1'].data);
    assert.ok(difference(tensors['queries.1'], record.tensors['queries.1']) <= 2 / 65534 + 1e-6);
    assert.ok(difference(tensors['keys.0'], record.tensors['keys.0']) <= 2 / 65534 + 1e-6);
  });
}

test('long texts travel as queries and keys, with either scale: the page computes the attention', async () => {
  for (const scale of [1 / Math.sqrt(2), 1]) {
    const record = scoredRecord({ size: 200, scale, causal: false });
    const { bytes, error } = await packRecord(record);
    assert.ok(bytes.length < 8000, `${bytes.length} bytes for 80,000 weights`);
    assert.ok(error > 0 && error <= 5e-4);
    const { tensors } = await unpackRecord(bytes);
    assert.ok(difference(tensors['attentions.1'], record.tensors['attentions.1']) <= error + 1e-9);
    const alone = await unpackRecord((await packRecord(record, { queriesAndKeys: false })).bytes);
    assert.deepEqual(Object.keys(alone.tensors), ['attentions.0', 'attentions.1']);
  }
});

test('attention that queries and keys do not give back travels itself', async () => {
  const record = scoredRecord({ size: 200, scale: 0.3, causal: false }); // No model that Lupa knows scales so: it could be anything.
  const { error } = await packRecord(record);
  assert.equal(error, 0.5 / 65534);
});

test('refused: a page that does not say how its numbers are packed, or says it wrongly', async () => {
  const bytes = inflateSync((await packRecord(recordOf([1, 0, 0, 1]))).bytes);
  const inPage = (from: string, to: string): Uint8Array =>
    new Uint8Array(deflateSync(Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1')));
  const label = 'the record in this page is not an attention record';
  await assert.rejects(unpackRecord(inPage('"packed"', '"pecked"')), {
    kind: 'InvalidFile',
    message: `${label}: it does not say how its numbers are packed`,
  });
  await assert.rejects(unpackRecord(inPage('\\"shape\\":[1,1,2,2]', '\\"shape\\":[1,1,2,3]')), {
    kind: 'InvalidFile',
    message: `${label}: attentions.0 is not packed as it says`,
  });
});

test('the picture that the model saw travels as it is, and pixel_values stay behind', async () => {
  const record = tinyRecord();
  record.tensors.pixels = { data: Uint8Array.of(0, 128, 255), shape: [1, 1, 1, 3] };
  record.tensors.pixel_values = { data: Float32Array.of(-1, 0, 1), shape: [1, 3, 1, 1] };
  const { tensors } = await unpackRecord((await packRecord(record)).bytes);
  assert.deepEqual(tensors.pixels, record.tensors.pixels);
  assert.equal('pixel_values' in tensors, false);
});
