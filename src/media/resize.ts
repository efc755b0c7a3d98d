import { LupaError } from '../errors.js';
import type { Pixels } from './image.js';

/** A filter of Pillow: weights by the distance from the middle, 0 from `support` on. */
interface Filter {
  support: number;
  weight: (x: number) => number;
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
/** Cubic convolution with a = -0.5 (Keys 1981). */
const cubic = (x: number): number => (x < 1 ? (1.5 * x - 2.5) * x * x + 1 : x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0);

/** By the numbers that `resample` has in preprocessor_config.json; 0, the nearest pixel, is no filter. */
const FILTERS: Record<number, Filter> = {
  1: { support: 3, weight: (x) => (Math.abs(x) < 3 ? sinc(x) * sinc(x / 3) : 0) }, // Lanczos
  2: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) }, // bilinear
  3: { support: 2, weight: (x) => cubic(Math.abs(x)) }, // bicubic
  4: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) }, // box
  5: { support: 1, weight: (x) => (Math.abs(x) < 1 ? sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x)) : 0) }, // Hamming
};
/** The values `resample` may have. */
export const RESAMPLERS: readonly number[] = [0, ...Object.keys(FILTERS).map(Number)];

/** Bits after the point of Pillow's weights for 8-bit images. */
const PRECISION = 22;

/**
 * Resizes as Pillow does: where an image becomes smaller the filter grows with it, so that every pixel has its part (antialiasing). First the rows,
 * then the columns, rounded to bytes in between. torchvision's result for the same image is at most one step of 256 away.
 * @param resample a value of {@link RESAMPLERS}
 * @throws LupaError Unsupported for another filter
 */
export function resize(image: Pixels, { width, height, resample }: { width: number; height: number; resample: number }): Pixels {
  if (!RESAMPLERS.includes(resample)) {
    throw new LupaError('Unsupported', `resample is ${resample}, ${RESAMPLERS.join(', ')} are supported`, {
      subject: 'resample',
      value: resample,
      limit: RESAMPLERS,
    });
  }
  if (width === image.width && height === image.height) return image;
  if (resample === 0) return nearest(image, width, height);
  const filter = FILTERS[resample];
  const narrow = width === image.width ? image : resizeRows(image, weightsOf(filter, image.width, width));
  return height === narrow.height ? narrow : resizeColumns(narrow, weightsOf(filter, narrow.height, height));
}

/** For each new pixel: the first old pixel it is made of, and the weights from there on, as whole numbers of 2^-22. */
type Weights = { first: number; weights: Int32Array }[];

function weightsOf({ support: radius, weight }: Filter, from: number, to: number): Weights {
  const scale = from / to;
  const stretch = Math.max(1, scale);
  const support = radius * stretch;
  return Array.from({ length: to }, (_, index) => {
    const center = (index + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const last = Math.min(from, Math.trunc(center + support + 0.5));
    const raw = Array.from({ length: last - first }, (__, i) => weight((first + i - center + 0.5) / stretch));
    const total = raw.reduce((sum, value) => sum + value, 0);
    // Rounded away from zero, as C does after half is added.
    return { first, weights: Int32Array.from(raw, (value) => Math.trunc((value / total) * 2 ** PRECISION + (value < 0 ? -0.5 : 0.5))) };
  });
}

function resizeRows({ data, width: from, height, channels }: Pixels, table: Weights): Pixels {
  const width = table.length;
  const result = new Uint8ClampedArray(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const { first, weights } = table[x];
      for (let c = 0; c < channels; c++) {
        let sum = 2 ** (PRECISION - 1);
        for (let i = 0, at = (y * from + first) * channels + c; i < weights.length; i++, at += channels) sum += data[at] * weights[i];
        result[(y * width + x) * channels + c] = sum >> PRECISION;
      }
    }
  }
  return { data: result, width, height, channels };
}

function resizeColumns({ data, width, channels }: Pixels, table: Weights): Pixels {
  const row = width * channels;
  const result = new Uint8ClampedArray(row * table.length);
  table.forEach(({ first, weights }, y) => {
    for (let x = 0; x < row; x++) {
      let sum = 2 ** (PRECISION - 1);
      for (let i = 0, at = first * row + x; i < weights.length; i++, at += row) sum += data[at] * weights[i];
      result[y * row + x] = sum >> PRECISION;
    }
  });
  return { data: result, width, height: table.length, channels };
}

/** The pixel in whose area the middle of the new one lies. */
function nearest({ data, width: columns, height: rows, channels }: Pixels, width: number, height: number): Pixels {
  const result = new Uint8Array(width * height * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (Math.floor(((y + 0.5) * rows) / height) * columns + Math.floor(((x + 0.5) * columns) / width)) * channels;
      result.set(data.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  return { data: result, width, height, channels };
}
