import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { diskFolder } from '../../src/bytes/file.node.js';
import { memoryFolder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import { loadTokenizer } from '../../src/tokens/load.js';
import { decodeTokens } from '../../src/tokens/decode.js';

const TEXT = "Barcelona is famous for Gaudí's architecture.";

for (const name of ['t5', 'bart', 'marian']) {
  test(`${name}: tokens written have the places that the tokens of the same text have`, async () => {
    const tokenizer = await loadTokenizer(await diskFolder(`test/fixtures/checkpoints/${name}`));
    const { tokens } = tokenizer.encode(TEXT);
    const decoded = tokenizer.decode(tokens.map(({ id }) => id));
    assert.equal(decoded.text, TEXT);
    const places = (list: typeof tokens): unknown =>
      list.map(({ piece, text, start, end, special, segment }) => ({ piece, text, start, end, special, segment }));
    assert.deepEqual(places(decoded.tokens), places(tokens));
  });
}

test('the bytes of one character share its place, and bytes that never become one are shown as such', () => {
  const bytes = [0x61, 0xc3, 0xad, 0xe2, 0x82];
  const options = {
    pieceOf: String,
    isSpecial: () => false,
    trim: false,
    textOf: (ids: number[]) => new TextDecoder().decode(Uint8Array.from(ids, (id) => bytes[id])),
  };
  const { text, tokens } = decodeTokens([0, 1, 2, 3, 4], options);
  assert.equal(text, 'aí\uFFFD');
  assert.deepEqual(
    tokens.map(({ start, end }) => [start, end]),
    [
      [0, 1],
      [1, 2],
      [1, 2],
      [2, 3],
      [2, 3],
    ],
  );
});

test('no tokens make no text', async () => {
  const tokenizer = await loadTokenizer(await diskFolder('test/fixtures/checkpoints/t5'));
  assert.deepEqual(tokenizer.decode([]), { text: '', tokens: [] });
  assert.deepEqual(tokenizer.decode([1]).tokens, [
    { id: 1, piece: '</s>', text: '</s>', start: 0, end: 0, segment: null, special: true, word: null },
  ]);
});

test('BART without tokenizer.json, as facebook/bart-base was first published, reads and writes the same tokens', async () => {
  const folder = 'test/fixtures/checkpoints/bart';
  const { model } = JSON.parse(readFileSync(`${folder}/tokenizer.json`, 'utf8')) as { model: { vocab: object; merges: [string, string][] } };
  const merges = ['#version: 0.2', ...model.merges.map((pair) => pair.join(' ')), ''].join('\n');
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const files = { 'vocab.json': memorySource(bytes(JSON.stringify(model.vocab))), 'merges.txt': memorySource(bytes(merges)) };
  const first = await loadTokenizer(memoryFolder(files), { modelType: 'bart' });
  const { tokens } = (await loadTokenizer(await diskFolder(folder))).encode(TEXT);
  assert.deepEqual(first.encode(TEXT).tokens, tokens);
  assert.equal(first.decode(tokens.map(({ id }) => id)).text, TEXT);
});
