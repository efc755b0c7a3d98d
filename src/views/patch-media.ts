import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { stackNames, type StackName } from '../attention/stacks.js';
import type { Tensor } from '../tensor.js';

/** An image whose patches are the keys of a stack. */
export interface PatchImage {
  kind: 'image';
  /** Patches down and across. */
  rows: number;
  columns: number;
  /** The key that is the first patch: [CLS] and registers come before it. */
  first: number;
  /** The part of the picture that the patches cover, as shares of its height and width. */
  covered: [number, number];
  /** [height, width, 4]; null where the record has no picture. `grey` is for under the colours of weights. */
  pixels: { data: Uint8ClampedArray; grey: Uint8ClampedArray; rows: number; columns: number } | null;
}

/** Sound whose moments are the keys of a stack. */
export interface PatchSound {
  kind: 'sound';
  moments: number;
  /** How long all moments last. */
  seconds: number;
  /** The spectrogram, high notes first: [mels, frames]; null where the record has none. */
  mels: { data: Float32Array; rows: number; columns: number; low: number; high: number } | null;
}

const PATCH = /^patch (\d+),(\d+)$/;
const MOMENT = /–(\d+(?:\.\d+)?) s$/;

const known = new WeakMap<AttentionRecord, Map<string, PatchImage | PatchSound | null>>();

/** The image or sound that the keys of a stack are parts of; null where they are words. The same object each time. */
export function mediaOf(record: AttentionRecord, { stack, sequence }: { stack: StackName; sequence: number }): PatchImage | PatchSound | null {
  const of = known.get(record) ?? new Map<string, PatchImage | PatchSound | null>();
  known.set(record, of);
  const name = `${stack} ${sequence}`;
  const found = of.get(name);
  if (found !== undefined) return found;
  const { keys } = stackTokens(record, { stack, sequence });
  const last = keys[keys.length - 1].text;
  const patch = PATCH.exec(last);
  const moment = MOMENT.exec(last);
  let media: PatchImage | PatchSound | null = null;
  if (patch !== null) {
    const [rows, columns] = [Number(patch[1]) + 1, Number(patch[2]) + 1];
    const first = keys.length - rows * columns;
    if (first >= 0) media = imageOf(record, sequence, { rows, columns, first });
  } else if (moment !== null)
    media = { kind: 'sound', moments: keys.length, seconds: Number(moment[1]), mels: melsOf(record.tensors.input_features, sequence) };
  of.set(name, media);
  return media;
}

/** The stacks of a record whose keys are patches of an image or moments of sound. */
export function mediaStacks(record: AttentionRecord): StackName[] {
  return stackNames(record.tensors).filter((stack) => mediaOf(record, { stack, sequence: 0 }) !== null);
}

function imageOf(record: AttentionRecord, sequence: number, grid: { rows: number; columns: number; first: number }): PatchImage {
  const pixels = pictureOf(record, sequence);
  const [high, wide] = record.model.patch ?? [0, 0];
  const covered: [number, number] =
    pixels === null || high === 0 ? [1, 1] : [(grid.rows * high) / pixels.rows, (grid.columns * wide) / pixels.columns];
  return { kind: 'image', ...grid, covered, pixels };
}

/** The picture as the model saw it: `pixels`, or `pixel_values` stretched from its least to its largest number. */
function pictureOf({ tensors }: AttentionRecord, sequence: number): PatchImage['pixels'] {
  const { pixels, pixel_values: values } = tensors as Record<string, Tensor | undefined>;
  if (pixels?.data instanceof Uint8Array && pixels.shape.length === 4 && sequence < pixels.shape[0]) {
    const [, rows, columns] = pixels.shape;
    const own = pixels.data.subarray(sequence * rows * columns * 3);
    return picture(rows, columns, (pixel, channel) => own[pixel * 3 + channel]);
  }
  if (!(values?.data instanceof Float32Array) || sequence >= values.shape[0]) return null;
  const [, channels, rows, columns] = values.shape;
  const plane = rows * columns;
  const own = values.data.subarray(sequence * channels * plane, (sequence + 1) * channels * plane);
  const { low, high } = range(own);
  const at = (pixel: number, channel: number): number => own[Math.min(channel, channels - 1) * plane + pixel];
  return picture(rows, columns, (pixel, channel) => ((at(pixel, channel) - low) / (high - low || 1)) * 255);
}

/** In colour and in grey: its luma (ITU-R BT.601). */
function picture(rows: number, columns: number, value: (pixel: number, channel: number) => number): PatchImage['pixels'] {
  const data = rgba(rows * columns, value);
  const grey = rgba(rows * columns, (pixel) => 0.299 * data[pixel * 4] + 0.587 * data[pixel * 4 + 1] + 0.114 * data[pixel * 4 + 2]);
  return { data, grey, rows, columns };
}

function rgba(count: number, value: (pixel: number, channel: number) => number): Uint8ClampedArray {
  const data = new Uint8ClampedArray(count * 4).fill(255);
  for (let pixel = 0; pixel < count; pixel++) for (let channel = 0; channel < 3; channel++) data[pixel * 4 + channel] = value(pixel, channel);
  return data;
}

/** Spectrograms are stored with low notes first; pictures have them below. */
function melsOf(features: Tensor | undefined, sequence: number): PatchSound['mels'] {
  if (!(features?.data instanceof Float32Array) || sequence >= features.shape[0]) return null;
  const [, rows, columns] = features.shape;
  const data = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const from = (sequence * rows + row) * columns;
    data.set(features.data.subarray(from, from + columns), (rows - 1 - row) * columns);
  }
  return { data, rows, columns, ...range(data) };
}

function range(data: Float32Array): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
