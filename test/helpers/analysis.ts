import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import assert from 'node:assert/strict';

/** What make_analysis.py wrote. */
export interface AnalysisReference {
  attention: { shape: [number, number, number, number]; data: number[] };
  mixed: number[];
  rollout: number[];
  flow: number[];
  divergence: number[];
  map: number[];
  clusters: number[];
  a: number[];
  b: number[];
  spearman: number;
  kendall: number;
  pearson: number;
  wilson: [number, number, number, number][];
  tails: [number, number, number, number][];
  pvalues: number[];
  holm: number[];
  quantiles: [number, number][];
}

/** Numbers of scipy and networkx for the measures of src/analysis. */
export const REFERENCE = JSON.parse(readFileSync('test/fixtures/analysis/reference.json', 'utf8')) as AnalysisReference;

/** Fails where two lists differ by more than `limit` anywhere. */
export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, limit: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) <= limit, `number ${i} is ${actual[i]}, ${expected[i]} is expected\n${inspect(actual)}`);
  }
}
