import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapTests, syntaxTests } from '../../src/analysis/evidence.js';
import type { Test } from '../../src/analysis/heads-report.js';
import type { SyntaxCounts } from '../../src/analysis/syntax.js';
import { judge } from '../../src/analysis/verdict.js';
import { assertClose } from '../helpers/analysis.js';

/** A test with a value so far above its baseline and a p as given. */
function tested(pattern: Test['pattern'], { value = 0.9, baseline = 0.1, threshold = 0.5, p = 1e-9 }: Partial<Test> = {}): Test {
  return { pattern, measure: 'previous', value, baseline, baselineName: 'evenly', threshold, interval: { low: value, high: value }, n: 9, p };
}

const head = (tests: Test[], number = 0): { stack: ''; layer: number; head: number; tests: Test[] } => ({ stack: '', layer: 0, head: number, tests });

test('a treebank gives a test for each relation that is frequent enough, in both directions, against the best fixed offset', () => {
  const counts: SyntaxCounts = {
    layers: 1,
    heads: 2,
    sentences: 9,
    relations: {
      det: { n: 4, offsets: [0, 0, 0, 0, 0, 2, 1, 0, 0, 0], hits: [1, 2, 3, 0] },
      obj: { n: 1, offsets: new Array<number>(10).fill(0), hits: [1, 1, 1, 1] },
    },
  };
  const tests = syntaxTests(counts, { layer: 0, head: 1, least: 2 });
  assert.deepEqual(
    tests.map(({ relation, direction, value, baseline, threshold, offset, n }) => ({ relation, direction, value, baseline, threshold, offset, n })),
    [
      { relation: 'det', direction: 'to head', value: 0.75, baseline: 0.5, threshold: 0.6, offset: 1, n: 4 },
      { relation: 'det', direction: 'from head', value: 0, baseline: 0.5, threshold: 0.6, offset: 1, n: 4 },
    ],
  );
  // At least 3 of 4 when each succeeds with 1/2: (4 + 1) / 16.
  assertClose(
    tests.map(({ p }) => p),
    [5 / 16, 1],
    1e-12,
  );
});

test('GAP is tested against the better of two rules, the nearest name and the first', () => {
  const counts = { layers: 1, heads: 1, cases: 3, hits: [3], wordHits: [0], nearest: 1, first: 2 };
  const [names, words] = gapTests(counts, { layer: 0, head: 0 });
  assert.deepEqual([names.measure, names.value, names.baselineName, names.n], ['names', 1, 'first', 3]);
  // All 3 when each succeeds with 2/3.
  assertClose([names.baseline, names.p, words.value, words.p], [2 / 3, 8 / 27, 0, 1], 1e-12);
  assert.deepEqual(gapTests({ ...counts, cases: 0, nearest: 0, first: 0 }, { layer: 0, head: 0 }), []);
});

test('a test holds where its value reaches the threshold and its p, times the number of tests, stays below 0.05', () => {
  // Two tests, so that Holm doubles the smaller p: 0.03 becomes 0.06, 0.02 becomes 0.04.
  const verdicts = (p: number, value: number): string[] =>
    judge([head([tested('local', { p, value })]), head([tested('local', { p: 1 })], 1)]).map(({ verdict }) => verdict);
  assert.deepEqual(verdicts(0.02, 0.5), ['local', 'unclassified']);
  assert.deepEqual(verdicts(0.03, 0.5), ['unclassified', 'unclassified']);
  assert.deepEqual(verdicts(0.02, 0.49), ['unclassified', 'unclassified']);
});

test('of several patterns that hold the verdict is what a head looks for before where its weight lies, and the evidence of it comes first', () => {
  const relations = [
    { ...tested('syntactic', { value: 0.6 }), relation: 'amod', direction: 'to head' as const },
    { ...tested('syntactic', { value: 0.8 }), relation: 'det', direction: 'from head' as const },
  ];
  const [card] = judge([head([tested('separator'), tested('anaphoric', { p: 1 }), ...relations, tested('local')])]);
  assert.deepEqual([card.verdict, card.relation, card.direction], ['syntactic', 'det', 'from head']);
  assert.deepEqual(
    card.evidence.map(({ pattern, relation }) => relation ?? pattern),
    ['det', 'amod', 'separator', 'local', 'anaphoric'],
  );
  assert.equal(judge([head([tested('separator'), tested('local')])])[0].verdict, 'local');
  assert.equal(judge([head([])])[0].verdict, 'unclassified');
});
