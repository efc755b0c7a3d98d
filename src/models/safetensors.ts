import type { ByteSource } from '../bytes/source.js';
import { briefly, LupaError, reasonOf } from '../errors.js';
import { elementCount, formatShape, type Tensor, type TensorData } from '../tensor.js';
import { widenBfloat16, widenFloat16 } from './half.js';

/** Bytes an element takes, by the dtype names of the format. */
const ITEM_SIZE = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E5M2: 1,
  F8_E4M3: 1,
  I16: 2,
  U16: 2,
  F16: 2,
  BF16: 2,
  I32: 4,
  U32: 4,
  F32: 4,
  I64: 8,
  U64: 8,
  F64: 8,
} as const;

/** A dtype as the format spells it. */
export type Dtype = keyof typeof ITEM_SIZE;

/** Bytes an element takes. */
export function itemSize(dtype: Dtype): number {
  return ITEM_SIZE[dtype];
}

/** Where one tensor lies: `start` and `end` count bytes from the beginning of the file. */
export interface TensorEntry {
  dtype: Dtype;
  shape: number[];
  start: number;
  end: number;
}

/** The header of a file: what is in it and where, nothing read yet. */
export interface SafetensorsHeader {
  entries: Map<string, TensorEntry>;
  metadata: Record<string, string>;
}

/** The format's own limit on the header (100 MB), so that a hostile length asks for no memory. */
const MAX_HEADER = 100_000_000;

/**
 * Reads and checks the header of a safetensors file: 8 bytes of length, that many bytes of JSON, then the data, which
 * the entries must cover without holes or overlaps (https://github.com/huggingface/safetensors#format).
 * @param label how messages name the file
 * @throws LupaError InvalidFile naming the file and the byte, field or tensor that is wrong
 */
export async function readHeader(source: ByteSource, label: string): Promise<SafetensorsHeader> {
  const fail = (what: string, value?: unknown, limit?: unknown): LupaError =>
    new LupaError('InvalidFile', `${label} is not a sound safetensors file: ${what}`, { subject: label, value, limit });
  if (source.byteLength < 10) throw fail(`it has ${source.byteLength} bytes, at least 10 are needed`, source.byteLength, 10);
  const start = await source.slice(0, 8);
  if (new TextDecoder().decode(start) === 'version ') throw fail('it is a Git LFS pointer to the file, not the file (git lfs pull fetches it)');
  const announced = new DataView(start.buffer, start.byteOffset, 8).getBigUint64(0, true);
  const length = Number(announced);
  const room = Math.min(source.byteLength - 8, MAX_HEADER);
  if (length > room)
    throw fail(`bytes 0-7 give a header of ${announced} bytes, there is room for ${room} (cut off, or a file of another kind?)`, length, room);

  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await source.slice(8, 8 + length)));
  } catch (cause) {
    throw fail(`the header (bytes 8-${7 + length}) is not JSON: ${reasonOf(cause)}`);
  }
  if (!isObject(json)) throw fail('the header is not a JSON object');

  const entries = new Map<string, TensorEntry>();
  let metadata: Record<string, string> = {};
  const dataStart = 8 + length;
  const dataLength = source.byteLength - dataStart;
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') {
      if (!isObject(value) || Object.values(value).some((v) => typeof v !== 'string')) {
        throw fail('__metadata__ is not a map of strings');
      }
      metadata = value as Record<string, string>;
    } else {
      const problem = entryProblem(value, dataLength);
      if (problem !== undefined) throw fail(`tensor ${briefly(name)} ${problem}`);
      const { dtype, shape, data_offsets } = value as { dtype: Dtype; shape: number[]; data_offsets: [number, number] };
      entries.set(name, { dtype, shape, start: dataStart + data_offsets[0], end: dataStart + data_offsets[1] });
    }
  }

  let covered = dataStart;
  for (const [name, entry] of [...entries].sort(([, a], [, b]) => a.start - b.start || a.end - b.end)) {
    if (entry.start !== covered) {
      throw fail(`tensor ${briefly(name)} starts at byte ${entry.start}, the one before it ends at ${covered}`);
    }
    covered = entry.end;
  }
  if (covered !== source.byteLength) {
    throw fail(`its tensors end at byte ${covered}, the file at ${source.byteLength}`, covered, source.byteLength);
  }
  return { entries, metadata };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with one entry of the header, in words, or `undefined`. */
