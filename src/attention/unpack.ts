import { memorySource } from '../bytes/source.js';
import { LupaError } from '../errors.js';
import { readHeader, readTensor } from '../models/safetensors.js';
import { elementCount, type Tensor } from '../tensor.js';
import { assembleRecord } from './file.js';
import { fromPlanes, type Coding } from './planes.js';
import { computeAttention, type ScoreParts } from './recompute.js';
import type { AttentionRecord } from './record.js';
import type { LayerTensorName } from './stacks.js';

/** How one tensor travels: as planes of bytes; as the bytes it has; as another one, which is equal; or not at all, since it can be computed from queries and keys. */
export type Travel = Coding | { bytes: true } | { same: string } | Formula;

/** What is to be known of scores beside queries, keys and biases. */
export type Formula = Pick<ScoreParts, 'scale' | 'softcap'>;

/** What attention is computed from. */
export const KINDS: LayerTensorName['kind'][] = ['queries', 'keys', 'biases'];

const LABEL = 'the record in this page';

/**
 * Reads what {@link packRecord} wrote. The numbers of a layer are decoded, or computed, when they are first read.
 * @throws LupaError InvalidFile when it is damaged
 */
export async function unpackRecord(packed: Uint8Array): Promise<AttentionRecord> {
  let bytes: Uint8Array;
  try {
    bytes = await inflate(packed);
  } catch (cause) {
    throw new LupaError('InvalidFile', `${LABEL} is damaged: it cannot be decompressed`, { cause });
  }
  const source = memorySource(bytes);
  const { entries, metadata } = await readHeader(source, LABEL);
  const layout = readLayout(metadata.packed);
  const tensors: Record<string, Tensor> = {};
  const makers = new Map<Tensor, () => Float32Array>();
  // What stands for numbers until they are made: the same memory for all.
  const zeros = new Float32Array(Math.max(0, ...Object.values(layout).map(({ shape }) => elementCount(shape))));
  for (const [name, travel] of Object.entries(layout)) {
    const entry = entries.get(name);
    const planes = entry === undefined ? null : (await readTensor(source, entry)).data;
    if ('bytes' in travel) {
      if (!(planes instanceof Uint8Array) || planes.length !== elementCount(travel.shape)) throw damaged(name);
      tensors[name] = { data: planes, shape: travel.shape };
    } else if ('same' in travel && Object.hasOwn(tensors, travel.same)) tensors[name] = tensors[travel.same];
    else {
      tensors[name] = { data: zeros.subarray(0, elementCount(travel.shape)), shape: travel.shape };
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
  const { scale, softcap } = travel;
  return () => {
    const [queries, keys, bias] = KINDS.map((kind) => (tensors[name.replace('attentions', kind)] as Tensor | undefined) ?? null);
    if (queries === null || keys === null) throw damaged(name);
    return computeAttention({ queries, keys, bias, scale, softcap });
  };
}

/** Puts the numbers off until somebody reads them: a page shows one layer first. */
function makeLazily(tensor: Tensor, make: () => Float32Array): void {
  let data: Float32Array | null = null;
  Object.defineProperty(tensor, 'data', { enumerable: true, get: () => (data ??= make()) });
}

/** Straight into the stream: the stream of a `Blob` would bring the bytes by way of the browser's own process, which takes as long as decompressing them. */
async function inflate(packed: Uint8Array): Promise<Uint8Array> {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(packed as BufferSource), writer.close()]);
  const [bytes] = await Promise.all([collect(readable), written]);
  return bytes;
}

/** All bytes of a stream. (A `Response` would do it too, at the price of Node loading its whole HTTP client.) */
export async function collect(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
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
