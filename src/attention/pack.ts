import { memorySource } from '../bytes/source.js';
import { LupaError } from '../errors.js';
import { tensorName } from '../models/architectures/architecture.js';
import { readHeader, readTensor } from '../models/safetensors.js';
import { elementCount, type Tensor } from '../tensor.js';
import { assembleRecord, encodeRecord } from './file.js';
import { codingError, fromPlanes, rangeCoding, symmetricCoding, toPlanes, type Coding } from './planes.js';
import { computeAttention, softmaxRow, type ScoreParts } from './recompute.js';
import type { AttentionRecord } from './record.js';
import { readTensorName, type LayerTensorName } from './stacks.js';

/** How a record is packed. */
export interface PackOptions {
  /** Bits a weight: 16 (the default), or 8 for half the size. */
  bits?: 8 | 16;
  /**
   * Whether queries, keys and biases travel too: `auto` (the default) takes them where they are small, or replace what is larger.
   */
  queriesAndKeys?: boolean | 'auto';
}

/** A packed record, and what packing did to its attention. */
export interface PackedRecord {
  /** Deflated, to be read by `unpackRecord`. */
  bytes: Uint8Array;
  bits: 8 | 16;
  /** No weight is further off. */
  error: number;
}

/** How one tensor travels: as planes of bytes; as the bytes it has; as another one, which is equal; or not at all, since it can be computed from queries and keys. */
type Travel = Coding | { bytes: true } | { same: string } | { scale: number };

/** Attention that is computed may be off by half a unit of the third decimal, the last that a page shows. */
const COMPUTED_ERROR = 5e-4;
/** Queries and keys of so many bytes go along in any case. */
const SMALL = 1_000_000;
const KINDS: LayerTensorName['kind'][] = ['queries', 'keys', 'biases'];
/** What models of images and sound read: a picture of it is worth one byte a number. */
const MEDIA = ['pixel_values', 'input_features'];

/**
 * Packs what the views need of a record for travelling inside a page: attention as 16-bit fractions (at most 7.7e-6 off, where a float16 would be up to
 * 2.4e-4 off near 1), queries and keys in 16 bits, images and sound in 8; the high and low bytes apart, deflated. Where queries and keys are
 * fewer numbers than the attention (long texts), and give it back with an error of at most 5e-4, they travel instead of it.
 */
export async function packRecord(record: AttentionRecord, { bits = 16, queriesAndKeys = 'auto' }: PackOptions = {}): Promise<PackedRecord> {
  const parts = queriesAndKeys === false ? {} : packParts(record);
  const attention: Coding = { bits, low: 0, high: 1 };
  const plan: Record<string, Travel> = {};
  let error = 0;
  for (const [name, tensor] of Object.entries(record.tensors)) {
    const read = readTensorName(name);
    if (read?.kind === 'attentions') {
      const found = replacement(record, parts, read);
      plan[name] = found === null ? attention : { scale: found.scale };
      error = Math.max(error, found === null ? codingError(attention) : found.error);
    } else if (name === 'pixels' && tensor.data instanceof Uint8Array) plan[name] = { bytes: true };
    else if (MEDIA.includes(name) && tensor.data instanceof Float32Array && !(name === 'pixel_values' && 'pixels' in record.tensors))
      plan[name] = rangeCoding(tensor.data, 8);
  }
  const replaces = Object.values(plan).some((travel) => 'scale' in travel);
  const size = Object.values(parts).reduce((sum, { planes }) => sum + planes.length, 0);
  if (queriesAndKeys === true || replaces || size <= SMALL) for (const [name, { travel }] of Object.entries(parts)) plan[name] = travel;
  const tensors: Record<string, Tensor> = {};
  for (const [name, travel] of Object.entries(plan)) {
    if ('bytes' in travel) tensors[name] = record.tensors[name];
    if (!('bits' in travel)) continue;
    const data = parts[name]?.planes ?? toPlanes(record.tensors[name].data as Float32Array, travel);
    tensors[name] = { data, shape: [data.length] };
  }
  const layout = Object.fromEntries(Object.entries(plan).map(([name, travel]) => [name, { ...travel, shape: record.tensors[name].shape }]));
  const chunks = encodeRecord({ ...record, tensors }, { packed: JSON.stringify(layout) });
  const stream = new Blob(chunks as BlobPart[]).stream().pipeThrough(new CompressionStream('deflate'));
  return { bytes: await collect(stream), bits, error };
}

/** Queries, keys and biases as they travel. One bias often serves all layers: it travels once. */
function packParts({ tensors }: AttentionRecord): Record<string, { travel: Coding | { same: string }; planes: Uint8Array; back: Tensor }> {
  const parts: ReturnType<typeof packParts> = {};
  for (const [name, { data, shape }] of Object.entries(tensors)) {
    const kind = readTensorName(name)?.kind;
    if (kind === undefined || !KINDS.includes(kind) || !(data instanceof Float32Array)) continue;
    const twin =
      kind === 'biases'
        ? Object.keys(parts).find((other) => readTensorName(other)?.kind === kind && sameNumbers(tensors[other], { data, shape }))
        : undefined;
    if (twin !== undefined) {
      parts[name] = { travel: { same: twin }, planes: new Uint8Array(0), back: parts[twin].back };
      continue;
    }
    const coding: Coding = kind === 'biases' ? { bits: 32, low: 0, high: 0 } : symmetricCoding(data, 16);
    const planes = toPlanes(data, coding);
    parts[name] = { travel: coding, planes, back: { data: fromPlanes(planes, coding), shape } };
  }
  return parts;
}

