import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { Token } from '../../src/tokens/token.js';
import { headData, meanRemoved, shownFocus, type HeadData } from '../../src/views/head-data.js';
import { headState, type HeadState } from '../../src/views/head-state.js';
import { describePicture } from '../../src/views/head-sentences.js';
import { headSummary, strongestEdges } from '../../src/views/head-summary.js';
import { handMadeRecord, ordinary, special } from '../helpers/record.js';

/** [CLS] un happy cat [SEP], where un and happy are pieces of one word. */
const TOKENS = [special('[CLS]'), part('un', 0, 0), part('happy', 0, 2), part('cat', 1, 8), special('[SEP]')];
const WEIGHTS = [
  [
    [0.5, 0.125, 0.125, 0.125, 0.125],
    [0.25, 0.25, 0.25, 0.125, 0.125],
    [0.25, 0, 0.5, 0, 0.25],
    [0.5, 0.25, 0.125, 0.125, 0],
    [0, 0, 0, 0, 1],
  ],
  [
    [1, 0, 0, 0, 0],
    [0, 0.5, 0.5, 0, 0],
    [0, 0, 0.5, 0.5, 0],
    [0, 0.25, 0.25, 0.5, 0],
    [0, 0, 0, 0.5, 0.5],
  ],
];

function part(text: string, word: number, start: number): Token {
  return { ...ordinary(text, word, 0), start, end: start + text.length };
}

function record(): AttentionRecord {
  return { ...handMadeRecord(WEIGHTS, TOKENS), texts: [{ text: 'unhappy cat', pair: null }] };
}

function show(state: Partial<HeadState>, of: AttentionRecord = record()): HeadData {
  return headData(of, headState(of, state));
}

/** The rows of one matrix. */
function matrix({ attention: { data, queries, keys } }: HeadData, head: number): number[][] {
  return Array.from({ length: queries }, (_, row) => Array.from(data.subarray((head * queries + row) * keys, (head * queries + row + 1) * keys)));
}

const names = (units: HeadData['query']): string[] => units.map(({ text }) => text);

test('tokens as they are: the record’s own numbers', () => {
  const of = record();
  const data = show({}, of);
  assert.equal(data.attention.data.buffer, of.tensors['attentions.0'].data.buffer);
  assert.deepEqual(names(data.query), ['[CLS]', 'un', 'happy', 'cat', '[SEP]']);
  assert.equal(meanRemoved(data), null);
});

test('words: summed over the pieces of a key, averaged over those of a query; special tokens by themselves', () => {
  const data = show({ units: 'words' });
  assert.deepEqual(names(data.key), ['[CLS]', 'unhappy', 'cat', '[SEP]']);
  assert.deepEqual(matrix(data, 0), [
    [0.5, 0.25, 0.125, 0.125],
    [0.25, 0.5, 0.0625, 0.1875],
    [0.5, 0.375, 0.125, 0],
    [0, 0, 0, 1],
  ]);
  assert.deepEqual(shownFocus(data, { side: 'key', index: 2 }), { side: 'key', index: 1 }, 'a piece is found in its word');
});

test('special tokens hidden: their rows and columns are gone, and their share of each row is told', () => {
  const data = show({ special: 'hide' });
  assert.deepEqual(names(data.query), ['un', 'happy', 'cat']);
  assert.deepEqual(matrix(data, 0), [
    [0.25, 0.25, 0.125],
    [0, 0.5, 0],
    [0.25, 0.125, 0.125],
  ]);
  assert.deepEqual(Array.from(data.removed as Float32Array), [0.375, 0.5, 0.5, 0, 0, 0]);
  assert.equal(meanRemoved(data)?.toFixed(6), (1.375 / 6).toFixed(6));
  assert.equal(meanRemoved(show({ special: 'hide', heads: [1] })), 0);
  assert.equal(shownFocus(data, { side: 'query', index: 0 }), null);
});

test('renormalised, what is left of a row sums to 1; a row of which nothing is left stays empty', () => {
  const of = record();
  const data = show({ special: 'renormalise' }, of);
  assert.deepEqual(
    matrix(data, 0).map((row) => row.map((weight) => weight.toFixed(4))),
    [
      ['0.4000', '0.4000', '0.2000'],
      ['0.0000', '1.0000', '0.0000'],
      ['0.5000', '0.2500', '0.2500'],
    ],
  );
  assert.equal((of.tensors['attentions.0'].data as Float32Array)[6], 0.25, 'the record is as it was');
  const alone = handMadeRecord([[[1, 0], [1, 0]]], [special('<s>'), ordinary('a', 0, 0)]); // prettier-ignore
  assert.deepEqual(matrix(show({ special: 'renormalise' }, alone), 0), [[0]]);
});

