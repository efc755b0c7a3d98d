import { LupaError } from '../errors.js';

/** Widths that papers and slides often ask for, in mm: one column, a whole page, a slide of 10 inches. */
export const PRESETS = { column: 85, page: 175, slide: 254 } as const;

/** Points and px of CSS in an inch. */
const UNITS = { mm: 96 / 25.4, cm: 96 / 2.54, in: 96, pt: 96 / 72, px: 1 } as const;

/** Smaller figures show nothing, larger ones were hardly meant: in mm. */
const SMALLEST = 15;
const LARGEST = 2000;

/**
 * A width in px of 1/96 inch: `85mm`, `8.5cm`, `3.35in`, `240pt`, `column`, `page`, `slide`; `1200px` is so many pixels at `dpi`.
 * @throws LupaError InvalidInput for what is no length, OutOfRange for one of less than 15 mm or more than 2 m
 */
export function parseWidth(text: string, { dpi = 96 }: { dpi?: number } = {}): number {
  const [, digits, unit] = /^(\d+(?:\.\d+)?|\.\d+)\s*(mm|cm|in|pt|px)$/.exec(text) ?? [];
  if (digits === undefined && !Object.hasOwn(PRESETS, text)) {
    throw new LupaError(
      'InvalidInput',
      `the width ${JSON.stringify(text)} is no length: give 85mm, 8.5cm, 3.35in, 240pt or 1200px, or column, page or slide`,
      {
        subject: 'width',
        value: text,
        limit: ['column', 'page', 'slide'],
      },
    );
  }
  const width =
    digits === undefined
      ? PRESETS[text as keyof typeof PRESETS] * UNITS.mm
      : Number(digits) * UNITS[unit as keyof typeof UNITS] * (unit === 'px' ? 96 / dpi : 1);
  const millimetres = width / UNITS.mm;
  if (millimetres < SMALLEST || millimetres > LARGEST) {
    const size = unit === 'mm' ? text : `${text} (${Number(millimetres.toFixed(1))} mm)`;
    throw new LupaError(
      'OutOfRange',
      `a width of ${size} is too ${millimetres < SMALLEST ? 'small' : 'large'}: ${SMALLEST} to ${LARGEST} mm can be drawn`,
      {
        subject: 'width',
        value: millimetres,
        limit: [SMALLEST, LARGEST],
      },
    );
  }
  return width;
}

/** Points as px of 1/96 inch. */
export function fromPoints(points: number): number {
  return points * UNITS.pt;
}

/** Px of 1/96 inch in points. */
export function toPoints(px: number): number {
  return px / UNITS.pt;
}

/** Px of 1/96 inch in mm, rounded for sentences. */
export function inMillimetres(px: number): number {
  return Math.round(px / UNITS.mm);
}
