import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alignTokens } from '../../src/attention/align.js';
import { alignRuns, recordDifference, sameHeads } from '../../src/attention/difference.js';
import { decodeRecord, encodeRecord } from '../../src/attention/file.js';
import { packRecord } from '../../src/attention/pack.js';
import { layerAttention } from '../../src/attention/record.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import { isLupaError } from '../../src/errors.js';
import type { Token } from '../../src/tokens/token.js';
import { heatmapState } from '../../src/views/heatmap-state.js';
import { heatmapTable } from '../../src/views/heatmap-values.js';
import { assertClose } from '../helpers/analysis.js';
import { handMadeRecord, ordinary, special, syntheticRecord } from '../helpers/record.js';
import { joined } from '../helpers/tiny-record.js';

const words = (text: string): Token[] => [special('[CLS]'), ...text.split(' ').map((word, i) => ordinary(word, i, 0)), special('[SEP]')];

test('tokens are aligned where they are the same, in order', () => {
  const align = (a: string, b: string): string => alignTokens(words(a), words(b)).map((pair) => pair.join('-')).join(' '); // prettier-ignore
  assert.equal(align('the cat sat', 'the cat sat'), '0-0 1-1 2-2 3-3 4-4');
  assert.equal(align('the cat sat', 'the dog sat'), '0-0 1-1 3-3 4-4');
  assert.equal(align('the old cat sat down', 'a cat sat on it'), '0-0 3-2 4-3 6-6');
  assert.equal(align('a b c d', 'c d a'), '0-0 3-1 4-2 5-4', 'the longest, not the first');
  assert.deepEqual(alignTokens(words('x'), [special('<s>'), ordinary('x', 0, 1)]), [], 'another segment and other special tokens are other tokens');
});

const A = handMadeRecord([
  [
    [0.5, 0.25, 0.25],
    [0, 1, 0],
    [0.25, 0.25, 0.5],
  ],
]);
const B = handMadeRecord([
  [
    [0.25, 0.5, 0.25],
    [0, 0.75, 0.25],
    [0.25, 0.5, 0.25],
  ],
]);

test('the difference of two runs is that of their cells', () => {
  const difference = recordDifference(A, B);
  assertClose(layerAttention(difference, 0).data, [0.25, -0.25, 0, 0, 0.25, -0.25, 0, -0.25, 0.25], 1e-7);
  assert.equal(difference.difference, true);
  assert.deepEqual(Object.keys(difference.tensors), ['attentions.0'], 'what is computed when it is read is among the names all the same');
});

test('of runs with other tokens the common ones have a difference', () => {
  const [t0, t1, t2] = A.tokens[0];
  const other = { ...B, tokens: [[t0, ordinary('other', 1, 0), t2]] };
  const difference = recordDifference(A, other);
  assert.deepEqual(alignRuns(A, other).queries, [[0, 0], [2, 2]]); // prettier-ignore
  assert.deepEqual(difference.tokens, [[t0, t2]]);
  assertClose(layerAttention(difference, 0).data, [0.25, 0, 0, 0.25], 1e-7);
  const nothing = { ...B, tokens: [[t1, t1, t1].map((token) => ({ ...token, text: 'new' }))] };
  assert.throws(
    () => recordDifference(A, nothing),
    (error) => isLupaError(error, 'InvalidInput') && /no token in common/.test(error.message),
  );
});

test('runs with other layers or heads have none', () => {
  const [small, large] = [syntheticRecord({ words: ['a'], heads: 2 }), syntheticRecord({ words: ['a'], heads: 3 })];
  assert.equal(sameHeads(small, large), false);
  assert.throws(
    () => recordDifference(small, large),
    (error) => isLupaError(error, 'InvalidInput') && error.message === 'the runs have 2 × 2 and 2 × 3 layers × heads: a difference needs the same',
  );
});

test('a heatmap of a difference has zero in the middle of its colours, and nothing that needs rows that sum to 1', () => {
  const difference = recordDifference(A, B);
  const state = heatmapState(difference, { values: 'uniform', special: 'renormalise' });
  assert.deepEqual([state.signed, state.values, state.special], [true, 'weights', 'hide']);
  const { scale, panels } = heatmapTable(difference, state);
  assert.deepEqual([scale.low, scale.high], [-0.25, 0.25]);
  assert.equal(panels[0].data[1], -0.25);
  assert.equal(heatmapState(A).signed, false);
});

test('a difference can be saved and packed', async () => {
  const difference = recordDifference(A, B);
  const expected = layerAttention(difference, 0).data;
  const read = await decodeRecord(joined(encodeRecord(difference)));
  assert.equal(read.difference, true);
  assertClose(layerAttention(read, 0).data, expected, 0);
  const unpacked = await unpackRecord((await packRecord(difference)).bytes);
  assertClose(layerAttention(unpacked, 0).data, expected, 2e-5);
});
