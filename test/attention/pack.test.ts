import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync, inflateSync } from 'node:zlib';
import { packRecord, unpackRecord } from '../../src/attention/pack.js';
import type { AttentionRecord } from '../../src/attention/record.js';
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

async function throughPack(probabilities: number[]): Promise<number[]> {
  const { tensors } = await unpackRecord(await packRecord(recordOf(probabilities)));
  return [...(tensors['attentions.0'].data as Float32Array)];
}

test('what a page needs comes back: tokens, texts, model, provenance, warnings, attentions alone', async () => {
  const record = recordOf([1, 0, 0.5, 0.5]);
  const { tensors, ...rest } = await unpackRecord(await packRecord(record));
  const { tensors: _, ...expected } = record;
  assert.deepEqual(rest, expected);
  assert.deepEqual(Object.keys(tensors), ['attentions.0']);
  assert.deepEqual(tensors['attentions.0'].shape, [1, 1, 2, 2]);
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
  const { tensors } = await unpackRecord(await packRecord(record));
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
  const packed = await packRecord(recordOf([1, 0, 0, 1]));
  const damaged = packed.slice();
  damaged[0] = 0;
  const message = 'the record in this page is damaged: it cannot be decompressed';
  for (const bytes of [packed.subarray(0, packed.length - 5), damaged, new Uint8Array(0)]) {
    await assert.rejects(unpackRecord(bytes), { kind: 'InvalidFile', message });
  }
});

test('refused: attentions that are not the two planes of bytes', async () => {
  const bytes = inflateSync(await packRecord(recordOf([1, 0, 0, 1])));
  const inPage = (from: string, to: string): Uint8Array =>
    new Uint8Array(deflateSync(Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1')));
  const label = 'the record in this page is not an attention record';
  await assert.rejects(unpackRecord(inPage('[2,1,1,2,2]', '[1,1,1,2,4]')), {
    kind: 'InvalidFile',
    message: `${label}: attentions.0 is not packed as two planes of bytes`,
  });
  await assert.rejects(unpackRecord(inPage('"U8","shape":[2,1,1,2,2]', '"F32","shape":[2,1]     ')), {
    kind: 'InvalidFile',
    message: `${label}: attentions.0 is not packed as two planes of bytes`,
  });
});