function sameNumbers(a: Tensor, b: Tensor): boolean {
  return a.data.length === b.data.length && a.shape.join() === b.shape.join() && a.data.every((value, index) => Object.is(value, b.data[index]));
}

/**
 * The scale with which queries and keys, as they come out of the page, give the attention back; null where they do not (capped or unusual scores, NaN,
 * a few very large numbers), or are not the smaller part.
 */
function replacement(
  { tensors }: AttentionRecord,
  parts: ReturnType<typeof packParts>,
  { stack, layer }: LayerTensorName,
): { scale: number; error: number } | null {
  const name = (kind: LayerTensorName['kind']): string => tensorName({ name: stack }, kind as 'queries', layer);
  const [queries, keys, bias] = KINDS.map((kind) => parts[name(kind)]);
  const { data: truth, shape } = tensors[name('attentions')] as { data: Float32Array; shape: number[] };
  if (queries === undefined || keys === undefined) return null;
  if (queries.planes.length + keys.planes.length + (bias?.planes.length ?? 0) >= truth.length * 2) return null;
  const [, heads, rows, columns] = shape;
  for (const scale of [1 / Math.sqrt(queries.back.shape[3]), 1]) {
    const input: ScoreParts = { queries: queries.back, keys: keys.back, bias: bias?.back ?? null, scale };
    // A look at the first row tells a wrong scale without computing all.
    if (
      !(
        largestDifference(softmaxRow(input, { b: 0, head: heads - 1, query: rows - 1 }), truth.subarray(((heads - 1) * rows + rows - 1) * columns)) <=
        COMPUTED_ERROR
      )
    )
      continue;
    const error = largestDifference(computeAttention(input), truth);
    return error <= COMPUTED_ERROR ? { scale, error } : null;
  }
  return null;
}

/** NaN where a number is none. */
function largestDifference(computed: Float32Array | Float64Array, truth: Float32Array): number {
  let most = 0;
  for (let i = 0; i < computed.length; i++) {
    const difference = Math.abs(computed[i] - truth[i]);
    if (!(difference <= most)) most = difference;
    if (Number.isNaN(most)) return NaN;
  }
  return most;
}

const LABEL = 'the record in this page';

/**
 * Reads what {@link packRecord} wrote. The numbers of a layer are decoded, or computed, when they are first read.
 * @throws LupaError InvalidFile when it is damaged
 */
export async function unpackRecord(packed: Uint8Array): Promise<AttentionRecord> {
  let bytes: Uint8Array;
  try {
    const stream = new Blob([packed as BlobPart]).stream().pipeThrough(new DecompressionStream('deflate'));
    bytes = await collect(stream);
  } catch (cause) {
    throw new LupaError('InvalidFile', `${LABEL} is damaged: it cannot be decompressed`, { cause });
  }
  const source = memorySource(bytes);
  const { entries, metadata } = await readHeader(source, LABEL);
  const layout = readLayout(metadata.packed);
  const tensors: Record<string, Tensor> = {};
  const makers = new Map<Tensor, () => Float32Array>();
  for (const [name, travel] of Object.entries(layout)) {
    const entry = entries.get(name);
    const planes = entry === undefined ? null : (await readTensor(source, entry)).data;
    if ('bytes' in travel) {
      if (!(planes instanceof Uint8Array) || planes.length !== elementCount(travel.shape)) throw damaged(name);
      tensors[name] = { data: planes, shape: travel.shape };
    } else if ('same' in travel && Object.hasOwn(tensors, travel.same)) tensors[name] = tensors[travel.same];
    else {
      tensors[name] = { data: new Float32Array(elementCount(travel.shape)), shape: travel.shape };
      makers.set(tensors[name], maker(name, travel, { planes, tensors }));
    }
  }
  const record = assembleRecord(tensors, metadata, LABEL);
  for (const [tensor, make] of makers) makeLazily(tensor, make);
  return record;
}

type Layout = Record<string, Travel & { shape: number[] }>;

function readLayout(json: string | undefined): Layout {
  try {
    const layout = JSON.parse(json ?? '') as Layout;
    if (Object.values(layout).every(({ shape }) => Array.isArray(shape) && shape.every((size) => Number.isSafeInteger(size) && size >= 0)))
      return layout;
  } catch {
    // Told below.
  }
  throw new LupaError('InvalidFile', `${LABEL} is not an attention record: it does not say how its numbers are packed`, { subject: 'packed' });
}

function damaged(name: string): LupaError {
  return new LupaError('InvalidFile', `${LABEL} is not an attention record: ${name} is not packed as it says`, { subject: name });
}

/** What gives the numbers of a tensor. */
function maker(
  name: string,
  travel: Travel,
  { planes, tensors }: { planes: Tensor['data'] | null; tensors: Record<string, Tensor> },
): () => Float32Array {
  if ('bits' in travel) {
    if (!(planes instanceof Uint8Array) || planes.length * 8 !== tensors[name].data.length * travel.bits) throw damaged(name);
    return () => fromPlanes(planes, travel);
  }
  if (!('scale' in travel)) throw damaged(name);
  const { scale } = travel;
  return () => {
    const [queries, keys, bias] = KINDS.map((kind) => (tensors[name.replace('attentions', kind)] as Tensor | undefined) ?? null);
    if (queries === null || keys === null) throw damaged(name);
    return computeAttention({ queries, keys, bias, scale });
  };
}

/** Puts the numbers off until somebody reads them: a page shows one layer first. */
function makeLazily(tensor: Tensor, make: () => Float32Array): void {
  let data: Float32Array | null = null;
  Object.defineProperty(tensor, 'data', { enumerable: true, get: () => (data ??= make()) });
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
