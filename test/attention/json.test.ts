import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordJson } from '../../src/attention/json.js';
import type { Tensor } from '../../src/tensor.js';
import { tinyRecord } from '../helpers/tiny-record.js';

/** A record of these tensors as parsed JSON. */
function throughJson(tensors: Record<string, Tensor>): { tensors: Record<string, { shape: number[]; data: (number | null)[] }> } {
  return JSON.parse([...recordJson({ ...tinyRecord(), tensors })].join('')) as ReturnType<typeof throughJson>;
}

test('the document holds the record', () => {
  const record = tinyRecord();
  const { tensors, ...rest } = JSON.parse([...recordJson(record)].join('')) as Record<string, unknown>;
  const { tokens, texts, model, provenance, warnings } = record;
  assert.deepEqual(rest, { format: 'lupa-attention', version: '1', tokens, texts, model, provenance, warnings });
  const plain = Object.entries(record.tensors).map(([name, { data, shape }]) => [name, { shape, data: Array.from(data as Float32Array, Number) }]);
  assert.deepEqual(tensors, Object.fromEntries(plain));
});

test('a tensor is a line, so that line tools can pick it', () => {
  const lines = [...recordJson(tinyRecord())].join('').split('\n');
  assert.equal(lines.filter((line) => line.startsWith('"attentions.1":{"shape":[2,3,3,3],"data":[')).length, 1);
});

test('every float32 comes back as it was', () => {
  // All kinds of exponents and fractions: an odd step through the 2^32 patterns, and the edges.
  const bits = Uint32Array.from({ length: 20_000 }, (_, i) => i * 214_751);
  const edges = Float32Array.of(0.1, 1 / 3, 2 ** -149, 2 ** -126, 3.4028234663852886e38, 1 - 2 ** -24, 1e-7, 123456.7, 16777217);
  for (const data of [new Float32Array(bits.buffer).filter(Number.isFinite), edges]) {
    const back = throughJson({ x: { data, shape: [data.length] } }).tensors.x;
    assert.equal(back.data.length, data.length);
    assert.ok(back.data.every((value, i) => Math.fround(value as number) === data[i]));
  }
});

test('float64 numbers keep all their digits, 64-bit integers too', () => {
  const text = [
    ...recordJson({
      ...tinyRecord(),
      tensors: { d: { data: Float64Array.of(Math.PI), shape: [1] }, i: { data: BigInt64Array.of(9007199254740993n), shape: [1] } },
    }),
  ].join('');
  assert.ok(text.includes('"d":{"shape":[1],"data":[3.141592653589793]}'));
  assert.ok(text.includes('"i":{"shape":[1],"data":[9007199254740993]}'));
});

test('NaN and infinities are null', () => {
  const { shape, data } = throughJson({ x: { data: Float32Array.of(NaN, 0.5, Infinity, -Infinity), shape: [2, 2] } }).tensors.x;
  assert.deepEqual({ shape, data }, { shape: [2, 2], data: [null, 0.5, null, null] });
});

test('tensors longer than a piece, and empty ones, are whole', () => {
  const data = Float32Array.from({ length: 10_000 }, (_, i) => i);
  const { x, none } = throughJson({ x: { data, shape: [100, 100] }, none: { data: new Float32Array(0), shape: [0, 3] } }).tensors;
  assert.deepEqual(x.data, [...data]);
  assert.deepEqual(none, { shape: [0, 3], data: [] });
});

test('a tensor may have any name', () => {
  const tensors = Object.fromEntries([
    ['__proto__', { data: Float32Array.of(1), shape: [1] }],
    ['"\n', { data: Float32Array.of(2), shape: [1] }],
  ]);
  assert.deepEqual(Object.keys(throughJson(tensors).tensors), ['__proto__', '"\n']);
});
