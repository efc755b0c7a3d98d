import { layerTensor, stackTokens, type AttentionRecord } from '../attention/record.js';
import { formatNumber, type Language, wordsIn } from '../words/language.js';
import { NEURON_WORDS } from '../words/neuron.js';
import { formatRanges, tokenLabel } from './label.js';
import { formatStep } from './neuron-number.js';
import { shownHead, type NeuronState } from './neuron-state.js';
import { isMasked, keyHeadOf, type NeuronValues } from './neuron-values.js';

/** A difference up to this is what float32 leaves. */
const EXACT = 1e-5;
/** A difference up to this is what queries and keys in 16 bits leave. */
const ROUNDED = 1e-3;

/**
 * How one weight comes about, on one line, so that it can be worked out by hand: `q · k = 5.23, × 0.1768 = 0.92, + bias −0.10 → score 0.82; softmax
 * e^(0.82 − 1.99) = 0.310`. 1.99 is the logarithm of the sum of all e^score.
 */
export function calculationLine(
  { dots, scale, scaled, softcap, capped, bias, scores, logSum, weights }: NeuronValues,
  key: number,
  language: Language,
): string {
  const words = wordsIn(NEURON_WORDS, language);
  const number = (value: number, digits = 2): string => formatStep(value, language, digits);
  const parts = [`q · k = ${number(dots[key])}`, `× ${number(scale, 4)} = ${number(scaled[key])}`];
  if (capped !== null && softcap !== null)
    parts.push(`${formatNumber(softcap, language)} · tanh(${number(scaled[key])} / ${formatNumber(softcap, language)}) = ${number(capped[key])}`);
  if (bias !== null && isMasked(bias[key])) return `${parts.join('; ')}; ${words.masked} → softmax ${number(weights[key], 3)}`;
  const score =
    bias === null ? '' : `; ${number(capped?.[key] ?? scaled[key])} + ${words.biasName} ${bracketed(bias[key], number)} = ${number(scores[key])}`;
  return `${parts.join('; ')}${score} → softmax e^(${number(scores[key])} − ${bracketed(logSum, number)}) = ${number(weights[key], 3)}`;
}

/** Negative numbers stand in brackets behind a sign. */
function bracketed(value: number, number: (value: number) => string): string {
  return value < 0 ? `(${number(value)})` : number(value);
}

/** Whether the weights that were computed are those of the record: `agrees`, `rounded` (as much as 16 bits explain) or `differs`; and the sentence. */
export function checkLine({ difference }: NeuronValues, language: Language): { verdict: 'agrees' | 'rounded' | 'differs'; text: string } {
  const words = wordsIn(NEURON_WORDS, language);
  const verdict = difference <= EXACT ? 'agrees' : difference <= ROUNDED ? 'rounded' : 'differs';
  const text = Number.isNaN(difference) ? 'NaN' : verdict === 'differs' ? formatNumber(difference, language, 3) : formatSmall(difference, language);
  return { verdict, text: words[verdict](text) };
}

/** `3.2 × 10⁻⁶`. */
function formatSmall(value: number, language: Language): string {
  // Less than float32 can tell apart.
  const [digits, power] = Math.max(value, 1e-7).toExponential(1).split('e-');
  return `${formatNumber(Number(digits), language, 1)} × 10⁻${Array.from(power, (digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')}`;
}

/** The head in words: the strongest key, the entropy of the weights in nats, the share of special tokens. */
export function summaryLine(record: AttentionRecord, state: NeuronState, { weights }: NeuronValues, language: Language): string {
  const { queries, keys } = stackTokens(record, state);
  const best = weights.reduce((most, weight, key) => (weight > weights[most] ? key : most), 0);
  const entropy = weights.reduce((sum, weight) => sum - (weight > 0 ? weight * Math.log(weight) : 0), 0);
  const special = weights.reduce((sum, weight, key) => sum + (keys[key].special ? weight : 0), 0);
  return wordsIn(NEURON_WORDS, language).summary({
    query: tokenLabel(queries[state.query]),
    key: tokenLabel(keys[best]),
    weight: formatNumber(weights[best], language, 3),
    entropy: formatNumber(entropy, language, 2),
    special: new Intl.NumberFormat(language, { style: 'percent' }).format(special),
  });
}

/** Which heads read the same keys; null where each has its own. */
export function sharedLine(record: AttentionRecord, state: NeuronState, language: Language): string | null {
  const { stack, layer } = state;
  const heads = layerTensor(record, 'queries', { stack, layer })?.shape[1] ?? 0;
  const keyHeads = layerTensor(record, 'keys', { stack, layer })?.shape[1] ?? 0;
  if (keyHeads === heads) return null;
  const own = keyHeadOf(shownHead(state), { heads, keyHeads });
  const same = Array.from({ length: heads }, (_, head) => head).filter((head) => keyHeadOf(head, { heads, keyHeads }) === own);
  return wordsIn(NEURON_WORDS, language).shared(formatRanges(same));
}

/** The keys with the largest weights, largest first. */
export function strongestKeys({ weights }: NeuronValues, count: number): number[] {
  return Array.from(weights.keys())
    .sort((a, b) => weights[b] - weights[a] || a - b)
    .slice(0, count);
}