function entryProblem(value: unknown, dataLength: number): string | undefined {
  if (!isObject(value)) return 'is not an object';
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== 'string' || !Object.hasOwn(ITEM_SIZE, dtype)) return `has the unknown dtype ${briefly(dtype)}`;
  if (!isSizes(shape)) return `has the shape ${briefly(shape)}, a list of sizes is expected`;
  if (!isSizes(offsets) || offsets.length !== 2) return `has data_offsets ${briefly(offsets)}, [begin, end] is expected`;
  const [begin, end] = offsets as [number, number];
  if (begin > end) return `lies at bytes ${begin}-${end}, which end before they begin`;
  if (end > dataLength) return `lies at bytes ${begin}-${end} of ${dataLength} bytes of data (is the file cut off?)`;
  const size = elementCount(shape) * ITEM_SIZE[dtype as Dtype];
  if (!Number.isSafeInteger(size)) return `of shape ${formatShape(shape)} is larger than any file`;
  if (size !== end - begin) return `of shape ${formatShape(shape)} needs ${size} bytes as ${dtype}, it has ${end - begin}`;
  return undefined;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && (size as number) >= 0);
}

/**
 * Reads one tensor. F16 and BF16 come widened to float32; BOOL and the 8-bit floats as their bytes.
 * @returns `{data, shape}`, data freshly allocated
 */
export async function readTensor(source: ByteSource, { dtype, shape, start, end }: TensorEntry): Promise<Tensor> {
  // Copied so that the data starts at offset 0: typed arrays of wider elements need alignment.
  const bytes = new Uint8Array(await source.slice(start, end)).buffer;
  return { data: decode(dtype, bytes), shape: [...shape] };
}

/**
 * Reads all tensors of a file, by name.
 * @param label how messages name the file
 * @throws LupaError InvalidFile as {@link readHeader} does
 */
export async function readTensors(source: ByteSource, label: string): Promise<Record<string, Tensor>> {
  const tensors: [string, Tensor][] = [];
  for (const [name, entry] of (await readHeader(source, label)).entries) tensors.push([name, await readTensor(source, entry)]);
  return Object.fromEntries(tensors);
}

function decode(dtype: Dtype, bytes: ArrayBuffer): TensorData {
  switch (dtype) {
    case 'F32':
      return new Float32Array(bytes);
    case 'F64':
      return new Float64Array(bytes);
    case 'F16':
      return widenFloat16(new Uint16Array(bytes));
    case 'BF16':
      return widenBfloat16(new Uint16Array(bytes));
    case 'I64':
      return new BigInt64Array(bytes);
    case 'U64':
      return new BigUint64Array(bytes);
    case 'I32':
      return new Int32Array(bytes);
    case 'U32':
      return new Uint32Array(bytes);
    case 'I16':
      return new Int16Array(bytes);
    case 'U16':
      return new Uint16Array(bytes);
    case 'I8':
      return new Int8Array(bytes);
    case 'BOOL':
    case 'U8':
    case 'F8_E5M2':
    case 'F8_E4M3':
      return new Uint8Array(bytes);
  }
}

/** The dtype under which a store of elements is written. */
function dtypeOf(data: TensorData): Dtype {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Float64Array) return 'F64';
  if (data instanceof BigInt64Array) return 'I64';
  if (data instanceof BigUint64Array) return 'U64';
  if (data instanceof Int32Array) return 'I32';
  if (data instanceof Uint32Array) return 'U32';
  if (data instanceof Int16Array) return 'I16';
  if (data instanceof Uint16Array) return 'U16';
  if (data instanceof Int8Array) return 'I8';
  return 'U8';
}

/**
 * Lays tensors out as a safetensors file. The result is a list of chunks to be written one after the other: the header,
 * then views of the tensors' own data, so that nothing large is copied.
 * Wider elements come first, so that each tensor is aligned; within one width the given order is kept.
 * @throws LupaError InvalidInput when a tensor's data does not fill its shape, or its name is the format's own `__metadata__`
 */
export function writeSafetensors(tensors: Record<string, Tensor>, metadata: Record<string, string> = {}): Uint8Array[] {
  const named = Object.entries(tensors).map(([name, tensor]) => ({ name, ...tensor, dtype: dtypeOf(tensor.data) }));
  named.sort((a, b) => ITEM_SIZE[b.dtype] - ITEM_SIZE[a.dtype]);
  // A map until the end: assigning to an object would lose a tensor called `__proto__`.
  const header = new Map<string, unknown>([['__metadata__', metadata]]);
  let offset = 0;
  for (const { name, data, shape, dtype } of named) {
    if (data.length !== elementCount(shape)) {
      throw new LupaError('InvalidInput', `tensor ${name} has ${data.length} elements, its shape ${formatShape(shape)} says ${elementCount(shape)}`, {
        subject: name,
        value: data.length,
        limit: elementCount(shape),
      });
    }
    if (name === '__metadata__') {
      throw new LupaError('InvalidInput', 'a tensor cannot be called __metadata__: the safetensors format keeps that name for itself', {
        subject: name,
      });
    }
    header.set(name, { dtype, shape, data_offsets: [offset, offset + data.byteLength] });
    offset += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / 8) * 8;
  const head = new Uint8Array(8 + padded).fill(0x20);
  new DataView(head.buffer).setBigUint64(0, BigInt(padded), true);
  head.set(json, 8);
  return [head, ...named.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}
