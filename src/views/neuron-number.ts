import { formatNumber, type Language } from '../words/language.js';
import { isMasked } from './neuron-values.js';

/** A number of a step: two decimals with a real minus sign; −∞ for a mask. */
export function formatStep(value: number, language: Language, digits = 2): string {
  if (Number.isNaN(value)) return 'NaN';
  if (isMasked(value)) return '−∞';
  // No “−0.00”.
  const rounded = Number(value.toFixed(digits)) + 0;
  return formatNumber(rounded, language, digits);
}
