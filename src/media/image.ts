import { LupaError } from '../errors.js';
import { CODECS, type WasmLoader } from './codecs.js';
import { readImageHeader } from './header.js';

/** A decoded image, row after row, `channels` bytes a pixel: grey, RGB or RGBA. */
export interface Pixels {
  data: Uint8Array | Uint8ClampedArray;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
}

/** A file in memory, and what messages and records call it. */
export interface MediaFile {
  bytes: Uint8Array;
  name: string;
}

/** An image as a caller has it: the bytes of a PNG, JPEG or WebP file, or its pixels. */
export type ImageSource = Uint8Array | MediaFile | Pixels;

/** A larger image is a mistake or an attack: a header of a few bytes would ask for gigabytes. */
const MAX_PIXELS = 100_000_000;

/** How an image is decoded. */
export interface DecodeOptions {
  /** How WebAssembly is loaded; left out, as in a browser. */
  wasm?: WasmLoader;
  /** Gets a sentence for each thing that should be known before the picture is believed. */
  warnings: string[];
}

/**
 * The pixels of an image, and its name.
 * @throws LupaError InvalidInput when it is no image, is damaged or cut short, or has more than 100 million pixels
 */
export async function openImage(source: ImageSource, options: DecodeOptions): Promise<{ pixels: Pixels; name: string }> {
  if ('channels' in source) return { pixels: checkPixels(source), name: 'image' };
  const { bytes, name } = source instanceof Uint8Array ? { bytes: source, name: 'image' } : source;
  return { pixels: await decodeImage(bytes, name, options), name };
}

async function decodeImage(bytes: Uint8Array, name: string, { wasm, warnings }: DecodeOptions): Promise<Pixels> {
  const { format, width, height, obstacle } = readImageHeader(bytes, name);
  const fail = (what: string, value?: unknown, limit?: unknown): LupaError =>
    new LupaError('InvalidInput', `${name} ${what}`, { subject: name, value, limit });
  if (width * height > MAX_PIXELS) {
    throw fail(`has ${width} x ${height} pixels, at most ${MAX_PIXELS / 1e6} million are decoded: make it smaller`, width * height, MAX_PIXELS);
  }
  if (width * height === 0) throw fail(`says that it has ${width} x ${height} pixels`);
  if (obstacle !== null) throw fail(obstacle);
  const lines: string[] = [];
  const damaged = `is damaged or cut short: its ${format} data cannot be decoded`;
  let decoded;
  try {
    decoded = await CODECS[format](new Uint8Array(bytes).buffer, { wasm, say: (line) => lines.push(line) });
  } catch (cause) {
    if (isLoading(cause)) throw cause;
    throw fail(lines.length > 0 ? `${damaged} (${lines[lines.length - 1]})` : damaged);
  }
  if (decoded === null) throw fail(damaged);
  // libjpeg goes on where data is missing and fills the rest with grey.
  if (lines.some((line) => /premature end of jpeg file/i.test(line))) throw fail(`is cut short: the JPEG ends in the middle of its picture`);
  if (lines.length > 0) warnings.push(`The image ${name} is damaged, and what was decoded may differ from what it was: ${lines[0]}.`);
  return { data: decoded.data, width: decoded.width, height: decoded.height, channels: 4 };
}

/** Whether a decoder is missing, rather than the image damaged. */
function isLoading(cause: unknown): boolean {
  return cause instanceof Error && ('code' in cause || cause instanceof WebAssembly.CompileError || cause instanceof WebAssembly.LinkError);
}

function checkPixels(pixels: Pixels): Pixels {
  const { data, width, height, channels } = pixels;
  const sizes = [width, height].every((size) => Number.isSafeInteger(size) && size > 0) && [1, 3, 4].includes(channels);
  if (sizes && data.length === width * height * channels) return pixels;
  throw new LupaError('InvalidInput', `an image of ${width} x ${height} pixels with ${channels} channels (1, 3 or 4) cannot have ${data.length} bytes`, {
    subject: 'image', value: data.length, limit: width * height * channels,
  }); // prettier-ignore
}

/**
 * An image in RGB. What is transparent is laid on white, or, without `white`, keeps the colour that is stored under it, as Pillow's
 * `convert("RGB")` does.
 */
export function toRgb({ data, width, height, channels }: Pixels, { white }: { white: boolean }): Pixels {
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const alpha = channels === 4 && white ? data[pixel * 4 + 3] : 255;
    for (let channel = 0; channel < 3; channel++) {
      const value = channels === 1 ? data[pixel] : data[pixel * channels + channel];
      rgb[pixel * 3 + channel] = alpha === 255 ? value : overWhite(value, alpha);
    }
  }
  return { data: rgb, width, height, channels: 3 };
}

/** Pillow's alpha_composite on an opaque background, with its fixed-point numbers: seven bits beyond the byte. */
function overWhite(value: number, alpha: number): number {
  const weight = alpha << 7;
  const sum = value * weight + 255 * (255 * 128 - weight) + (0x80 << 7);
  return (((sum >> 8) + sum) >> 8) >> 7;
}
