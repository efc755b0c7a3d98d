import type { FaithfulnessReport, Findings } from '../faithfulness/report.js';
import { tokenLabel, formatDecimal, formatRanges, formatShare } from '../views/label.js';
import { CHECK_WORDS, type CheckWords } from '../words/check.js';
import { fill, formatInterval, formatNumber, plural, wordsIn, type Language } from '../words/language.js';

/** Something that is held of an output, what speaks for it, and what would refute it. */
export interface CheckClaim {
  claim: string;
  evidence: string;
  refutation: string;
}

/** A head whose change is smaller than this carries nothing alone. */
const LEAST_HEAD = 0.01;
/** From what total variation distance on an output hangs on where the model looks. */
const NEEDS = 0.1;

/** What was watched, in words; null where there was nothing to watch. */
export function watchedSentence({ output }: FaithfulnessReport, language: Language): string | null {
  const words = wordsIn(CHECK_WORDS, language);
  if (output === null) return null;
  const { kind, said, value } = output;
  if (kind === 'state' || said === null) return words.watched.state;
  return `${words.watched[kind](`“${said}”`)} (${words.probability(formatDecimal(value, 2, language))})`;
}

/** What is wrong with the attention or the output, in a sentence; null where they are sound. */
export function problemSentence({ problem }: FaithfulnessReport, language: Language): string | null {
  const words = wordsIn(CHECK_WORDS, language);
  if (problem === null) return null;
  return problem.kind === 'nan' ? words.nan(String(problem.layer)) : words[problem.kind];
}

/** What the report says, claim by claim: agreement, tokens, heads, attention replaced. Empty where nothing was checked. */
export function checkClaims(report: FaithfulnessReport, language: Language = 'en'): CheckClaim[] {
  const { findings, output } = report;
  if (findings === null || output === null) return [];
  const words = wordsIn(CHECK_WORDS, language);
  const number = (value: number): string => formatDecimal(value, 2, language);
  return [agreementClaim(findings, { words, language, number }), ...tokenClaim(report.tokens, output, findings, { words, number }), ...headClaim(output, findings, { words, number }), scrambleClaim(output, findings, { words, language, number })]; // prettier-ignore
}

type Watched = NonNullable<FaithfulnessReport['output']>;

interface Speech {
  words: CheckWords;
  number: (value: number) => string;
}

function agreementClaim({ agreement: { tokens, measures }, verdict }: Findings, { words, language, number }: Speech & { language: Language }): CheckClaim {
  const counted = plural(tokens.length, words.tokenCount, language);
  const raw = measures.filter(({ measure }) => measure === 'attention');
  const refutation = words.agreementRefutation;
  if (verdict.kind === 'hint') {
    const taus = raw.filter(({ layer }) => layer !== null && verdict.layers.includes(layer)).map(({ tau }) => tau ?? 0);
    const [low, high] = [Math.min(...taus), Math.max(...taus)].map(number);
    const layers = fill(plural(verdict.layers.length, words.layers, language), { list: formatRanges(verdict.layers) });
    return { claim: words.hint(layers), evidence: words.tauEvidence({ tau: low === high ? low : `${low}–${high}`, tokens: counted }), refutation };
  }
  const { layer, tau, tauInterval } = raw.reduce((most, each) => ((each.tau ?? -2) > (most.tau ?? -2) ? each : most), raw[0]);
  if (verdict.kind === 'few' || verdict.kind === 'unmoved' || tau === null || tauInterval === null) return { claim: words[verdict.kind], evidence: counted, refutation };
  const interval = formatInterval(number(tauInterval.low), number(tauInterval.high), language);
  return { claim: words[verdict.kind], evidence: words.bestEvidence({ layer: String(layer), tau: number(tau), interval, tokens: counted }), refutation };
} // prettier-ignore

function tokenClaim(
  tokens: FaithfulnessReport['tokens'],
  output: Watched,
  { leaveOneOut: { effects } }: Findings,
  { words, number }: Speech,
): CheckClaim[] {
  const own = effects.filter(({ token }) => !output.own.includes(token));
  if (own.length === 0) return [];
  const most = own.reduce((best, each) => (Math.abs(each.change) > Math.abs(best.change) ? each : best));
  const evidence = words.tokenEvidence({ before: number(output.value), after: number(most.value) });
  return [{ claim: words.tokenClaim(`“${tokenLabel(tokens[most.token])}” (${most.token})`), evidence, refutation: words.tokenRefutation }];
}

function headClaim(output: Watched, { heads: { effects } }: Findings, { words, number }: Speech): CheckClaim[] {
  const most = effects.reduce((best, each) => (each.change < best.change ? each : best));
  const head = `${most.stack === '' ? '' : `${most.stack} `}${most.layer}.${most.head}`;
  const evidence = words.headEvidence({ before: number(output.value), after: number(most.value), head });
  return [{ claim: -most.change < LEAST_HEAD ? words.noHeadClaim : words.headClaim(head), evidence, refutation: words.headRefutation }];
}

function scrambleClaim(output: Watched, { scrambled: { effects, permutations } }: Findings, { words, language, number }: Speech & { language: Language }): CheckClaim {
  const { uniform, permuted } = effects[effects.length - 1];
  const spare = permuted.distance < NEEDS && uniform.distance < NEEDS;
  const evidence = words.scrambleEvidence({
    uniform: number(uniform.distance),
    permuted: number(permuted.distance),
    count: formatNumber(permutations, language),
    instead: output.kind === 'state' ? null : formatShare(permuted.instead, language),
  });
  return { claim: spare ? words.spareClaim : words.needsClaim, evidence, refutation: words.scrambleRefutation };
} // prettier-ignore
