import type { LayerAttention } from '../attention/record.js';
import { COMMON_WORDS } from '../words/common.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';
import type { HeadData, Unit } from './head-data.js';
import type { HeadState } from './head-state.js';
import type { Focus, Side } from './selection.js';
import { formatDecimal, formatRanges, quoteLabel } from './label.js';

/** The side across from the focused token. */
export function otherSide({ side }: Focus): Side {
  return side === 'query' ? 'key' : 'query';
}

/** The weight between the focused unit and a unit of the other side, in one head. */
export function focusWeight(attention: LayerAttention, focus: Focus, { head, index }: { head: number; index: number }): number {
  const [query, key] = focus.side === 'query' ? [focus.index, index] : [index, focus.index];
  return attention.data[(head * attention.queries + query) * attention.keys + key];
}

/** The number written beside a unit: the weight where one head is on, the mean over the heads that are on where several are. */
export function focusMean(attention: LayerAttention, focus: Focus, { heads, index }: { heads: readonly number[]; index: number }): number {
  let sum = 0;
  for (const head of heads) sum += focusWeight(attention, focus, { head, index });
  return sum / heads.length;
}

/** The units of the other side with the largest numbers, largest first; NaN comes last. */
export function strongest(
  { attention, heads }: Pick<HeadData, 'attention' | 'heads'>,
  focus: Focus,
  { count }: { count: number },
): { index: number; mean: number }[] {
  if (heads.length === 0) return [];
  const others = focus.side === 'query' ? attention.keys : attention.queries;
  const all = Array.from({ length: others }, (_, index) => ({ index, mean: focusMean(attention, focus, { heads, index }) }));
  const rank = (mean: number): number => (Number.isNaN(mean) ? -1 : mean);
  return all.sort((a, b) => rank(b.mean) - rank(a.mean) || a.index - b.index).slice(0, count);
}

/** Says which number stands beside the tokens: `weights of head 3`, `mean weights of heads 0–11`. */
export function describeNumbers({ heads, combine }: Pick<HeadState, 'heads' | 'combine'>, language: Language): string {
  const words = wordsIn(HEAD_WORDS, language);
  if (heads.length === 0) return words.noHead;
  if (heads.length === 1) return words.weightsOfHead(heads[0]);
  return combine === 'max' ? words.maximumWeights(formatRanges(heads)) : words.meanWeights(formatRanges(heads));
}

/** What is on screen for a focused unit as a sentence, for people who do not see it. */
export function describeFocus(
  data: Pick<HeadData, 'query' | 'key'>,
  { state, focus, top, language }: { state: HeadState; focus: Focus; top: readonly { index: number; mean: number }[]; language: Language },
): string {
  const words = wordsIn(HEAD_WORDS, language);
  const common = wordsIn(COMMON_WORDS, language);
  const { heads, layer, combine } = state;
  const unit = data[focus.side][focus.index];
  const name = words.tokenName({ name: quoteLabel(unit), index: unitNumber(unit), layer });
  if (heads.length === 0) return `${name}: ${words.noHead}.`;
  const several = `${common.headsList(formatRanges(heads))}, ${combine === 'max' ? common.maximum : common.mean}`;
  const which = (heads.length === 1 ? common.headNumber(heads[0]) : several).toLocaleLowerCase(language);
  const units = data[otherSide(focus)];
  const list = top.slice(0, 3).map(({ index, mean }) => `${quoteLabel(units[index])} ${formatDecimal(mean, 2, language)}`);
  return `${name}, ${which}: ${(focus.side === 'query' ? words.attends : words.attended)(list.join(', '))}.`;
}

/** The place of a unit in its sequence: `8`, or `8–10` for a word of three pieces. */
export function unitNumber({ tokens: { start, end } }: Unit): string {
  return end - start === 1 ? String(start) : `${start}–${end - 1}`;
}
