import type { StackName } from '../attention/stacks.js';
import type { CardScore, Evidence, HeadCard, Pattern, Test } from './heads-report.js';
import { holm } from './intervals.js';

/** Tests are judged at this level, after the correction. */
export const LEVEL = 0.05;

/**
 * Which of several patterns that hold becomes the verdict: what a head looks for comes before where its weight lies, and the special tokens come last, since heads rest on them where they find
 * nothing else to do (Clark et al. 2019, section 3.2).
 */
export const PRECEDENCE: readonly Exclude<Pattern, 'unclassified'>[] = ['anaphoric', 'syntactic', 'induction', 'local', 'semantic', 'separator'];

/** A head with all that was tested of it, and not yet judged. */
export interface TestedHead {
  stack: StackName;
  layer: number;
  head: number;
  tests: Test[];
  scores?: Partial<Record<CardScore, number>>;
}

/**
 * Judges all heads of a report at once, since the correction (Holm 1979) is over all of their tests. A test holds where its value reaches its threshold and its corrected p is below 0.05; the
 * verdict is the first pattern of {@link PRECEDENCE} of which a test holds; of several tests of a pattern the one farthest above its baseline; none: unclassified.
 */
export function judge(heads: readonly TestedHead[]): HeadCard[] {
  const adjusted = holm(heads.flatMap(({ tests }) => tests.map(({ p }) => p)));
  let at = 0;
  return heads.map(({ stack, layer, head, tests, scores = {} }) => {
    const evidence = tests.map((test): Evidence => {
      const corrected = adjusted[at++];
      return { ...test, adjusted: corrected, holds: test.value >= test.threshold && corrected < LEVEL };
    });
    const verdict: Pattern = PRECEDENCE.find((pattern) => evidence.some((each) => each.holds && each.pattern === pattern)) ?? 'unclassified';
    const rank = (each: Evidence): number => (each.holds ? (each.pattern === verdict ? 0 : 1) : 2);
    evidence.sort((a, b) => rank(a) - rank(b) || b.value - b.baseline - (a.value - a.baseline));
    const [first] = evidence;
    const which = verdict === 'syntactic' ? { relation: first.relation, direction: first.direction } : {};
    return { stack, layer, head, verdict, ...which, evidence, scores };
  });
}
