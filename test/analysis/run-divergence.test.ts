import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDivergence } from '../../src/analysis/run-divergence.js';
import type { LayerAttention } from '../../src/attention/record.js';
import { assertClose, REFERENCE } from '../helpers/analysis.js';

const { shape, data } = REFERENCE.attention;
const [layers, heads, size] = shape;
const count = layers * heads;

/** Each head of the reference as a layer of one head. */
const HEADS = Array.from({ length: count }, (_, i): LayerAttention => {
  const each = size * size;
  return { data: Float32Array.from(data.slice(i * each, (i + 1) * each)), heads: 1, queries: size, keys: size };
});
const all = Array.from({ length: size }, (_, i): [number, number] => [i, i]);

test('between runs with the same tokens it equals scipy', () => {
  const own = HEADS.flatMap((a) => HEADS.map((b) => runDivergence(a, b, { head: 0, aligned: { queries: all, keys: all } })));
  assertClose(own, REFERENCE.divergence, 1e-6);
});

test('a key of one run alone is what the other never looks at', () => {
  const a: LayerAttention = { data: Float32Array.of(0.5, 0.5), heads: 1, queries: 1, keys: 2 };
  const b: LayerAttention = { data: Float32Array.of(0.5, 0.5), heads: 1, queries: 1, keys: 2 };
  const of = (keys: [number, number][]): number => runDivergence(a, b, { head: 0, aligned: { queries: [[0, 0]], keys } });
  // One outcome in common, half of each: KL(p, m) = 0.5 ln 1 + 0.5 ln 2.
  assertClose([of([[0, 1]]), of([]), of([[0, 0], [1, 1]])], [Math.LN2 / 2, Math.LN2, 0], 1e-9); // prettier-ignore
});

test('without a common query, and with numbers that are none, there is no distance', () => {
  const nan: LayerAttention = { data: Float32Array.of(NaN, 1), heads: 1, queries: 1, keys: 2 };
  assert.ok(Number.isNaN(runDivergence(HEADS[0], HEADS[1], { head: 0, aligned: { queries: [], keys: all } })));
  assert.ok(Number.isNaN(runDivergence(nan, nan, { head: 0, aligned: { queries: [[0, 0]], keys: [[0, 0]] } })));
});
