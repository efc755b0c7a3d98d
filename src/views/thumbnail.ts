import type { LayerAttention } from '../attention/record.js';
import type { TokenRange } from '../attention/words.js';

/** Which part of which head is made small, and how small. */
export interface ThumbnailOptions {
  head: number;
  /** The queries and keys that are shown. */
  rows: TokenRange;
  columns: TokenRange;
  /** In pixels. */
  width: number;
  height: number;
}

/** Lines denser than one in so many pixels would fill every thumbnail: they are drawn paler. */
const LEAST_GAP = 2;
/** Weights of 1 would make a line's opacity infinite where opacities are added as logarithms. */
const OPAQUE = 0.998;
/** From how many lines on the palest ones are drawn as a haze, and which those are. */
const MANY = 400;
const PALE = 0.02;

/**
 * A head as lines from queries on the left to keys on the right, as pixels: [height, width] opacities 0-1. Lines lie over one another as in any
 * drawing: together they let through the product of what each lets through. Where there is more than
 * one query for two pixels, lines are so much paler; tokens that share a pixel share a line. NaN draws nothing.
 *
 * Of very many lines, those that nobody could see one by one, below 2 % of opacity, are drawn on pixels of twice the size, two queries and two keys a line: an
 * eighth of the work for the same haze.
 */
export function lineThumbnail(attention: LayerAttention, options: ThumbnailOptions): Float32Array {
  const { width, height } = options;
  const bins = binned(attention, options);
  // Sums of −ln(1 − opacity): so the lines may come in any order.
  const ink = new Float32Array(width * (height + 1));
  if (bins.ink.length > MANY) {
    const pale = takePale(bins);
    const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
    const haze = new Float32Array(half.width * (half.height + 1));
    drawLines(pale, haze, { columns: half.width, width: width / 2, height: height / 2 });
    addHaze(haze, half, { ink, width, height });
  }
  drawLines(bins, ink, { columns: width, width, height });
  const opacities = new Float32Array(width * height);
  for (let i = 0; i < opacities.length; i++) if (ink[i] > 0) opacities[i] = 1 - Math.exp(-ink[i]);
  return opacities;
}

/** The ink of lines between places that share the height evenly: [queries, keys]. */
interface Bins {
  ink: Float32Array;
  queries: number;
  keys: number;
}

/** Adds lines that go over `width` × `height` pixels, which need not be whole numbers, to rows of `columns` pixels, of which there is one more than is seen. */
function drawLines(
  { ink: amounts, queries, keys }: Bins,
  ink: Float32Array,
  { columns, width, height }: { columns: number; width: number; height: number },
): void {
  for (let query = 0; query < queries; query++) {
    for (let key = 0; key < keys; key++) {
      const amount = amounts[query * keys + key];
      if (amount < 1e-4) continue;
      const from = ((query + 0.5) / queries) * height;
      const slope = (((key + 0.5) / keys) * height - from) / width;
      // A line is 1 px high: it covers two pixels in part. Bins are at least a pixel high, so it stays inside.
      let y = from + slope / 2 - 0.5;
      for (let x = 0; x < columns; x++, y += slope) {
        const row = y | 0;
        const below = amount * (y - row);
        const at = row * columns + x;
        ink[at] += amount - below;
        ink[at + columns] += below;
      }
    }
  }
}

/** Takes the palest lines out, and gives back lines of half as many queries and keys, with as much ink on pixels of twice the size. */
function takePale({ ink, queries, keys }: Bins): Bins {
  const pale = { queries: Math.ceil(queries / 2), keys: Math.ceil(keys / 2) };
  const taken = new Float32Array(pale.queries * pale.keys);
  for (let query = 0, at = 0; query < queries; query++) {
    const row = (query >> 1) * pale.keys;
    for (let key = 0; key < keys; key++, at++) {
      if (ink[at] >= PALE) continue;
      taken[row + (key >> 1)] += ink[at] / 2;
      ink[at] = 0;
    }
  }
  return { ink: taken, ...pale };
}

/** Adds pixels of twice the size to the others, melting into one another: each is three quarters of the one that it lies in and one of the nearer neighbour. */
function addHaze(
  haze: Float32Array,
  half: { width: number; height: number },
  { ink, width, height }: { ink: Float32Array; width: number; height: number },
): void {
  const row = new Float32Array(half.width);
  for (let y = 0; y < height; y++) {
    const own = (y >> 1) * half.width;
    const beside = ((y & 1) === 0 ? Math.max(0, (y >> 1) - 1) : Math.min(half.height - 1, (y >> 1) + 1)) * half.width;
    for (let i = 0; i < half.width; i++) row[i] = 0.75 * haze[own + i] + 0.25 * haze[beside + i];
    let left = row[0];
    for (let i = 0, at = y * width; i < half.width; i++, at += 2) {
      const here = row[i];
      const right = i + 1 < half.width ? row[i + 1] : here;
      ink[at] += 0.75 * here + 0.25 * left;
      if (2 * i + 1 < width) ink[at + 1] += 0.75 * here + 0.25 * right;
      left = here;
    }
  }
}

/** The ink of each pair of a query and a key, or of tokens so near that their lines would share their pixels. */
function binned({ data, queries, keys }: LayerAttention, { head, rows, columns, height }: ThumbnailOptions): Bins {
  const rowCount = rows.end - rows.start;
  const columnCount = columns.end - columns.start;
  const queryBins = Math.min(rowCount, height);
  const keyBins = Math.min(columnCount, height);
  const bins = new Float32Array(queryBins * keyBins);
  const share = Math.min(1, height / (LEAST_GAP * rowCount));
  const keyBin = Uint32Array.from({ length: columnCount }, (_, key) => Math.floor((key * keyBins) / columnCount));
  for (let query = 0; query < rowCount; query++) {
    const bin = Math.floor((query * queryBins) / rowCount) * keyBins;
    const start = (head * queries + rows.start + query) * keys + columns.start;
    for (let key = 0; key < columnCount; key++) {
      const weight = data[start + key];
      if (weight > 0) bins[bin + keyBin[key]] += share * inkOf(weight);
    }
  }
  return { ink: bins, queries: queryBins, keys: keyBins };
}

/** −ln(1 − weight); of small weights the first four terms of the series, which a float32 does not tell from it. */
function inkOf(weight: number): number {
  return weight < 0.02 ? weight * (1 + weight * (1 / 2 + weight * (1 / 3 + weight / 4))) : -Math.log(1 - Math.min(OPAQUE, weight));
}

/**
 * A head as a matrix, rows queries and columns keys, made so small that it has at most `height` rows and `width` columns: each number is the
 * largest of those it stands for, so that a thin diagonal stays whole. NaN stands for nothing else than NaN.
 */
export function matrixThumbnail(
  { data, queries, keys }: LayerAttention,
  { head, rows, columns, width, height }: ThumbnailOptions,
): { data: Float32Array; rows: number; columns: number } {
  const rowCount = rows.end - rows.start;
  const columnCount = columns.end - columns.start;
  const small = { rows: Math.min(rowCount, height), columns: Math.min(columnCount, width) };
  const most = new Float32Array(small.rows * small.columns).fill(NaN);
  for (let query = 0; query < rowCount; query++) {
    const to = Math.floor((query * small.rows) / rowCount) * small.columns;
    const start = (head * queries + rows.start + query) * keys + columns.start;
    for (let key = 0; key < columnCount; key++) {
      const at = to + Math.floor((key * small.columns) / columnCount);
      const weight = data[start + key];
      if (!(weight <= most[at]) && !Number.isNaN(weight)) most[at] = weight;
    }
  }
  return { data: most, ...small };
}
