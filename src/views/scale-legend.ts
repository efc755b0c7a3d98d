import type { ColourScale, Font, Mark } from '../scene/mark.js';
import { cutText, estimateWidth, type TextMeasure } from '../scene/measure.js';
import { formatNumber, type Language } from '../words/language.js';
import { FONT_FAMILY, type Palette } from './theme.js';

/** Where a legend stands and what it says. */
export interface LegendOptions {
  scale: ColourScale;
  /** What the colours measure. */
  caption: string;
  x: number;
  y: number;
  width: number;
  /** Where the caption has to stay, in px: one that is longer than its bar begins further left, or is cut. Default: anywhere. */
  within?: { left: number; right: number };
  measure?: TextMeasure;
  palette: Palette;
  language: Language;
}

const BAR = 8;

/** A scale of colours as a bar, with ticks at round numbers and a caption over it: 40 px high. */
export function scaleLegend({ scale, caption, x, y, width, within, measure = estimateWidth, palette, language }: LegendOptions): Mark[] {
  const font: Font = { size: 12, weight: 400, family: FONT_FAMILY };
  const { left, right } = within ?? { left: x, right: Infinity };
  const begin = Math.max(left, Math.min(x, right - measure(caption, font)));
  const { low, high } = scale;
  const inner = ticks(low, high, Math.max(2, Math.floor(width / 44)));
  const digits = tickDigits(inner);
  // The ends are always written; round numbers too near to them are not.
  const near = (46 / width) * (high - low);
  const steps = [low, ...inner.filter((tick) => tick - low >= near && high - tick >= near), high];
  const top = y + 14;
  const marks: Mark[] = [
    { type: 'text', x: begin, y: y + 4, text: cutText(caption, right - left, font, measure), anchor: 'start', font, colour: palette.text },
    { type: 'matrix', x, y: top, width, height: BAR, rows: 1, columns: 256, data: ramp(low, high), scale },
    { type: 'rect', x, y: top, width, height: BAR, fill: null, stroke: palette.outline },
  ];
  for (const tick of steps) {
    const at = x + ((tick - low) / (high - low)) * width;
    const anchor = tick === low ? 'start' : tick === high ? 'end' : 'middle';
    const text = formatNumber(tick, language, tick === high || tick === low ? endDigits(tick, digits) : digits);
    marks.push(
      { type: 'rule', x1: at, y1: top + BAR, x2: at, y2: top + BAR + 3, colour: palette.outline, width: 1 },
      { type: 'text', x: at, y: top + BAR + 11, text, anchor, font, colour: palette.muted },
    );
  }
  return marks;
}

/** Round numbers from `low` to `high`, at most about `most`, in steps of 1, 2 or 5 times a power of ten. */
export function ticks(low: number, high: number, most: number): number[] {
  const least = (high - low) / most;
  const ten = 10 ** Math.floor(Math.log10(least));
  const step = ten * ([1, 2, 5, 10].find((factor) => factor * ten >= least * 0.999) as number);
  const found: number[] = [];
  for (let count = Math.ceil(low / step - 1e-9) + 0; count * step <= high + step * 1e-9; count++) found.push(count * step + 0);
  return found;
}

/** As many decimals as tell the ticks apart. */
function tickDigits(steps: readonly number[]): number {
  if (steps.length < 2) return 2;
  return Math.max(0, -Math.floor(Math.log10(steps[1] - steps[0]) + 1e-9));
}

/** An end of the scale that is no round number gets a decimal more. */
function endDigits(end: number, digits: number): number {
  return Math.abs(end - Number(end.toFixed(digits))) < 1e-6 ? digits : digits + 1;
}

/** The numbers of a bar, by its ends: the same array for the same bar, so that it is coloured once. */
const ramps = new Map<string, Float32Array>();

function ramp(low: number, high: number): Float32Array {
  const key = `${low} ${high}`;
  const known = ramps.get(key);
  if (known !== undefined) return known;
  const made = Float32Array.from({ length: 256 }, (_, i) => low + ((high - low) * i) / 255);
  if (ramps.size > 20) ramps.clear();
  ramps.set(key, made);
  return made;
}
