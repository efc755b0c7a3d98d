import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeRecord, encodeRecord } from '../../src/attention/file.js';
import { memorySource } from '../../src/bytes/source.js';
import { readHeader, writeSafetensors } from '../../src/models/safetensors.js';
import type { Tensor } from '../../src/tensor.js';
import { joined, tinyRecord, tinyToken } from '../helpers/tiny-record.js';

const ATTENTIONS: Tensor = { data: Float32Array.of(0.25, 0.75, 1, 0), shape: [1, 1, 2, 2] };

/** A file with these tensors and metadata, decoded. */
function decode(
  metadata: Record<string, unknown>,
  tensors: Record<string, Tensor> = { 'attentions.0': ATTENTIONS },
): ReturnType<typeof decodeRecord> {
  const text = Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]);
  return decodeRecord(joined(writeSafetensors(tensors, Object.fromEntries(text) as Record<string, string>)), { label: 'r.safetensors' });
}

test('a record is read back as it was written', async () => {
  const record = tinyRecord();
  const { tensors, ...rest } = await decodeRecord(joined(encodeRecord(record)));
  const { tensors: written, ...expected } = record;
  assert.deepEqual(rest, expected);
  assert.deepEqual(new Map(Object.entries(tensors)), new Map(Object.entries(written)));
});

test('the file names its format, and its metadata is JSON in strings', async () => {
  const record = tinyRecord();
  const { metadata, entries } = await readHeader(memorySource(joined(encodeRecord(record))), 'r');
  assert.deepEqual(Object.keys(metadata), ['format', 'version', 'tokens', 'texts', 'model', 'provenance', 'warnings']);
  assert.equal(metadata.format, 'lupa-attention');
  assert.equal(metadata.version, '1');
  assert.deepEqual(JSON.parse(metadata.tokens), record.tokens);
  assert.deepEqual(JSON.parse(metadata.model), record.model);
  assert.deepEqual([...entries.keys()].sort(), ['attention_mask', 'attentions.0', 'attentions.1', 'input_ids', 'queries.0', 'queries.1']);
});

test('writing the same record twice gives the same bytes', () => {
  assert.deepEqual(joined(encodeRecord(tinyRecord())), joined(encodeRecord(tinyRecord())));
});

test('attentions and a list of strings are enough, as a Python user writes them', async () => {
  const record = await decode({ tokens: ['[CLS]', 'cat'] });
  assert.deepEqual(record.tokens, [
    [
      { id: -1, piece: '[CLS]', text: '[CLS]', start: 0, end: 0, segment: null, special: true, word: null },
      { id: -1, piece: 'cat', text: 'cat', start: 0, end: 0, segment: 0, special: false, word: 1 },
    ],
  ]);
  assert.deepEqual(record.texts, [{ text: '[CLS] cat', pair: null }]);
  assert.deepEqual(record.model, { id: 'r.safetensors', family: 'unknown', layers: 1, heads: 1, sha256: null });
  assert.deepEqual(record.warnings, []);
  assert.deepEqual(record.tensors['attentions.0'], ATTENTIONS);
});

test('a batch of lists of strings is taken too, the shorter one padded', async () => {
  const tensors = { 'attentions.0': { data: new Float32Array(8), shape: [2, 1, 2, 2] } };
  const { tokens } = await decode({ tokens: [['a', 'b'], ['a']] }, tensors);
  assert.deepEqual(
    tokens.map((list) => list.map(({ piece }) => piece)),
    [['a', 'b'], ['a']],
  );
});

test('a record without tokens or attentions of its own never takes those of every object', async () => {
  const named = Object.fromEntries([
    ['attentions.0', ATTENTIONS],
    ['__proto__', ATTENTIONS],
    ['constructor', ATTENTIONS],
  ]);
  const record = await decode({ tokens: ['a', '__proto__'] }, named);
  assert.deepEqual(Object.keys(record.tensors).sort(), ['__proto__', 'attentions.0', 'constructor']);
  assert.equal(Object.getPrototypeOf(record.tensors), Object.prototype);
  assert.equal(record.tokens[0][1].piece, '__proto__');
});

