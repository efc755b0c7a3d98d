import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kendall, pearson, ranks, spearman } from '../../src/analysis/correlation.js';
import { binomialTail, bootstrap, holm, quantile, wilson } from '../../src/analysis/intervals.js';
import { randomNumbers, shuffled } from '../../src/analysis/random.js';
import { assertClose, REFERENCE } from '../helpers/analysis.js';

test('correlations equal scipy, ties included', () => {
  const { a, b } = REFERENCE;
  assertClose([spearman(a, b), kendall(a, b), pearson(a, b)], [REFERENCE.spearman, REFERENCE.kendall, REFERENCE.pearson], 1e-12);
  assert.deepEqual([...ranks([3, 1, 3, 2])], [3.5, 1, 3.5, 2]);
  assert.ok(Number.isNaN(spearman([1, 1], [1, 2])) && Number.isNaN(kendall([1, 1], [1, 2])));
  // Eleven times 0.1 / 11 is not 0.1.
  const constant = new Array<number>(11).fill(0.1);
  assert.ok(
    Number.isNaN(
      pearson(
        constant,
        constant.map((_, i) => i),
      ),
    ),
  );
});

test("Wilson's interval, the exact binomial test, Holm's correction and quantiles equal scipy and numpy", () => {
  for (const [hits, n, low, high] of REFERENCE.wilson) {
    const own = wilson(hits, n);
    assertClose([own.low, own.high], [low, high], 1e-12);
  }
  for (const [hits, n, chance, p] of REFERENCE.tails) assertClose([binomialTail(hits, n, chance) / p], [1], 1e-9);
  assertClose(holm(REFERENCE.pvalues), REFERENCE.holm, 1e-15);
  const sorted = REFERENCE.b.toSorted((x, y) => x - y);
  for (const [share, value] of REFERENCE.quantiles) assertClose([quantile(sorted, share)], [value], 1e-12);
});

test('the bootstrap of a mean is as wide as the normal distribution says', () => {
  const values = Array.from({ length: 400 }, (_, i) => i / 400);
  const mean = (sample: readonly number[]): number => sample.reduce((sum, i) => sum + values[i] / sample.length, 0);
  const { low, high } = bootstrap(400, mean, { times: 4000, random: randomNumbers(1) });
  // Standard deviation of a uniform number: 1 / √12; of the mean of 400: a twentieth of it.
  const spread = 1.96 / Math.sqrt(12) / 20;
  assertClose([low, high], [0.49875 - spread, 0.49875 + spread], 0.003);
});

test('random numbers are the same for the same seed, and even', () => {
  const random = randomNumbers(7);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 10_000; i++) counts[Math.floor(random() * 10)]++;
  assert.ok(
    counts.every((count) => Math.abs(count - 1000) < 120),
    String(counts),
  );
  assert.equal(randomNumbers(7)(), randomNumbers(7)());
  assert.notEqual(randomNumbers(7)(), randomNumbers(8)());
  assert.deepEqual(
    shuffled(50, randomNumbers(3)).toSorted((a, b) => a - b),
    Array.from({ length: 50 }, (_, i) => i),
  );
});
