import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { degeneracy } from '../../src/analysis/degenerate.js';
import { normalTail } from '../../src/analysis/intervals.js';
import { addMasses, massSums, massTest } from '../../src/analysis/masses.js';
import { randomNumbers } from '../../src/analysis/random.js';
import { headScore } from '../../src/analysis/scores.js';
import { addSimilarity, cosines, similaritySums, similarityTests } from '../../src/analysis/similarity.js';
import { studentQuantile, studentTail } from '../../src/analysis/student.js';
import { addSurface, sinks, surfaceScores, surfaceSums, surfaceTests, type SurfaceMass } from '../../src/analysis/surface.js';
import type { LayerAttention } from '../../src/attention/record.js';
import type { Token } from '../../src/tokens/token.js';
import { assertClose } from '../helpers/analysis.js';

interface Sequence {
  ids: number[];
  special: boolean[];
  text: string[];
  attention: number[];
}
/** Mean mass, even share, low and high end of the interval, queries, p. */
type Row = [number, number, number, number, number, number];
/** What make_heads.py wrote: one layer of two heads. */
const REFERENCE = JSON.parse(readFileSync('test/fixtures/analysis/heads.json', 'utf8')) as {
  few: Sequence[];
  many: Sequence[];
  fewMasses: Record<SurfaceMass, Row[]>;
  manyMasses: Record<SurfaceMass, Row[]>;
  small: Sequence;
  vectors: number[][];
  similarity: [number, number, number][];
  sinks: { attention: number[]; keys: number[] };
  moved: number;
  tails: [number, number, number][];
  quantiles: [number, number, number][];
  normal: [number, number][];
};

const tokensOf = ({ ids, special, text }: Sequence): Token[] =>
  ids.map((id, i) => ({ id, piece: text[i], text: text[i], start: 0, end: 1, segment: special[i] ? null : 0, special: special[i], word: null }));
const layerOf = ({ ids, attention }: Sequence): LayerAttention => ({
  data: Float32Array.from(attention),
  heads: 2,
  queries: ids.length,
  keys: ids.length,
});

/** The sums of some sequences. */
function summed(sequences: Sequence[]): ReturnType<typeof surfaceSums> {
  const sums = surfaceSums(1, 2);
  for (const one of sequences) {
    const tokens = tokensOf(one);
    addSurface(sums, { queries: tokens, keys: tokens, sameTokens: true }, () => layerOf(one));
  }
  return sums;
}

for (const [what, sequences, expected] of [
  ['two sequences, each query a unit', REFERENCE.few, REFERENCE.fewMasses],
  ['24 sequences, each sequence a unit', REFERENCE.many, REFERENCE.manyMasses],
] as const) {
  test(`masses, their intervals and p values equal those of numpy and scipy: ${what}`, () => {
    const { masses } = summed(sequences);
    assert.deepEqual(Object.keys(masses.targets).sort(), Object.keys(expected).sort());
    for (const [name, rows] of Object.entries(expected)) {
      rows.forEach((row, head) => {
        const found = massTest(masses, name, { layer: 0, head });
        assert.ok(found !== null, name);
        assertClose([found.value, found.evenly, found.interval.low, found.interval.high, found.n], row.slice(0, 5), 1e-6);
        assert.ok(Math.abs(found.p - row[5]) <= 1e-6 * row[5] + 1e-12, `${name}: p ${found.p}, expected ${row[5]}`);
      });
    }
  });
}

test('masses of one sequence are the scores of the same name, which menus show', () => {
  const [one] = REFERENCE.few;
  const scores = surfaceScores(summed([one]), { layer: 0, head: 1 });
  for (const score of ['entropy', 'confidence', 'distance', 'previous', 'next', 'self', 'first', 'special'] as const) {
    assertClose([scores[score] ?? NaN], [headScore(score, layerOf(one), { head: 1, special: one.special })], 1e-6);
  }
});

