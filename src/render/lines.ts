import type { LinksMark } from '../scene/mark.js';
import { parseColour } from './colour.js';

/** Which part of a drawing is made into pixels. */
export interface LinePixelsOptions {
  /** In device pixels. */
  width: number;
  height: number;
  /** Device pixels for each px of the drawing. */
  scale: number;
  /** The point of the drawing at the upper left corner, in device pixels. */
  left: number;
  top: number;
  /** CSS colour `#rrggbb` behind the lines. */
  background: string;
}

/** One of the 255 steps of opacity that a screen has. */
const STEP = 1 / 255;
/** Columns that are painted together. */
const STRIP = 16;

/**
 * Lines one device pixel thin, as pixels: what a canvas would draw, in a third of the time where there are tens of thousands. Lines of one colour let through
 * the product of what each lets through, in any order: that product is kept for each pixel while lines of a colour come, and painted over what is there
 * when another colour begins.
 *
 * A canvas rounds what a line adds to a pixel down to whole steps. A thin line shares its opacity between two pixels at each step along its way, and so
 * loses one step on the mean; the faintest leave nothing. Here, too: among so many lines the strong ones stay to be seen.
 */
export class LinePixels {
  readonly #options: LinePixelsOptions;
  /**
   * What the lines of this colour let through of what is below, 0-1. Flat lines have rows side by side, steep ones columns, so that each walks along its
   * memory. A pixel more at each edge spares a question at each step.
   */
  readonly #flat: Float32Array;
  readonly #steep: Float32Array;
  /** [height, width, 4] red, green, blue, alpha, 0-255 each. */
  readonly #pixels: Uint8ClampedArray<ArrayBuffer>;
  #colour: string | null = null;

  constructor(options: LinePixelsOptions) {
    const { width, height, background } = options;
    this.#options = options;
    this.#flat = new Float32Array((width + 2) * (height + 2)).fill(1);
    this.#steep = new Float32Array((width + 2) * (height + 2)).fill(1);
    const [red, green, blue] = parseColour(background);
    this.#pixels = new Uint8ClampedArray(4 * width * height);
    // As one number a pixel, in the order that the machine stores its bytes.
    const [one] = new Uint32Array(Uint8Array.of(red, green, blue, 255).buffer);
    new Uint32Array(this.#pixels.buffer).fill(one);
  }

  /** Adds lines of a mark, from number `from` up to, not including, `to`. */
  add({ segments, colour, opacity }: LinksMark, { from, to }: { from: number; to: number }): void {
    const ink = opacity - STEP;
    if (ink < STEP / 2) return;
    if (colour !== this.#colour) this.#settle();
    this.#colour = colour;
    const { scale, left, top, width, height } = this.#options;
    const line: Line = { a: 0, b: 0, c: 0, d: 0, long: 0, wide: 0 };
    for (let i = 4 * from; i < 4 * to; i += 4) {
      const x1 = segments[i] * scale - left;
      const y1 = segments[i + 1] * scale - top;
      const x2 = segments[i + 2] * scale - left;
      const y2 = segments[i + 3] * scale - top;
      const isFlat = Math.abs(x2 - x1) >= Math.abs(y2 - y1);
      line.a = isFlat ? x1 : y1;
      line.b = isFlat ? x2 : y2;
      line.c = isFlat ? y1 : x1;
      line.d = isFlat ? y2 : x2;
      line.long = isFlat ? width : height;
      line.wide = isFlat ? height : width;
      walk(isFlat ? this.#flat : this.#steep, ink, line);
    }
  }

  /** The pixels with all lines but those of the latest colour: [height, width, 4] red, green, blue, alpha. */
  get pixels(): Uint8ClampedArray<ArrayBuffer> {
    return this.#pixels;
  }

  /** Brings the lines of the latest colour into {@link pixels}. */
  finish(): void {
    this.#settle();
  }

  /** Paints the lines of this colour over what is there. */
  #settle(): void {
    if (this.#colour === null) return;
    const { width, height } = this.#options;
    const [red, green, blue] = parseColour(this.#colour);
    const flat = this.#flat;
    const steep = this.#steep;
    const pixels = this.#pixels;
    // In strips of some columns: so what lies side by side in either memory is read while it is at hand.
    for (let left = 0; left < width; left += STRIP) {
      const right = Math.min(width, left + STRIP);
      for (let y = 0; y < height; y++) {
        let beside = (y + 1) * (width + 2) + left + 1;
        let below = (left + 1) * (height + 2) + y + 1;
        for (let x = left, at = 4 * (y * width + left); x < right; x++, at += 4, beside++, below += height + 2) {
          const kept = flat[beside] * steep[below];
          if (kept === 1) continue;
          pixels[at] = red + (pixels[at] - red) * kept;
          pixels[at + 1] = green + (pixels[at + 1] - green) * kept;
          pixels[at + 2] = blue + (pixels[at + 2] - blue) * kept;
        }
      }
    }
    flat.fill(1);
    steep.fill(1);
    this.#colour = null;
  }
}

/** A line along its longer axis, from `a` to `b`, while the other goes from `c` to `d`, in a picture of so many pixels along either. */
interface Line {
  a: number;
  b: number;
  c: number;
  d: number;
  long: number;
  wide: number;
}

/** Walks along a line, and shares its ink between two pixels at each step. `clear` has `wide` + 2 lines of `long` + 2 pixels. */
function walk(clear: Float32Array, ink: number, { a, b, c, d, long, wide }: Line): void {
  if (a === b) return;
  const slope = (d - c) / (b - a);
  // Where the line is at the middle of the first pixel, counted from the middle of the first pixel of the other axis.
  const zero = c + slope * (0.5 - a) - 0.5;
  let start = Math.max(0, Math.ceil(Math.min(a, b) - 0.5));
  let end = Math.min(long, Math.ceil(Math.max(a, b) - 0.5));
  if (slope === 0) {
    if (zero < -1 || zero >= wide) return;
  } else {
    // As far as it is less than a pixel outside.
    start = Math.max(start, Math.ceil((slope > 0 ? -1 - zero : wide - zero) / slope + 1e-6));
    end = Math.min(end, Math.ceil((slope > 0 ? wide - zero : -1 - zero) / slope - 1e-6));
  }
  const stride = long + 2;
  let beside = zero + start * slope + 1;
  for (let at = start + 1; at <= end; at++, beside += slope) {
    const whole = beside | 0;
    const second = ink * (beside - whole);
    const first = at + whole * stride;
    clear[first] *= 1 - ink + second;
    clear[first + stride] *= 1 - second;
  }
}
