import { memorySource } from '../bytes/source.js';
import { LupaError } from '../errors.js';
import { readHeader, readTensor } from '../models/safetensors.js';
import type { Tensor } from '../tensor.js';
import { assembleRecord, encodeRecord } from './file.js';
import type { AttentionRecord } from './record.js';
import { readTensorName } from './stacks.js';

/** Probabilities are stored as p * SCALE, rounded; the one code above is NaN. */
const SCALE = 65534;
const NAN = 65535;

/**
 * Packs the attentions of a record for travelling inside a page: probabilities as 16-bit fractions (at most 7.7e-6 off,
 * where a float16 would be up to 2.4e-4 off near 1), their high and low bytes apart (most high bytes are 0), deflated.
 * Other tensors stay behind: a page draws attention only.
 * @returns deflated bytes, to be read by {@link unpackRecord}
 */
export async function packRecord(record: AttentionRecord): Promise<Uint8Array> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, { data, shape }] of Object.entries(record.tensors)) {
    if (readTensorName(name)?.kind === 'attentions') tensors[name] = { data: toPlanes(data as Float32Array), shape: [2, ...shape] };
  }
  const stream = new Blob(encodeRecord({ ...record, tensors }) as BlobPart[]).stream().pipeThrough(new CompressionStream('deflate'));
  return collect(stream);
}

/**
 * Reads what {@link packRecord} wrote.
 * @throws LupaError InvalidFile when it is damaged
 */
export async function unpackRecord(packed: Uint8Array): Promise<AttentionRecord> {
  let bytes: Uint8Array;
  try {
    const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate'));
    bytes = await collect(stream);
  } catch (cause) {
    throw new LupaError('InvalidFile', 'the record in this page is damaged: it cannot be decompressed', { cause });
  }
  const label = 'the record in this page';
  const source = memorySource(bytes);
  const { entries, metadata } = await readHeader(source, label);
  const tensors: [string, Tensor][] = [];
  for (const [name, entry] of entries) {
    const { data, shape } = await readTensor(source, entry);
    if (!(data instanceof Uint8Array) || shape[0] !== 2) {
      throw new LupaError('InvalidFile', `${label} is not an attention record: ${name} is not packed as two planes of bytes`, { subject: name });
    }
    tensors.push([name, { data: fromPlanes(data), shape: shape.slice(1) }]);
  }
  return assembleRecord(Object.fromEntries(tensors), metadata, label);
}

/** All bytes of a stream. (A `Response` would do it too, at the price of Node loading its whole HTTP client.) */
async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) chunks.push(part.value);
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** [n] probabilities as [2,n] bytes: all high bytes, then all low bytes. */
function toPlanes(data: Float32Array): Uint8Array {
  const planes = new Uint8Array(2 * data.length);
  for (let i = 0; i < data.length; i++) {
    const code = Number.isFinite(data[i]) ? Math.round(Math.min(1, Math.max(0, data[i])) * SCALE) : NAN;
    planes[i] = code >> 8;
    planes[data.length + i] = code & 0xff;
  }
  return planes;
}

/** The inverse of {@link toPlanes}. */
function fromPlanes(planes: Uint8Array): Float32Array {
  const count = planes.length / 2;
  const data = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const code = (planes[i] << 8) | planes[count + i];
    data[i] = code === NAN ? NaN : code / SCALE;
  }
  return data;
}
