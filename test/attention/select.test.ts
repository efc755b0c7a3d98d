import assert from 'node:assert/strict';
import { test } from 'node:test';
import { selectRecord } from '../../src/attention/select.js';
import { placeValue, tinyRecord } from '../helpers/tiny-record.js';

test('without a choice the record is given back as it is', () => {
  const record = tinyRecord();
  assert.equal(selectRecord(record), record);
});

test('layers keep their names, and what belongs to no layer stays', () => {
  const record = tinyRecord();
  const { tensors, ...rest } = selectRecord(record, { layers: [1] });
  assert.deepEqual(Object.keys(tensors), ['input_ids', 'attention_mask', 'attentions.1', 'queries.1']);
  assert.equal(tensors['attentions.1'], record.tensors['attentions.1']);
  assert.deepEqual(rest, {
    tokens: record.tokens,
    targets: null,
    texts: record.texts,
    model: record.model,
    provenance: record.provenance,
    warnings: record.warnings,
  });
});

test('heads come in the order they were asked for, for every sequence, in attentions and queries', () => {
  const { tensors } = selectRecord(tinyRecord(), { layers: [1], heads: [2, 0] });
  const places = [0, 1].flatMap((sequence) => [2, 0].flatMap((head) => [0, 1, 2].map((query) => ({ layer: 1, sequence, head, query }))));
  assert.deepEqual(tensors['attentions.1'].shape, [2, 2, 3, 3]);
  assert.deepEqual(
    [...(tensors['attentions.1'].data as Float32Array)],
    places.flatMap((place) => [0, 1, 2].map((key) => placeValue({ ...place, key }))),
  );
  assert.deepEqual(tensors['queries.1'].shape, [2, 2, 3, 1]);
  assert.deepEqual(
    [...(tensors['queries.1'].data as Float32Array)],
    places.map((place) => placeValue({ ...place, key: 0 })),
  );
});

test('heads that share keys get the keys they used, and a bias for all heads stays one', () => {
  const record = tinyRecord();
  const numbers = (size: number): Float32Array => Float32Array.from({ length: size }, (_, i) => i);
  record.tensors = {
    'attentions.0': { data: numbers(2 * 4), shape: [2, 4, 1, 1] },
    'keys.0': { data: numbers(2 * 2), shape: [2, 2, 1, 1] }, // heads 0 and 1 share, 2 and 3 share
    'biases.0': { data: numbers(2), shape: [2, 1, 1, 1] },
    'biases.1': { data: numbers(2), shape: [2, 1, 1, 1] },
  };
  const { tensors } = selectRecord(record, { layers: [0], heads: [3, 1] });
  assert.deepEqual(tensors, {
    'attentions.0': { data: Float32Array.of(3, 1, 7, 5), shape: [2, 2, 1, 1] },
    'keys.0': { data: Float32Array.of(1, 0, 3, 2), shape: [2, 2, 1, 1] },
    'biases.0': { data: numbers(2), shape: [2, 1, 1, 1] },
  });
});

test('choosing leaves the record untouched', () => {
  const record = tinyRecord();
  selectRecord(record, { layers: [0], heads: [1] });
  assert.deepEqual(record, tinyRecord());
});
