import type { CardScore, Test } from './heads-report.js';
import { massTest, type MassSums, type MassTarget } from './masses.js';

/** An induction head gives more than so much of its attention to what followed before: most of it, as for places (Clark et al. 2019). */
export const INDUCTION_THRESHOLD = 0.5;

/** How tokens were repeated: `period` random tokens, `repeats` times, after `before` tokens of another kind ([CLS]). */
export interface Repetition {
  before: number;
  period: number;
  repeats: number;
}

/** What is measured on repeated random tokens. */
export type RepeatedMass = 'induction' | 'duplicate' | 'repeatedPrevious';

/**
 * The keys that count in a sequence of random tokens repeated (Olsson et al. 2022, “Head activation evaluators”), which says nothing, so that only repetition can guide a head. Of a query at place i, with
 * i ± k · period the other places of its token:
 *
 * | mass | keys | queries |
 * |---|---|---|
 * | `induction` | the token after each other place: prefix matching | all but the first repeat (`causal`), else all |
 * | `duplicate` | each other place of the token | the same |
 * | `repeatedPrevious` | the token before the query | all but the first token |
 *
 * In a decoder only the places before the query count. An encoder's attention may look right as well as left: there all other places count, but not the query's own, and not the token that
 * follows the query itself (`next` measures that). The mass is the sum over the keys, so that a head that looks at nothing else scores 1; Olsson's is the mean over single entries.
 * @param options `length`: tokens of the whole sequence; those outside of the repeats take no part
 */
export function repeatedTargets(
  { before, period, repeats }: Repetition,
  { length, causal }: { length: number; causal: boolean },
): Record<RepeatedMass, MassTarget> {
  const end = before + period * repeats;
  const others = (query: number): number[] =>
    Array.from({ length: repeats }, (_, repeat) => before + ((query - before) % period) + repeat * period).filter((place) =>
      causal ? place < query : place !== query,
    );
  const inside = (query: number): boolean => query >= before && query < end;
  const target = (keysOf: (query: number) => number[]): MassTarget =>
    Array.from({ length }, (_, query) => {
      const keys = inside(query) ? keysOf(query) : [];
      return keys.length === 0 ? null : keys;
    });
  return {
    induction: target((query) =>
      others(query)
        .map((place) => place + 1)
        .filter((place) => place < end),
    ),
    duplicate: target(others),
    repeatedPrevious: target((query) => (query > before ? [query - 1] : [])),
  };
}

/** The evidence of an induction head. */
export function repeatedTests(sums: MassSums, place: { layer: number; head: number }): Test[] {
  const found = massTest(sums, 'induction', place);
  if (found === null) return [];
  const { value, evenly, interval, n, p } = found;
  return [{ pattern: 'induction', measure: 'induction', value, baseline: evenly, baselineName: 'evenly', threshold: INDUCTION_THRESHOLD, interval, n, p }]; // prettier-ignore
}

/** The three masses of a head. */
export function repeatedScores(sums: MassSums, { layer, head }: { layer: number; head: number }): Partial<Record<CardScore, number>> {
  const place = layer * sums.heads + head;
  const shares = (['induction', 'duplicate', 'repeatedPrevious'] as const).flatMap((name) =>
    Object.hasOwn(sums.targets, name) ? [[name, sums.targets[name].mass[place] / sums.targets[name].n] as const] : [],
  );
  return Object.fromEntries(shares);
}
