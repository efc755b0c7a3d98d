import { LupaError } from '../errors.js';

/** The files that are read. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP';

/** What a file says of its image before any pixel is decoded. */
export interface ImageHeader {
  format: ImageFormat;
  width: number;
  height: number;
  /** Why the decoder cannot read this kind of the format, in words; null where it can. */
  obstacle: string | null;
}

/**
 * Reads what kind of image a file is and how large.
 * @param name how messages name the file
 * @throws LupaError InvalidInput when it is no PNG, JPEG or WebP, or ends before its size is said
 */
export function readImageHeader(bytes: Uint8Array, name: string): ImageHeader {
  if (bytes.length === 0) throw new LupaError('InvalidInput', `${name} is empty, an image is expected (PNG, JPEG, WebP)`, { subject: name });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = readerOf(bytes);
  if (read === undefined) throw new LupaError('InvalidInput', `${name} is not an image that can be read: PNG, JPEG and WebP can`, { subject: name });
  let header: ImageHeader | undefined;
  try {
    header = read(view);
  } catch (cause) {
    // A DataView throws where the bytes end.
    if (!(cause instanceof RangeError)) throw cause;
  }
  if (header === undefined)
    throw new LupaError('InvalidInput', `${name} is cut short: it ends before it says how large its image is`, { subject: name });
  return header;
}

function readerOf(bytes: Uint8Array): ((view: DataView) => ImageHeader | undefined) | undefined {
  const text = (start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, end));
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return readPng;
  if (text(0, 3) === '\xff\xd8\xff') return readJpeg;
  return text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP' ? readWebp : undefined;
}

/** IHDR is always the first chunk. */
function readPng(view: DataView): ImageHeader {
  return { format: 'PNG', width: view.getUint32(16), height: view.getUint32(20), obstacle: null };
}

/** The frame header (SOF) says the size; segments before it are skipped. */
function readJpeg(view: DataView): ImageHeader | undefined {
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at++; // a fill byte
      continue;
    }
    const frame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (frame) {
      const components = view.getUint8(at + 9);
      const obstacle = components === 4 ? 'is a JPEG in CMYK: save it in RGB' : null;
      return { format: 'JPEG', height: view.getUint16(at + 5), width: view.getUint16(at + 7), obstacle };
    }
    at += 2 + view.getUint16(at + 2);
  }
}

/** The first chunk is the image, lossy or lossless, or says what else there is. */
function readWebp(view: DataView): ImageHeader | undefined {
  const format = 'WebP' as const;
  const kind = view.getUint32(12);
  if (kind === 0x56503820) {
    // 'VP8 '
    return { format, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff, obstacle: null };
  }
  if (kind === 0x5650384c) {
    // 'VP8L'
    const bits = view.getUint32(21, true);
    return { format, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1, obstacle: null };
  }
  if (kind !== 0x56503858) return undefined; // 'VP8X'
  const size = (at: number): number => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  const animated = (view.getUint8(20) & 2) !== 0;
  return { format, width: size(24), height: size(27), obstacle: animated ? 'is an animated WebP: give a single picture' : null };
}
