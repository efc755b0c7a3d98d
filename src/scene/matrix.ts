import type { ColourScale, MatrixMark } from './mark.js';

/** Index of the colour of `value` in a scale's table; -1 for NaN. */
export function colourIndex(value: number, { low, high, table }: ColourScale): number {
  if (Number.isNaN(value)) return -1;
  const last = table.length / 3 - 1;
  // A scale of one number only (all cells equal) shows its low end.
  const share = high === low ? 0 : (value - low) / (high - low);
  return Math.round(Math.min(1, Math.max(0, share)) * last);
}

/** The colour of `value` as `#rrggbb`. */
export function colourOf(value: number, scale: ColourScale): string {
  const index = colourIndex(value, scale);
  if (index < 0) return scale.missing;
  return `#${Array.from(scale.table.subarray(index * 3, index * 3 + 3), (channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** A matrix as pixels, one a cell: [rows, columns, 4] red, green, blue, alpha. */
export function matrixPixels({
  data,
  rows,
  columns,
  scale,
}: Pick<MatrixMark, 'data' | 'rows' | 'columns' | 'scale'>): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(rows * columns * 4);
  const missing = [1, 3, 5].map((at) => Number.parseInt(scale.missing.slice(at, at + 2), 16));
  // A colour as one number, with its bytes in the order of the machine; that of NaN comes last.
  const { table } = scale;
  const bytes = new Uint8ClampedArray((4 * table.length) / 3 + 4).fill(255);
  for (let at = 0, to = 0; at < table.length; at += 3, to += 4) bytes.set(table.subarray(at, at + 3), to);
  bytes.set(missing, bytes.length - 4);
  const colours = new Uint32Array(bytes.buffer);
  const none = colours.length - 1;
  const last = none - 1;
  const whole = new Uint32Array(pixels.buffer);
  // As colourIndex has it, without its calls: a page makes half a million of these before it is drawn.
  const { low, high } = scale;
  const range = high - low;
  for (let i = 0; i < whole.length; i++) {
    const value = data[i];
    const share = range === 0 && value === value ? 0 : (value - low) / range;
    whole[i] = colours[share > 0 ? (share < 1 ? (share * last + 0.5) | 0 : last) : share <= 0 ? 0 : none];
  }
  return pixels;
}
