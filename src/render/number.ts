/** A number as files of drawings write it: at most three decimals, no exponent, no -0. */
export function formatCoordinate(value: number): string {
  if (!Number.isFinite(value)) return '0';
  const text = value.toFixed(3).replace(/\.?0+$/, '');
  return text === '-0' ? '0' : text;
}
