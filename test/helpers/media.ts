import { readFileSync } from 'node:fs';
import { fileSource } from '../../src/bytes/file.node.js';
import type { Pixels } from '../../src/media/image.js';
import { readTensors as read } from '../../src/models/safetensors.js';
import type { Tensor } from '../../src/tensor.js';

/** Files and what Python makes of them (test/fixtures/scripts/make_media.py). */
export const MEDIA = 'test/fixtures/media';

/** One of those files. */
export function mediaFile(name: string): { bytes: Uint8Array; name: string } {
  return { bytes: readFileSync(`${MEDIA}/${name}`), name };
}

/** All tensors of a file, by name. */
export async function readTensors(path: string): Promise<Map<string, Tensor>> {
  return new Map(Object.entries(await read(await fileSource(path), path)));
}

/** The largest difference between two lists of numbers, and the share of those that differ at all. */
export function difference(got: ArrayLike<number | bigint>, expected: ArrayLike<number | bigint>): { worst: number; share: number } {
  if (got.length !== expected.length) return { worst: Infinity, share: 1 };
  let worst = 0;
  let count = 0;
  for (let i = 0; i < got.length; i++) {
    const gap = Math.abs(Number(got[i]) - Number(expected[i]));
    worst = Math.max(worst, Number.isNaN(gap) ? Infinity : gap);
    if (gap > 0) count++;
  }
  return { worst, share: count / got.length };
}

/** A golden image [H,W,channels] as pixels. */
export function asPixels({ data, shape: [height, width, channels] }: Tensor): Pixels {
  return { data: data as Uint8Array, width, height, channels: channels as Pixels['channels'] };
}
