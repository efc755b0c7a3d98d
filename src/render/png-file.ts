import { zlibSync } from 'fflate';

/** A chunk of a PNG file. */
export interface PngChunk {
  /** Four letters: `iTXt`. */
  type: string;
  data: Uint8Array;
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** Pixels [rows, columns, 4] as a PNG file, without the alpha channel where all of it is opaque. */
export function encodePng(pixels: Uint8ClampedArray | Uint8Array, { columns, rows }: { columns: number; rows: number }): Uint8Array {
  let opaque = true;
  for (let i = 3; i < pixels.length; i += 4) opaque &&= pixels[i] === 255;
  const channels = opaque ? 3 : 4;
  const lines = new Uint8Array(rows * (1 + columns * channels));
  let at = 0;
  for (let row = 0; row < rows; row++) {
    lines[at++] = 0; // the filter: none
    for (let pixel = row * columns; pixel < (row + 1) * columns; pixel++) {
      for (let channel = 0; channel < channels; channel++) lines[at++] = pixels[4 * pixel + channel];
    }
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, columns);
  view.setUint32(4, rows);
  header.set([8, opaque ? 2 : 6, 0, 0, 0], 8);
  return writePng([
    { type: 'IHDR', data: header },
    { type: 'IDAT', data: zlibSync(lines) },
    { type: 'IEND', data: new Uint8Array(0) },
  ]);
}

/** The chunks of a PNG file that is known to be sound, in order. */
export function readPng(bytes: Uint8Array): PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    chunks.push({ type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), data: bytes.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

/** A PNG file made of chunks. */
export function writePng(chunks: readonly PngChunk[]): Uint8Array {
  const file = new Uint8Array(SIGNATURE.length + chunks.reduce((sum, { data }) => sum + 12 + data.length, 0));
  const view = new DataView(file.buffer);
  file.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const { type, data } of chunks) {
    view.setUint32(at, data.length);
    for (let i = 0; i < 4; i++) file[at + 4 + i] = type.charCodeAt(i);
    file.set(data, at + 8);
    view.setUint32(at + 8 + data.length, crc32(file.subarray(at + 4, at + 8 + data.length)));
    at += 12 + data.length;
  }
  return file;
}

/** A text under a name of up to 79 Latin letters, in UTF-8 and uncompressed. */
export function textChunk(name: string, text: string): PngChunk {
  return { type: 'iTXt', data: new TextEncoder().encode(`${name}\0\0\0\0\0${text}`) };
}

/** How many pixels are an inch. */
export function densityChunk(dpi: number): PngChunk {
  const data = new Uint8Array(9);
  const view = new DataView(data.buffer);
  const perMetre = Math.round(dpi / 0.0254);
  view.setUint32(0, perMetre);
  view.setUint32(4, perMetre);
  data[8] = 1;
  return { type: 'pHYs', data };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
