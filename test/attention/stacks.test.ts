import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assembleRecord, decodeRecord, encodeRecord } from '../../src/attention/file.js';
import { firstBadLayer, notFinite } from '../../src/attention/finite.js';
import { recordJson } from '../../src/attention/json.js';
import { packRecord } from '../../src/attention/pack.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import { checkRecord, layerAttention, layerCount, type AttentionRecord } from '../../src/attention/record.js';
import { selectRecord } from '../../src/attention/select.js';
import { readTensorName } from '../../src/attention/stacks.js';
import { tensorName } from '../../src/models/architectures/architecture.js';
import type { Tensor } from '../../src/tensor.js';
import { joined, tinyToken } from '../helpers/tiny-record.js';

const SOURCES = [
  ['cat', 'sat', '[SEP]'],
  ['cat', '[SEP]'],
];
const TARGETS = [
  ['[PAD]', 'gato'],
  ['[PAD]', 'o', 'gato', 'sim'],
];

/** A number that says where it stands, by its digits. */
const place = (sequence: number, head: number, query: number, key: number): number => sequence * 1000 + head * 100 + query * 10 + key;

/**
 * Two sequences: three tokens to two, and two to four, so that each side is padded once. An encoder of one layer, a decoder of two; two heads. The
 * attentions are {@link place}s, over 10,000 so that they are probabilities.
 */
