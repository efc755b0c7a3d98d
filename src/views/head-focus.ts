import type { LayerAttention } from '../attention/record.js';
import type { Token } from '../tokens/token.js';
import type { HeadState } from './head-state.js';
import type { Focus, Side } from './selection.js';
import { formatRanges, tokenLabel } from './label.js';

/** The side across from the focused token. */
export function otherSide({ side }: Focus): Side {
  return side === 'query' ? 'key' : 'query';
}

/** The weight between the focused token and a token of the other side, in one head. */
export function focusWeight(attention: LayerAttention, focus: Focus, { head, index }: { head: number; index: number }): number {
  const [query, key] = focus.side === 'query' ? [focus.index, index] : [index, focus.index];
  return attention.data[(head * attention.queries + query) * attention.keys + key];
}

/** The number written beside a token: the weight where one head is on, the mean over the heads that are on where several are. */
export function focusMean(attention: LayerAttention, focus: Focus, { heads, index }: { heads: readonly number[]; index: number }): number {
  let sum = 0;
  for (const head of heads) sum += focusWeight(attention, focus, { head, index });
  return sum / heads.length;
}

/** The tokens of the other side with the largest numbers, largest first; NaN comes last. */
export function strongest(
  attention: LayerAttention,
  focus: Focus,
  { heads, among, count }: { heads: readonly number[]; among: { start: number; end: number }; count: number },
): { index: number; mean: number }[] {
  if (heads.length === 0) return [];
  const all: { index: number; mean: number }[] = [];
  for (let index = among.start; index < among.end; index++) all.push({ index, mean: focusMean(attention, focus, { heads, index }) });
  const rank = (mean: number): number => (Number.isNaN(mean) ? -1 : mean);
  return all.sort((a, b) => rank(b.mean) - rank(a.mean) || a.index - b.index).slice(0, count);
}

/** Says which number stands beside the tokens: `weights of head 3`, `mean weights of heads 0–11`. */
export function describeNumbers(heads: readonly number[]): string {
  if (heads.length === 0) return 'no head is on';
  return heads.length === 1 ? `weights of head ${heads[0]}` : `mean weights of heads ${formatRanges(heads)}`;
}

/** What is on screen for a focused token as a sentence, for people who do not see it. */
export function describeFocus(
  tokens: readonly Token[],
  { layer, heads, focus }: Pick<HeadState, 'layer' | 'heads'> & { focus: Focus },
  top: { index: number; mean: number }[],
): string {
  const name = `“${isolate(tokenLabel(tokens[focus.index]))}” (token ${focus.index}), layer ${layer}`;
  if (heads.length === 0) return `${name}: no head is on.`;
  const which = heads.length === 1 ? `head ${heads[0]}` : `heads ${formatRanges(heads)}, mean`;
  const verb = focus.side === 'query' ? 'attends most to' : 'is attended to most by';
  const list = top.slice(0, 3).map(({ index, mean }) => `“${isolate(tokenLabel(tokens[index]))}” ${Number.isFinite(mean) ? mean.toFixed(2) : 'NaN'}`);
  return `${name}, ${which}: ${verb} ${list.join(', ')}.`;
}

/** Keeps a word written from right to left from turning the sentence around it. */
function isolate(label: string): string {
  return /[\u0590-\u08ff\ufb1d-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(label) ? `\u2068${label}\u2069` : label;
}