test('NaN in the attention is no damage of the file: who shows it warns', async () => {
  const record = await decode({ tokens: ['a', 'b'] }, { 'attentions.0': { data: Float32Array.of(NaN, 1, Infinity, 0), shape: [1, 1, 2, 2] } });
  assert.ok(Number.isNaN((record.tensors['attentions.0'].data as Float32Array)[0]));
});

const token = tinyToken('a', 0);
const model = { id: 'm', family: 'bert', layers: 1, heads: 1, sha256: null };
const nested = `${'['.repeat(60_000)}${']'.repeat(60_000)}`;
const REFUSED: [what: string, metadata: Record<string, unknown>, sentence: string][] = [
  ['no tokens', {}, 'its metadata has no list of tokens'],
  ['an empty list', { tokens: [] }, 'its metadata has no list of tokens'],
  ['an object for tokens', { tokens: { 0: 'a' } }, 'its metadata has no list of tokens'],
  ['a mixed list', { tokens: ['a', ['b']] }, '"a" is not a list of tokens'],
  ['a number for a token', { tokens: [['a', 7]] }, '7 is not a token'],
  ['a token without its fields', { tokens: [['a', { piece: 'b', text: 'b' }]] }, '{"piece":"b","text":"b"} is not a token'],
  [
    'a segment of another kind',
    { tokens: [['a', { ...token, segment: 2 }]] },
    '{"id":10,"piece":"a","text":"a","start":0,"end":1,"segment":2,"special":false,"w… is not a token',
  ],
  ['lists without end', { tokens: nested }, 'a value nested too deeply to be shown is not a token'],
  ['tokens that are not JSON', { tokens: '{' }, "its metadata field tokens is not JSON: Expected property name or '}' in JSON at position 1"],
  [
    'one token too many',
    { tokens: ['a', 'b', 'c'] },
    'attentions.0 has shape [1, 1, 2, 2], [1, 1, 3, 3] is expected (sequences, heads, tokens, tokens)',
  ],
  ['texts for another number of sequences', { tokens: ['a', 'b'], texts: [] }, 'its metadata field texts has the wrong form: []'],
  [
    'a text that is a number',
    { tokens: ['a', 'b'], texts: [{ text: 1, pair: null }] },
    'its metadata field texts has the wrong form: [{"text":1,"pair":null}]',
  ],
  ['null for the model', { tokens: ['a', 'b'], model: 'null' }, 'its metadata field model has the wrong form: null'],
  [
    'layers as text',
    { tokens: ['a', 'b'], model: { ...model, layers: '1' } },
    'its metadata field model has the wrong form: {"id":"m","family":"bert","layers":"1","heads":1,"sha256":null}',
  ],
  [
    'a layer too many',
    { tokens: ['a', 'b'], model: { ...model, layers: 2 } },
    'it has no tensor attentions.1, and all layers are needed (write it without --layer)',
  ],
  [
    'a head too many',
    { tokens: ['a', 'b'], model: { ...model, heads: 2 } },
    "attentions.0 has 1 of the model's 2 heads, and all are needed (write it without --heads)",
  ],
  ['provenance without a command', { tokens: ['a', 'b'], provenance: {} }, 'its metadata field provenance has the wrong form: {}'],
  ['a warning that is no text', { tokens: ['a', 'b'], warnings: [1] }, 'its metadata field warnings has the wrong form: [1]'],
];

for (const [what, metadata, sentence] of REFUSED) {
  test(`refused: ${what}`, async () => {
    await assert.rejects(decode(metadata), (error: Error & { kind?: string }) => {
      assert.equal(error.kind, 'InvalidFile');
      // Later versions of Node add line and column to what the parser says.
      assert.equal(error.message.replace(/ \(line 1 column \d+\)/, ''), `r.safetensors is not an attention record: ${sentence}`);
      return true;
    });
  });
}

test('refused: a file without attentions, and one that is no safetensors file', async () => {
  await assert.rejects(decode({ tokens: ['a'] }, { x: ATTENTIONS }), {
    message: 'r.safetensors is not an attention record: it has no tensor attentions.0',
  });
  await assert.rejects(decodeRecord(new Uint8Array(3), { label: 'r' }), {
    message: 'r is not a sound safetensors file: it has 3 bytes, at least 10 are needed',
  });
});