test('in a decoder what a query cannot see is no part of an even spread, and there is no next token', () => {
  // Evenly over what is seen: rows 1, 1/2 1/2, 1/3 1/3 1/3.
  const third = 1 / 3;
  const layer: LayerAttention = { data: Float32Array.of(1, 0, 0, 0.5, 0.5, 0, third, third, third), heads: 1, queries: 3, keys: 3 };
  const tokens = tokensOf({ ids: [5, 6, 5], special: [false, false, false], text: ['a', 'b', 'a'], attention: [] });
  const sums = surfaceSums(1, 1);
  addSurface(sums, { queries: tokens, keys: tokens, sameTokens: true }, () => layer);
  assert.deepEqual(Object.keys(sums.masses.targets).sort(), ['first', 'previous', 'same', 'self']);
  const { value, evenly, p } = massTest(sums.masses, 'first', { layer: 0, head: 0 }) as { value: number; evenly: number; p: number };
  assertClose([value, evenly, p], [(1 + 0.5 + third) / 3, (1 + 0.5 + third) / 3, 1], 1e-6);
  assert.deepEqual(
    surfaceTests(sums, { layer: 0, head: 0 }).map(({ measure, pattern }) => `${pattern} ${measure}`),
    ['local previous', 'local self', 'separator first'],
  );
});

test('padding after a sequence changes nothing', () => {
  const [one] = REFERENCE.few;
  const n = one.ids.length;
  const padded: LayerAttention = { data: new Float32Array(2 * 12 * 12).fill(9), heads: 2, queries: 12, keys: 12 };
  for (let row = 0; row < 2 * n; row++) {
    const head = Math.floor(row / n);
    padded.data.set(one.attention.slice(row * n, (row + 1) * n), (head * 12 + (row % n)) * 12);
  }
  const targets = { self: one.ids.map((_, i) => [i]) };
  const sums = [massSums(1, 2), massSums(1, 2)];
  addMasses(sums[0], targets, { queries: n, keys: n, causal: false, attention: () => layerOf(one) });
  addMasses(sums[1], targets, { queries: n, keys: n, causal: false, attention: () => padded });
  assert.deepEqual(sums[0], sums[1]);
});

test('a sink is a key that nearly all queries give much to', () => {
  const { attention, keys } = REFERENCE.sinks;
  assert.deepEqual(keys, [2]);
  assert.deepEqual(sinks({ data: Float32Array.from(attention), heads: 1, queries: 6, keys: 6 }, { head: 0 }), keys);
});

test('agreement with the similarity of embeddings equals the partial rank correlation of scipy, its null that of all shufflings', () => {
  const { small, vectors, similarity } = REFERENCE;
  const sums = similaritySums(1, 2);
  addSimilarity(sums, tokensOf(small), {
    similarity: cosines(vectors),
    attention: () => layerOf(small),
    causal: false,
    random: randomNumbers(3),
    times: 20_000,
  });
  similarity.forEach(([value, mean, deviation], head) => {
    const [found] = similarityTests(sums, { layer: 0, head });
    assert.equal(found.n, 20);
    assertClose([found.value], [value], 1e-9);
    // Of 20,000 shufflings the mean has a standard error of about 0.002, the deviation of 0.0015.
    assertClose([found.baseline, Math.sqrt(sums.shuffledVariance[head]) / 20], [mean, deviation], 0.01);
    assertClose([found.p], [normalTail((found.value - found.baseline) / (Math.sqrt(sums.shuffledVariance[head]) / 20))], 1e-12);
  });
});

test('tails and quantiles equal those of scipy, far out too', () => {
  for (const [t, df, p] of REFERENCE.tails) assert.ok(Math.abs(studentTail(t, df) / p - 1) < 1e-9, `t ${t}, ${df}: ${studentTail(t, df)}`);
  for (const [q, df, t] of REFERENCE.quantiles) assertClose([studentQuantile(q, df)], [t], 1e-8);
  for (const [z, p] of REFERENCE.normal) assert.ok(Math.abs(normalTail(z) / p - 1) < 1e-9, `z ${z}: ${normalTail(z)}`);
});

test('attention that is uniform, zero or no number is called so', () => {
  assertClose([summed(REFERENCE.few).health.moved], [REFERENCE.moved], 1e-6);
  assert.equal(degeneracy(summed(REFERENCE.few).health), null);
  const [one] = REFERENCE.few;
  const filled = (value: number): Sequence => ({ ...one, attention: one.attention.map(() => value) });
  const kind = (sequence: Sequence): unknown => degeneracy(summed([sequence]).health);
  assert.deepEqual(kind(filled(0)), { kind: 'zero' });
  assert.deepEqual(kind({ ...one, attention: one.attention.with(30, NaN) }), { kind: 'nan', layer: 0 });
  const uniform = kind(filled(1 / 7)) as { kind: string; share: number };
  assert.equal(uniform.kind, 'uniform');
  assertClose([uniform.share], [0], 1e-6);
});
