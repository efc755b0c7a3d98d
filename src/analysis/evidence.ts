import type { GapCounts } from './gap.js';
import type { Test } from './heads-report.js';
import { binomialTail, wilson } from './intervals.js';
import { DIRECTIONS, OFFSETS, type SyntaxCounts } from './syntax.js';

/** A head counts as syntactic or anaphoric when it is right so much oftener than its baseline (Voita et al. 2019, section 5.2: “at least 10% higher”, here in points). */
export const MARGIN = 0.1;

/** Relations with fewer dependents are not tested (Clark et al. 2019, section 4.2). */
export const LEAST_DEPENDENTS = 100;

/**
 * What a treebank says of one head: a test for each relation and direction. The baseline is the relation's best fixed offset on the same data, p the exact binomial
 * probability of as many hits if each succeeded as often as the baseline; intervals are Wilson's.
 * @param options `least`: relations with fewer dependents are left out
 */
export function syntaxTests(
  counts: SyntaxCounts,
  { layer, head, least = LEAST_DEPENDENTS }: { layer: number; head: number; least?: number },
): Test[] {
  return Object.keys(counts.relations)
    .sort()
    .flatMap((relation) => {
      const { n, offsets, hits } = counts.relations[relation];
      if (n < least) return [];
      const best = offsets.indexOf(Math.max(...offsets));
      const baseline = offsets[best] / n;
      return DIRECTIONS.map((direction, way): Test => {
        const found = hits[(layer * counts.heads + head) * DIRECTIONS.length + way];
        return {
          pattern: 'syntactic',
          measure: 'relation',
          relation,
          direction,
          offset: OFFSETS[best],
          value: found / n,
          baseline,
          baselineName: 'offset',
          threshold: baseline + MARGIN,
          interval: wilson(found, n),
          n,
          p: binomialTail(found, n, baseline),
        };
      });
    });
}

/**
 * What GAP says of one head: whether the antecedent gets more of the pronoun's attention than the other name, and whether the most attended word is of it. The baseline is the better of two
 * rules, the nearest name and the one that comes first; p and interval as in {@link syntaxTests}. None where nothing was counted.
 */
export function gapTests(counts: GapCounts, { layer, head }: { layer: number; head: number }): Test[] {
  const { cases, nearest, first } = counts;
  if (cases === 0) return [];
  const baseline = Math.max(nearest, first) / cases;
  const test = (measure: 'names' | 'words', hits: number): Test => ({
    pattern: 'anaphoric',
    measure,
    value: hits / cases,
    baseline,
    baselineName: nearest >= first ? 'nearest' : 'first',
    threshold: baseline + MARGIN,
    interval: wilson(hits, cases),
    n: cases,
    p: binomialTail(hits, cases, baseline),
  });
  const place = layer * counts.heads + head;
  return [test('names', counts.hits[place]), test('words', counts.wordHits[place])];
}
