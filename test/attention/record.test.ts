import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRecord, layerAttention, layerCount } from '../../src/attention/record.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import { placeValue, tinyRecord, tinyToken } from '../helpers/tiny-record.js';

test('layers are counted from 0 up to the first that is missing', () => {
  const record = tinyRecord();
  assert.equal(layerCount(record), 2);
  delete record.tensors['attentions.0'];
  assert.equal(layerCount(record), 0);
});

test("a full sequence's attention is a view into the record", () => {
  const record = tinyRecord();
  const { data, heads, queries, keys } = layerAttention(record, 1);
  assert.deepEqual({ heads, queries, keys }, { heads: 3, queries: 3, keys: 3 });
  assert.equal(data.length, 27);
  assert.equal(data[(2 * 3 + 1) * 3 + 0], placeValue({ layer: 1, sequence: 0, head: 2, query: 1, key: 0 }));
  assert.equal(data.buffer, (record.tensors['attentions.1'].data as Float32Array).buffer);
});

test('padding is cut out of a shorter sequence', () => {
  const { data, heads, queries, keys } = layerAttention(tinyRecord(), 1, { sequence: 1 });
  assert.deepEqual({ heads, queries, keys }, { heads: 3, queries: 2, keys: 2 });
  const expected = [0, 1, 2].flatMap((head) =>
    [0, 1].flatMap((query) => [0, 1].map((key) => placeValue({ layer: 1, sequence: 1, head, query, key }))),
  );
  assert.deepEqual([...data], expected);
});

for (const layer of [2, -1, 0.5, NaN]) {
  test(`there is no layer ${layer}`, () => {
    assert.throws(() => layerAttention(tinyRecord(), layer), {
      kind: 'OutOfRange',
      message: `there is no layer ${layer}: this model has layers 0 to 1`,
    });
  });
}

for (const sequence of [2, -1, 0.5, NaN]) {
  test(`there is no sequence ${sequence}`, () => {
    assert.throws(() => layerAttention(tinyRecord(), 0, { sequence }), {
      kind: 'OutOfRange',
      message: `there is no sequence ${sequence}: the record has sequences 0 to 1`,
    });
  });
}

/** Each change of a sound record, and what is then said of it. */
const CHANGES: [what: string, change: (record: AttentionRecord) => void, sentence: string][] = [
  ['no attentions', ({ tensors }) => (delete tensors['attentions.0'], delete tensors['attentions.1']), 'it has no tensor attentions.0'],
  [
    'no layer 0',
    ({ tensors }) => delete tensors['attentions.0'],
    'it has no tensor attentions.0, and all layers are needed (write it without --layer)',
  ],
  [
    'no last layer',
    ({ tensors }) => delete tensors['attentions.1'],
    'it has no tensor attentions.1, and all layers are needed (write it without --layer)',
  ],
  ['more layers than the model', ({ model }) => (model.layers = 1), 'it has attentions of 2 layers, its model 1'],
  ['some heads', ({ model }) => (model.heads = 4), "attentions.0 has 3 of the model's 4 heads, and all are needed (write it without --heads)"],
  [
    'too many heads',
    ({ model }) => (model.heads = 2),
    'attentions.0 has shape [2, 3, 3, 3], [2, 2, 3, 3] is expected (sequences, heads, tokens, tokens)',
  ],
  [
    'a missing sequence',
    ({ tokens }) => tokens.pop(),
    'attentions.0 has shape [2, 3, 3, 3], [1, 3, 3, 3] is expected (sequences, heads, tokens, tokens)',
  ],
  [
    'a token too many',
    ({ tokens }) => tokens[0].push(tinyToken('x', 3)),
    'attentions.0 has shape [2, 3, 3, 3], [2, 3, 4, 4] is expected (sequences, heads, tokens, tokens)',
  ],
  [
    'a token too few',
    ({ tokens }) => tokens[0].pop(),
    'attentions.0 has shape [2, 3, 3, 3], [2, 3, 2, 2] is expected (sequences, heads, tokens, tokens)',
  ],
  ['a sequence without tokens', ({ tokens }) => (tokens[1] = []), 'a sequence has no tokens'],
  [
    'three dimensions',
    ({ tensors }) => (tensors['attentions.1'].shape = [6, 3, 3]),
    'attentions.1 has shape [6, 3, 3], [2, 3, 3, 3] is expected (sequences, heads, tokens, tokens)',
  ],
  [
    'no dimension',
    ({ tensors }) => (tensors['attentions.0'] = { data: new Float32Array(1), shape: [] }),
    'attentions.0 has shape [], [2, 3, 3, 3] is expected (sequences, heads, tokens, tokens)',
  ],
  [
    'whole numbers',
    ({ tensors }) => (tensors['attentions.1'].data = new Int32Array(54)),
    'attentions.1 holds Int32Array elements, float32 is expected',
  ],
  [
    'too little data',
    ({ tensors }) => (tensors['attentions.1'].data = new Float32Array(53)),
    'attentions.1 has 53 numbers, its shape [2, 3, 3, 3] says 54',
  ],
];

test('a sound record passes', () => {
  checkRecord(tinyRecord(), 'r');
});

for (const [what, change, sentence] of CHANGES) {
  test(`refused: ${what}`, () => {
    const record = tinyRecord();
    change(record);
    assert.throws(() => checkRecord(record, 'r.safetensors'), {
      kind: 'InvalidFile',
      message: `r.safetensors is not an attention record: ${sentence}`,
    });
  });
}
