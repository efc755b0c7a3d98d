import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headScore, scoresFor, type HeadScore } from '../../src/analysis/scores.js';
import type { LayerAttention } from '../../src/attention/record.js';

/** Two heads of three tokens, the last special; the first head is what the numbers below were worked out for by hand. */
const ATTENTION: LayerAttention = {
  data: Float32Array.of(0.5, 0.25, 0.25, 0, 1, 0, 0.125, 0.5, 0.375, 1, 0, 0, 1, 0, 0, 1, 0, 0),
  heads: 2,
  queries: 3,
  keys: 3,
};
const SPECIAL = [false, false, true];

/** H of a row, term by term. */
const H = (...weights: number[]): number => -weights.reduce((sum, p) => sum + p * Math.log(p), 0);
const EXPECTED: Record<HeadScore, number> = {
  entropy: (H(0.5, 0.25, 0.25) + H(1) + H(0.125, 0.5, 0.375)) / 3,
  confidence: (0.5 + 1 + 0.5) / 3,
  distance: (0.25 * 1 + 0.25 * 2 + 0 + 0.125 * 2 + 0.5 * 1) / 3,
  previous: (0 + 0.5) / 2,
  next: (0.25 + 0) / 2,
  self: (0.5 + 1 + 0.375) / 3,
  first: (0.5 + 0 + 0.125) / 3,
  special: (0.25 + 0 + 0.375) / 3,
};

for (const [score, expected] of Object.entries(EXPECTED) as [HeadScore, number][]) {
  test(`${score} is what arithmetic by hand gives`, () => {
    assert.ok(Math.abs(headScore(score, ATTENTION, { head: 0, special: SPECIAL }) - expected) < 1e-7);
  });
}

test('a head that only looks at the first token', () => {
  const of = (score: HeadScore): number => headScore(score, ATTENTION, { head: 1, special: SPECIAL });
  assert.deepEqual([of('entropy'), of('confidence'), of('first'), of('special'), of('distance'), of('previous')], [0, 1, 1, 0, 1, 0.5]);
});

test('uniform attention over 8 keys has an entropy of ln 8 nats', () => {
  const uniform: LayerAttention = { data: new Float32Array(16).fill(1 / 8), heads: 1, queries: 2, keys: 8 };
  assert.ok(Math.abs(headScore('entropy', uniform, { head: 0, special: [] }) - Math.log(8)) < 1e-6);
});

test('NaN gives NaN; a single token has nothing before it', () => {
  const bad: LayerAttention = { data: Float32Array.of(NaN, 1, 0.5, 0.5), heads: 1, queries: 2, keys: 2 };
  assert.ok(Number.isNaN(headScore('entropy', bad, { head: 0, special: [] })));
  assert.ok(Number.isNaN(headScore('confidence', bad, { head: 0, special: [] })));
  const one: LayerAttention = { data: Float32Array.of(1), heads: 1, queries: 1, keys: 1 };
  assert.deepEqual([headScore('previous', one, { head: 0, special: [false] }), headScore('next', one, { head: 0, special: [false] })], [0, 0]);
});

test('where queries and keys are not the same tokens, no score compares their positions', () => {
  assert.deepEqual(scoresFor({ sameTokens: false }), ['entropy', 'confidence', 'first', 'special']);
  assert.equal(scoresFor({ sameTokens: true }).length, 8);
});
