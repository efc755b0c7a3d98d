import { PATTERNS, type HeadMap, type HeadsReport } from '../analysis/heads-report.js';
import type { StackName } from '../attention/stacks.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEADS_WORDS } from '../words/heads.js';
import { formatList, formatNumber, plural, wordsIn, type Language } from '../words/language.js';
import { REPORT_WORDS } from '../words/report.js';

/** A map in words: what it is, and its groups of heads, the largest first. */
export interface HeadMapText {
  stack: StackName;
  title: string;
  caption: string;
  /** A sentence a group, and its heads. */
  clusters: { name: string; heads: string }[];
}

/** What the maps of a report show, in words; empty where it has none. */
export function headMapTexts(report: Pick<HeadsReport, 'maps' | 'heads'>, { language = 'en' }: { language?: Language } = {}): HeadMapText[] {
  return (report.maps ?? []).map((map) => mapText(map, report, language));
}

function mapText(map: HeadMap, { heads: cards }: Pick<HeadsReport, 'heads'>, language: Language): HeadMapText {
  const words = wordsIn(REPORT_WORDS, language);
  const { patterns } = wordsIn(HEADS_WORDS, language);
  const where = map.stack === '' ? '' : ` (${wordsIn(COMMON_WORDS, language).stacks[map.stack]})`;
  const number = (value: number): string => formatNumber(value, language, 2);
  const verdicts = new Map(cards.filter(({ stack }) => stack === map.stack).map(({ layer, head, verdict }) => [`${layer}.${head}`, verdict]));
  return {
    stack: map.stack,
    title: `${words.map}${where}`,
    caption: words.mapCaption({
      texts: plural(map.texts, words.mapTexts, language),
      tokens: formatNumber(map.queries, language),
      fit: number(map.fit),
    }),
    clusters: map.clusters.map(({ size, within, beyond }, index) => {
      const own = map.heads.filter(({ cluster }) => cluster === index).map(({ layer, head }) => `${layer}.${head}`);
      const counts = PATTERNS.flatMap((pattern) => {
        const count = own.filter((name) => (verdicts.get(name) ?? 'unclassified') === pattern).length;
        return count === 0 ? [] : [words.patternCount(patterns[pattern], formatNumber(count, language))];
      });
      const distances = size === 1 ? words.alone(number(beyond)) : words.distances({ within: number(within), beyond: number(beyond) });
      return {
        name: words.cluster({ number: formatNumber(index + 1, language), heads: plural(size, words.headCount, language), patterns: formatList(counts, language), distances }), // prettier-ignore
        heads: own.join(', '),
      };
    }),
  };
}