function translation(): AttentionRecord {
  const tensor = (rows: number, columns: number): Tensor => {
    const data = [0, 1].flatMap((b) => [0, 1].flatMap((h) => range(rows).flatMap((q) => range(columns).map((k) => place(b, h, q, k) / 10_000))));
    return { data: Float32Array.from(data), shape: [2, 2, rows, columns] };
  };
  const tensors: AttentionRecord['tensors'] = {
    'encoder_attentions.0': tensor(3, 3),
    'cross_queries.0': tensor(4, 1),
    'cross_biases.0': { data: new Float32Array(6), shape: [2, 1, 1, 3] },
  };
  for (const layer of [0, 1]) Object.assign(tensors, { [`decoder_attentions.${layer}`]: tensor(4, 4), [`cross_attentions.${layer}`]: tensor(4, 3) });
  const stack = (name: 'encoder' | 'decoder' | 'cross', layers: number) => ({ name, layers, heads: 2 });
  return {
    tokens: SOURCES.map((list) => list.map(tinyToken)),
    targets: TARGETS.map((list) => list.map(tinyToken)),
    texts: [
      { text: 'cat sat', pair: null, target: 'gato' },
      { text: 'cat', pair: null, target: 'o gato sim' },
    ],
    tensors,
    model: {
      id: 'test/translation',
      family: 't5',
      layers: 1,
      heads: 2,
      stacks: [stack('encoder', 1), stack('decoder', 2), stack('cross', 2)],
      sha256: null,
    },
    provenance: { version: 'lupa-attention test', command: 'test', runtime: 'none' },
    warnings: [],
  };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

test('names of tensors are read as they are written', () => {
  for (const name of ['', 'encoder', 'decoder', 'cross', 'text', 'vision'] as const) {
    for (const kind of ['attentions', 'queries', 'keys', 'biases'] as const)
      assert.deepEqual(readTensorName(tensorName({ name }, kind, 11)), { stack: name, kind, layer: 11 });
  }
  for (const other of ['logits', 'attentions', 'other_attentions.0', 'attentions.0.1', '_attentions.0']) assert.equal(readTensorName(other), null);
});

test('padding is cut from both sides, each by its own tokens', () => {
  const record = translation();
  checkRecord(record, 'r');
  const sizes = {
    encoder: [
      [3, 3],
      [2, 2],
    ],
    decoder: [
      [2, 2],
      [4, 4],
    ],
    cross: [
      [2, 3],
      [4, 2],
    ],
  };
  for (const stack of ['encoder', 'decoder', 'cross'] as const) {
    for (const sequence of [0, 1]) {
      const { data, heads, queries, keys } = layerAttention(record, 0, { stack, sequence });
      assert.deepEqual([queries, keys], sizes[stack][sequence]);
      const expected = range(heads).flatMap((head) =>
        range(queries).flatMap((query) => range(keys).map((key) => Math.fround(place(sequence, head, query, key) / 10_000))),
      );
      assert.deepEqual([...data], expected);
    }
  }
  assert.equal(layerCount(record, { stack: 'encoder' }), 1);
  assert.equal(layerCount(record, { stack: 'cross' }), 2);
});

test('of several stacks one must be named, and be there', () => {
  const record = translation();
  const message = 'this record has encoder, decoder and cross attention: say which is meant (stack)';
  assert.throws(() => layerAttention(record, 0), { kind: 'InvalidInput', message });
  assert.throws(() => layerCount(record), { kind: 'InvalidInput', message });
  assert.throws(() => layerAttention(record, 0, { stack: 'vision' }), {
    kind: 'OutOfRange',
    message: 'there is no vision attention: this record has encoder, decoder and cross attention',
  });
  assert.throws(() => layerAttention(record, 1, { stack: 'encoder' }), {
    kind: 'OutOfRange',
    message: 'there is no layer 1: this model has layers 0 to 0',
  });
});

test('a file gives the record back, and so does a page, without queries where none are asked for', async () => {
  const record = translation();
  assert.deepEqual(await decodeRecord(joined(encodeRecord(record))), record);
  const { tensors, ...rest } = await unpackRecord((await packRecord(record, { queriesAndKeys: false })).bytes);
  assert.deepEqual(
    Object.keys(tensors).sort(),
    Object.keys(record.tensors)
      .filter((name) => name.includes('attentions'))
      .sort(),
  );
  assert.deepEqual(rest, {
    tokens: record.tokens,
    targets: record.targets,
    texts: record.texts,
    model: record.model,
    provenance: record.provenance,
    warnings: [],
  });
});

test('JSON has the target tokens beside the tokens', () => {
  const record = translation();
  const document = JSON.parse([...recordJson(record)].join('')) as {
    tokens: unknown;
    target_tokens: unknown;
    tensors: Record<string, { shape: number[] }>;
  };
  assert.deepEqual([document.tokens, document.target_tokens], [record.tokens, record.targets]);
  assert.deepEqual(document.tensors['cross_attentions.1'].shape, [2, 2, 4, 3]);
});

test('what Python writes of an encoder-decoder model is a record too', () => {
  const { tensors } = translation();
  const lists = { tokens: JSON.stringify(SOURCES), target_tokens: JSON.stringify(TARGETS) };
  const { model, targets } = assembleRecord(tensors, lists, 'mine.safetensors');
  assert.deepEqual(model.stacks, translation().model.stacks);
  assert.deepEqual(
    targets?.[1].map(({ text }) => text),
    TARGETS[1],
  );
});

test('layers and heads are chosen in every stack, but of a bias that serves all heads', () => {
  const { tensors } = selectRecord(translation(), { layers: [0], heads: [1] });
  assert.deepEqual(Object.keys(tensors).sort(), [
    'cross_attentions.0',
    'cross_biases.0',
    'cross_queries.0',
    'decoder_attentions.0',
    'encoder_attentions.0',
  ]);
  assert.deepEqual(tensors['cross_attentions.0'].shape, [2, 1, 4, 3]);
  assert.equal(tensors['cross_attentions.0'].data[0], Math.fround(place(0, 1, 0, 0) / 10_000));
  assert.deepEqual(tensors['cross_biases.0'].shape, [2, 1, 1, 3]);
});

test('numbers that are none are found in every stack', () => {
  for (const [name, stack, layer] of [
    ['encoder_attentions.0', 'encoder', 0],
    ['decoder_attentions.1', 'decoder', 1],
    ['cross_attentions.1', 'cross', 1],
  ] as const) {
    const { tensors } = translation();
    assert.equal(firstBadLayer(tensors), null);
    (tensors[name].data as Float32Array)[5] = NaN;
    assert.deepEqual(firstBadLayer(tensors), { stack, layer });
  }
  assert.equal(
    notFinite({ stack: 'cross', layer: 1 }),
    'The cross attention is not a number (NaN) from layer 1 on: are the weights of this checkpoint damaged?',
  );
});

/** Each change of a sound record, and what is then said of it. */
const CHANGES: [what: string, change: (record: AttentionRecord) => void, sentence: string][] = [
  ['no targets', (record) => (record.targets = null), 'it has decoder_attentions.0, and no list of target tokens'],
  ['a target without tokens', ({ targets }) => targets?.[0].splice(0), 'a target has no tokens'],
  [
    'a target token too many',
    ({ targets }) => targets?.[1].push(tinyToken('x', 4)),
    'decoder_attentions.0 has shape [2, 2, 4, 4], [2, 2, 5, 5] is expected (sequences, heads, tokens, tokens)',
  ],
  [
    'a source token too many',
    ({ tokens }) => tokens[0].push(tinyToken('x', 3)),
    'encoder_attentions.0 has shape [2, 2, 3, 3], [2, 2, 4, 4] is expected (sequences, heads, tokens, tokens)',
  ],
  [
    'a missing layer',
    ({ tensors }) => delete tensors['cross_attentions.1'],
    'it has no tensor cross_attentions.1, and all layers are needed (write it without --layer)',
  ],
  [
    'a layer too many',
    ({ tensors }) => (tensors['encoder_attentions.1'] = tensors['encoder_attentions.0']),
    'it has encoder_attentions of 2 layers, its model 1',
  ],
  [
    'some heads',
    ({ model }) => model.stacks?.forEach((stack) => (stack.heads = 3)),
    "encoder_attentions.0 has 2 of the model's 3 heads, and all are needed (write it without --heads)",
  ],
  [
    'an unknown stack',
    ({ tensors }) => (tensors['text_attentions.0'] = tensors['encoder_attentions.0']),
    'it has text_attentions, and its model says nothing of them',
  ],
];

for (const [what, change, sentence] of CHANGES) {
  test(`refused: ${what}`, () => {
    const record = translation();
    change(record);
    assert.throws(() => checkRecord(record, 'r.safetensors'), {
      kind: 'InvalidFile',
      message: `r.safetensors is not an attention record: ${sentence}`,
    });
  });
}

test('a file whose lists of tokens do not go together is refused', () => {
  const { tensors } = translation();
  assert.throws(() => assembleRecord(tensors, { tokens: JSON.stringify(SOURCES), target_tokens: JSON.stringify([TARGETS[0]]) }, 'r'), {
    message: 'r is not an attention record: it has tokens of 2 sequences, and target_tokens of 1',
  });
});
