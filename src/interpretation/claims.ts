import type { Degenerate, Evidence, HeadCard, HeadsReport } from '../analysis/heads-report.js';
import type { StackName } from '../attention/stacks.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEADS_WORDS } from '../words/heads.js';
import { formatInterval, formatList, formatNumber, plural, wordsIn, type Language } from '../words/language.js';
import { RELATION_WORDS } from '../words/relations.js';

/** What is said of a head: sentences. */
export interface Claim {
  /** What it does, with the number and its baseline; of an unclassified head that nothing could be shown. */
  claim: string;
  /** How sure that is; of an unclassified head what came closest, if anything was tested. */
  support: string | null;
  /** What would show that the claim is wrong. */
  refutation: string | null;
}

/** `2.8`, or `cross.2.8` where a model has several kinds of attention. */
export function headLabel({ stack, layer, head }: { stack: StackName; layer: number; head: number }): string {
  return `${stack === '' ? '' : `${stack}.`}${layer}.${head}`;
}

/** What a card says, in words. */
export function headClaim(card: HeadCard, { language = 'en' }: { language?: Language } = {}): Claim {
  const words = wordsIn(HEADS_WORDS, language);
  const head = headLabel(card);
  const [first] = card.evidence;
  if (card.verdict === 'unclassified') {
    return {
      claim: words.unclassified(head),
      support: first === undefined ? null : words.nearest(evidenceSentence(first, { head, language })),
      refutation: null,
    };
  }
  const { low, high } = first.interval;
  const support = words.support({
    low: formatValue(first, low, language),
    high: formatValue(first, high, language),
    p: formatP(first.adjusted, language),
  });
  return { claim: evidenceSentence(first, { head, language }), support, refutation: words.refuted[card.verdict] };
}

/** One piece of evidence as a sentence about a head. */
export function evidenceSentence(evidence: Evidence, { head, language = 'en' }: { head: string; language?: Language }): string {
  const words = wordsIn(HEADS_WORDS, language);
  const numbers = {
    head,
    value: formatValue(evidence, evidence.value, language),
    baseline: formatValue(evidence, evidence.baseline, language),
    n: formatNumber(evidence.n, language),
  };
  const { measure, relation = '', direction, offset = 0, baselineName } = evidence;
  if (measure === 'similarity') return words.similarity(numbers);
  if (measure === 'names' || measure === 'words')
    return words[measure]({ ...numbers, rule: words.rules[baselineName === 'first' ? 'first' : 'nearest'] });
  if (measure !== 'relation') return words.masses[measure](numbers);
  const relations = wordsIn(RELATION_WORDS, language);
  const [dependent, governor] = Object.hasOwn(relations, relation) ? relations[relation] : relations.other;
  return words.relation[direction ?? 'to head']({ ...numbers, dependent, governor, name: relation, offset: signed(offset) });
}

/** What a degenerate report says: what is wrong with the attention, and the question it raises. */
export function degenerateSentence({ kind, stack, layer = 0, share = 0 }: Degenerate, { language = 'en' }: { language?: Language } = {}): string {
  const words = wordsIn(HEADS_WORDS, language);
  const where = stack === '' ? '' : `${wordsIn(COMMON_WORDS, language).stacks[stack]}: `;
  const what = kind === 'uniform' ? words.uniform(percent(share, language)) : kind === 'zero' ? words.zero : words.nan(String(layer));
  return `${where}${what} ${words.loaded}`;
}

/**
 * What was not looked for and why, a sentence a reason; `Cross: …` where a model has several kinds of attention. The options of the command line that would
 * mend it are named unless `options` is false.
 */
export function missingSentences(
  { notMeasured }: Pick<HeadsReport, 'notMeasured'>,
  { language = 'en', options = true }: { language?: Language; options?: boolean } = {},
): string[] {
  const words = wordsIn(HEADS_WORDS, language);
  const groups = new Map<string, { stack: StackName; why: HeadsReport['notMeasured'][number]['why']; patterns: string[] }>();
  for (const { stack, why, pattern } of notMeasured) {
    const group = groups.get(`${stack} ${why}`) ?? { stack, why, patterns: [] };
    group.patterns.push(words.patterns[pattern]);
    groups.set(`${stack} ${why}`, group);
  }
  return Array.from(groups.values(), ({ stack, why, patterns }) => {
    const where = stack === '' ? '' : `${wordsIn(COMMON_WORDS, language).stacks[stack]}: `;
    return `${where}${words.notMeasured(formatList(patterns, language), (options ? undefined : words.needs[why]) ?? words.reasons[why])}`;
  });
}

/** What the numbers come from, a line each. */
export function sourceLines({ source }: Pick<HeadsReport, 'source'>, { language = 'en' }: { language?: Language } = {}): string[] {
  const words = wordsIn(HEADS_WORDS, language);
  const texts = plural(source.texts, TEXTS[language].texts, language);
  const tokens = plural(source.tokens, { one: '# token', other: '# tokens' }, language);
  return [
    ...(source.texts === 0 ? [] : [words.texts(texts, tokens)]),
    ...source.corpora.map(({ kind, label, n, skipped }) => words.corpus(kind, label, formatNumber(n, language), formatNumber(skipped, language))),
  ];
}

const TEXTS: Record<Language, { texts: { one: string; other: string } }> = {
  en: { texts: { one: '# text', other: '# texts' } },
  'pt-BR': { texts: { one: '# texto', other: '# textos' } },
  es: { texts: { one: '# texto', other: '# textos' } },
};

/** The interval of some evidence, in brackets. */
export function valueInterval(evidence: Pick<Evidence, 'measure' | 'interval'>, language: Language): string {
  const { low, high } = evidence.interval;
  return formatInterval(formatValue(evidence, low, language), formatValue(evidence, high, language), language);
}

/** The value, baseline or end of an interval of some evidence: shares in percent, correlations as they are. */
export function formatValue({ measure }: Pick<Evidence, 'measure'>, value: number, language: Language): string {
  return measure === 'similarity' ? formatNumber(value, language, 2) : percent(value, language);
}

function percent(value: number, language: Language): string {
  return `${formatNumber(100 * value, language, 1)} %`;
}

/** A p value: `< 0.001`, else three decimals. */
export function formatP(p: number, language: Language): string {
  return p < 0.001 ? `< ${formatNumber(0.001, language, 3)}` : formatNumber(p, language, 3);
}

function signed(offset: number): string {
  return offset > 0 ? `+${offset}` : `−${Math.abs(offset)}`;
}