test('heads together: the mean or the largest of those that are on', () => {
  const mean = show({ combine: 'mean', special: 'hide' });
  assert.deepEqual([mean.attention.heads, mean.heads, mean.combined], [1, [0], true]);
  assert.deepEqual(matrix(mean, 0)[0], [0.375, 0.375, 0.0625]);
  assert.deepEqual(Array.from(mean.removed as Float32Array), [0.1875, 0.25, 0.25]);
  assert.deepEqual(matrix(show({ combine: 'max' }), 0)[1], [0.25, 0.5, 0.5, 0.125, 0.125]);
  assert.deepEqual(matrix(show({ combine: 'max', heads: [1] }), 0)[1], [0, 0.5, 0.5, 0, 0]);
  assert.deepEqual(show({ combine: 'mean', heads: [] }).heads, []);
});

test('queries and keys of cross-attention are different tokens', () => {
  const of: AttentionRecord = {
    ...record(),
    targets: [[special('<s>'), part('chat', 0, 0)]],
    texts: [{ text: 'unhappy cat', pair: null, target: 'chat' }],
    tensors: { 'cross_attentions.0': { data: Float32Array.of(0.5, 0.5, 0, 0, 0, 0, 0.25, 0.25, 0.5, 0), shape: [1, 1, 2, 5] } },
  };
  const data = show({ stack: 'cross', units: 'words', special: 'hide' }, of);
  assert.deepEqual([names(data.query), names(data.key)], [['chat'], ['unhappy', 'cat']]);
  assert.deepEqual(matrix(data, 0), [[0.5, 0.5]]);
});

test('a token that was cut off its accent shows it, unless the next token has it', () => {
  const tokens = [part('cafe', 0, 0), part('é', 1, 6)];
  const of = { ...handMadeRecord([[[1, 0], [0, 1]]], tokens), texts: [{ text: 'cafe\u0301 é', pair: null }] }; // prettier-ignore
  assert.deepEqual(names(show({}, of).query), ['cafe\u0301', 'é']);
  const split = { ...of, tokens: [[part('e', 0, 3), part('\u0301', 0, 4)]] };
  assert.deepEqual(names(show({}, split).query), ['e', '\u0301']);
});

test('entropy, share of special tokens and strongest edges of a head, by hand', () => {
  const data = show({});
  const summary = headSummary(data, 1, { count: 3 });
  // Rows (1), (½ ½), (½ ½), (¼ ¼ ½), (½ ½): 0, ln 2, ln 2, 1.5 ln 2, ln 2.
  assert.equal(summary.entropy.toFixed(6), ((4.5 * Math.LN2) / 5).toFixed(6));
  // Special keys get 1, 0, 0, 0 and ½.
  assert.equal(summary.special.toFixed(6), '0.300000');
  assert.deepEqual(
    summary.edges.map(({ query, key, weight }) => [query, key, weight]),
    [
      [0, 0, 1],
      [1, 1, 0.5],
      [1, 2, 0.5],
    ],
  );
  const all = strongestEdges([headSummary(data, 0, { count: 3 }), summary], 2);
  assert.deepEqual(
    all.map(({ head, query, key }) => [head, query, key]),
    [
      [0, 4, 4],
      [1, 0, 0],
    ],
  );
  // Hidden: rows (¼ ¼ ⅛), (½), (¼ ⅛ ⅛) as shares of their sums; the share of special tokens is what was taken out.
  const hidden = headSummary(show({ special: 'hide' }), 0, { count: 1 });
  const first = 2 * 0.4 * -Math.log(0.4) - 0.2 * Math.log(0.2);
  assert.equal(hidden.entropy.toFixed(5), ((first + 1.5 * Math.LN2) / 3).toFixed(5));
  assert.equal(hidden.special.toFixed(6), (1.375 / 3).toFixed(6));
});

test('the picture in words, in each language', () => {
  const of = record();
  const describe = (state: Partial<HeadState>, language: 'en' | 'pt-BR' | 'es'): string => {
    const full = headState(of, state);
    const data = headData(of, full);
    return describePicture(data, { state: full, summaries: data.heads.map((head) => headSummary(data, head, { count: 3 })), language });
  };
  assert.equal(
    describe({ special: 'hide' }, 'en'),
    'Layer 0, heads 0, 1. Strongest: “happy” to “happy” 0.50 in head 0, “un” to “un” 0.50 in head 1, and “un” to “happy” 0.50 in head 1. ' +
      'Attention is spread most in head 1 (entropy 0.81 nats) and least in head 0 (0.70 nats). 23% of the weight is on special tokens.',
  );
  assert.match(
    describe({ heads: [1] }, 'pt-BR'),
    /^Camada 0, cabeça 1\. Mais fortes: de “\[CLS\]” para “\[CLS\]” 1,00, .* A entropia média das linhas é 0,62 nats\. 30% do peso/,
  );
  assert.match(describe({ combine: 'max' }, 'es'), /^Capa 0, cabezas 0, 1 \(máximo\)\. Los más fuertes: de “\[CLS\]” a “\[CLS\]” 1,00, /);
  assert.equal(describe({ heads: [] }, 'es'), 'No hay ninguna cabeza activada.');
});
