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

/**
 * A head as lines from queries on the left to keys on the right, as pixels: [height, width] opacities 0-1. Lines lie over one another as in any
 * drawing: together they let through the product of what each lets through. Where there is more than
 * one query for two pixels, lines are so much paler; tokens that share a pixel share a line. NaN draws nothing.
 */
export function lineThumbnail(attention: LayerAttention, options: ThumbnailOptions): Float32Array {
  const { width, height } = options;
  const { bins, queryBins, keyBins } = binned(attention, options);
  // Sums of −ln(1 − opacity): so the lines may come in any order.
  const ink = new Float32Array(width * (height + 1));
  for (let query = 0; query < queryBins; query++) {
    for (let key = 0; key < keyBins; key++) {
      const amount = bins[query * keyBins + key];
      if (amount < 1e-4) continue;
      const from = ((query + 0.5) / queryBins) * height;
      const slope = (((key + 0.5) / keyBins) * height - from) / width;
      // A line is 1 px high: it covers two pixels in part. Bins are at least a pixel high, so it stays inside.
      let y = from + slope / 2 - 0.5;
      for (let x = 0; x < width; x++, y += slope) {
        const row = Math.trunc(y);
        const below = amount * (y - row);
        const at = row * width + x;
        ink[at] += amount - below;
        ink[at + width] += below;
      }
    }
  }
  const opacities = new Float32Array(width * height);
  for (let i = 0; i < opacities.length; i++) if (ink[i] > 0) opacities[i] = 1 - Math.exp(-ink[i]);
  return opacities;
}

/** The ink of each pair of a query and a key, or of tokens so near that their lines would share their pixels. */
function binned(
  { data, queries, keys }: LayerAttention,
  { head, rows, columns, height }: ThumbnailOptions,
): {
  bins: Float32Array;
  queryBins: number;
  keyBins: number;
} {
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
      if (weight > 0) bins[bin + keyBin[key]] -= share * Math.log(1 - Math.min(OPAQUE, weight));
    }
  }
  return { bins, queryBins, keyBins };
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
