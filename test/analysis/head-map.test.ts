import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDivergence, divergenceSums, headDivergence, meanDivergence } from '../../src/analysis/divergence.js';
import { headMap, silhouette } from '../../src/analysis/head-map.js';
import { layerAttention } from '../../src/attention/record.js';
import { assertClose, REFERENCE } from '../helpers/analysis.js';
import { referenceRecord } from '../helpers/analysis-record.js';

test('divergences over texts are the mean over their query positions, and one matrix is all that is held', () => {
  const record = referenceRecord();
  const [layers, heads, size] = REFERENCE.attention.shape;
  const sums = divergenceSums(layers, heads);
  for (let i = 0; i < 2; i++) addDivergence(sums, (layer) => layerAttention(record, layer));
  assert.deepEqual([sums.texts, sums.queries, sums.data.length], [2, 2 * size, (layers * heads) ** 2]);
  assert.equal(sums.work, (2 * size * size * layers * heads * (layers * heads - 1)) / 2);
  assertClose(meanDivergence(sums).data, REFERENCE.divergence, 1e-6);
  // A sequence of one more token, in which all heads look alike, takes a share of the mean.
  addDivergence(sums, () => ({ heads, queries: size, keys: 1, data: new Float32Array(heads * size).fill(1) }));
  assertClose(
    meanDivergence(sums).data,
    Float64Array.from(headDivergence(record).data, (x) => (x * 2) / 3),
    1e-9,
  );
  assert.deepEqual(JSON.parse(JSON.stringify(sums)), sums);
});

test('the silhouette, by hand', () => {
  // Two pairs on a line: 0, 1 and 5, 6.
  const line = [0, 1, 5, 6];
  const distances = line.flatMap((a) => line.map((b) => Math.abs(a - b)));
  const [outer, inner] = [1 - 1 / 5.5, 1 - 1 / 4.5];
  assertClose([silhouette(distances, [0, 0, 1, 1])], [(outer + inner) / 2], 1e-12);
  // One thing alone counts 0; of the others 0: (4.5 → 5.5 to the nearest) …
  assertClose([silhouette([0, 1, 4, 1, 0, 3, 4, 3, 0], [0, 0, 1])], [(1 - 1 / 4 + 1 - 1 / 3) / 3], 1e-12);
});

/** One text of four tokens and eight heads: heads 0-2 look at key 0, 3-5 at key 1, 6 at key 2, 7 at key 3, nearly all. */
function eight(): ReturnType<typeof divergenceSums> {
  const [tokens, heads] = [4, 8];
  const data = new Float32Array(heads * tokens * tokens);
  [0, 0, 0, 1, 1, 1, 2, 3].forEach((key, head) => {
    for (let query = 0; query < tokens; query++) {
      for (let at = 0; at < tokens; at++) data[(head * tokens + query) * tokens + at] = at === key ? 0.97 : 0.01;
    }
  });
  const sums = divergenceSums(2, 4);
  addDivergence(sums, (layer) => ({ heads: 4, queries: tokens, keys: tokens, data: data.subarray(layer * 64, (layer + 1) * 64) }));
  return sums;
}

test('a map has a place and a group for each head, the largest group first', () => {
  const map = headMap(eight(), { stack: '' });
  assert.deepEqual(map?.heads.map(({ layer, head, cluster }) => [layer, head, cluster]), [[0, 0, 0], [0, 1, 0], [0, 2, 0], [0, 3, 1], [1, 0, 1], [1, 1, 1], [1, 2, 2], [1, 3, 3]]); // prettier-ignore
  assert.deepEqual(map?.clusters.map(({ size }) => size), [3, 3, 1, 1]); // prettier-ignore
  assertClose(map?.clusters.map(({ within }) => within) ?? [], [0, 0, 0, 0], 1e-6);
  // JS of two such rows: ln 2 but for what they share.
  const m = [0.49, 0.49, 0.01, 0.01];
  const entropy = (p: number[]): number => -p.reduce((sum, x) => sum + x * Math.log(x), 0);
  const apart = entropy(m) - entropy([0.97, 0.01, 0.01, 0.01]);
  assertClose(map?.clusters.map(({ beyond }) => beyond) ?? [], [apart, apart, apart, apart], 1e-6);
  assert.ok((map?.fit ?? 0) > 0.5);
});

test('fewer than eight heads, nothing measured, and heads that all look alike make no map', () => {
  assert.equal(headMap(divergenceSums(2, 4), { stack: '' }), null);
  assert.equal(headMap({ ...eight(), data: new Array<number>(64).fill(0) }, { stack: '' }), null);
  const few = divergenceSums(1, 7);
  addDivergence(few, () => ({ heads: 7, queries: 1, keys: 2, data: Float32Array.from({ length: 14 }, (_, i) => (i % 2 === 0 ? i / 14 : 1 - (i - 1) / 14)) })); // prettier-ignore
  assert.equal(headMap(few, { stack: '' }), null);
});
