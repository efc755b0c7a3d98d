import { COMMON_WORDS } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { formatList, wordsIn, type Language } from '../words/language.js';
import type { HeadData } from './head-data.js';
import type { HeadState } from './head-state.js';
import { strongestEdges, type HeadSummary } from './head-summary.js';
import { formatDecimal, formatRanges, formatShare, quoteLabel } from './label.js';

/** How many edges a sentence names. */
const NAMED = 3;

/** The picture in words: which heads, the strongest edges, where attention is spread, and how much of it special tokens get. */
export function describePicture(
  data: HeadData,
  { state, summaries, language }: { state: Pick<HeadState, 'layer' | 'heads' | 'combine'>; summaries: readonly HeadSummary[]; language: Language },
): string {
  const words = wordsIn(HEAD_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const { heads, layer, combine } = state;
  if (heads.length === 0) return common.noHead;
  const edges = strongestEdges(summaries, NAMED);
  if (edges.length === 0) return words.noEdges;
  const which = heads.length === 1 ? common.headNumber(heads[0]) : common.headsList(formatRanges(heads));
  const how = data.combined ? ` (${(combine === 'max' ? common.maximum : common.mean).toLocaleLowerCase(language)})` : '';
  const list = edges.map(({ head, query, key, weight }) =>
    words.edge({
      query: quoteLabel(data.query[query]),
      key: quoteLabel(data.key[key]),
      weight: formatDecimal(weight, 2, language),
      head: data.combined || heads.length === 1 ? null : head,
    }),
  );
  const ordered = [...summaries].sort((a, b) => b.entropy - a.entropy);
  const of = ({ head, entropy }: HeadSummary): { head: number; value: string } => ({ head, value: formatDecimal(entropy, 2, language) });
  const [most, least] = [of(ordered[0]), of(ordered[ordered.length - 1])];
  const special = summaries.reduce((sum, summary) => sum + summary.special, 0) / summaries.length;
  return [
    `${common.layerNumber(layer)}, ${which.toLocaleLowerCase(language)}${how}.`,
    words.strongest(formatList(list, language)),
    ordered.length === 1 ? words.spreadOne(most.value) : words.spread(most, least),
    words.specialShare(formatShare(special, language)),
  ].join(' ');
}
