import { memorySource, type ByteSource } from '../bytes/source.js';
import { LupaError } from '../errors.js';
import { readHeader, readTensor, writeSafetensors } from '../models/safetensors.js';
import type { Tensor } from '../tensor.js';
import type { Token } from '../tokens/token.js';
import { checkRecord, layerCount, type AttentionRecord, type ModelInfo, type Provenance, type SourceText } from './record.js';

/** Version of the layout below; readers accept it and older ones. */
const VERSION = '1';

/**
 * Lays a record out as a safetensors file that Python's safetensors reads: the tensors under their names, and in the
 * metadata `format`, `version` and the JSON strings `tokens`, `texts`, `model`, `provenance`, `warnings`.
 * @returns chunks, to be written one after the other
 */
export function encodeRecord({ tokens, texts, tensors, model, provenance, warnings }: AttentionRecord): Uint8Array[] {
  const json = Object.entries({ tokens, texts, model, provenance, warnings }).map(([key, value]) => [key, JSON.stringify(value)]);
  return writeSafetensors(tensors, { format: 'lupa-attention', version: VERSION, ...Object.fromEntries(json) });
}

/**
 * Reads a record. Besides Lupa's own files it takes a plain safetensors file with `attentions.*` [B,H,S,S] and, in its
 * metadata, `tokens` as a JSON list of strings: what a Python user writes in one line.
 * @throws LupaError InvalidFile when the file or what is in it does not hold together
 */
export async function decodeRecord(source: ByteSource | Uint8Array, { label = 'the file' }: { label?: string } = {}): Promise<AttentionRecord> {
  const bytes = source instanceof Uint8Array ? memorySource(source) : source;
  const { entries, metadata } = await readHeader(bytes, label);
  const tensors: [string, Tensor][] = [];
  for (const [name, entry] of entries) tensors.push([name, await readTensor(bytes, entry)]);
  return assembleRecord(Object.fromEntries(tensors), metadata, label);
}

/**
 * Puts a record together from the tensors and metadata of a file.
 * @throws LupaError InvalidFile when they do not hold together
 */
export function assembleRecord(tensors: Record<string, Tensor>, metadata: Record<string, string>, label: string): AttentionRecord {
  const field = <T>(key: string, fallback: T): T => {
    if (!Object.hasOwn(metadata, key)) return fallback;
    try {
      return JSON.parse(metadata[key]) as T;
    } catch (cause) {
      throw new LupaError('InvalidFile', `${label}: the metadata field ${key} is not JSON`, { subject: label, cause });
    }
  };
  const tokens = tokenLists(field<unknown>('tokens', []), label);
  const first = Object.hasOwn(tensors, 'attentions.0') ? tensors['attentions.0'].shape : [];
  const record: AttentionRecord = {
    tokens,
    texts: field<SourceText[]>('texts', tokens.map((list) => ({ text: list.map((token) => token.text).join(' '), pair: null }))),
    tensors,
    model: field<ModelInfo>('model', { id: label, family: 'unknown', layers: 0, heads: first[1] ?? 0, sha256: null }),
    provenance: field<Provenance>('provenance', { version: 'unknown', command: 'unknown', runtime: 'unknown' }),
    warnings: field<string[]>('warnings', []),
  };
  checkRecord(record, label);
  if (record.model.layers === 0) record.model.layers = layerCount(record);
  return record;
}

/** Tokens as Lupa writes them (a list a sequence), or a plain list of strings for a single sequence. */
function tokenLists(value: unknown, label: string): Token[][] {
  if (Array.isArray(value) && value.length > 0) {
    if (value.every((item) => typeof item === 'string')) return [value.map(plainToken)];
    if (value.every(Array.isArray)) {
      return value.map((list: unknown[]) => list.map((item, index) => (typeof item === 'string' ? plainToken(item, index) : checkToken(item, label))));
    }
  }
  throw new LupaError('InvalidFile', `${label} is not an attention record: its metadata has no list of tokens`, { subject: label });
}

/** A token of which only the string is known. */
function plainToken(piece: string, index: number): Token {
  return { id: -1, piece, text: piece, start: 0, end: 0, segment: 0, special: /^(\[[A-Z]+\]|<\/?[a-z]+>)$/.test(piece), word: index };
}

function checkToken(value: unknown, label: string): Token {
  const token = value as Token;
  if (typeof token !== 'object' || token === null || typeof token.piece !== 'string' || typeof token.text !== 'string') {
    throw new LupaError('InvalidFile', `${label} is not an attention record: ${JSON.stringify(value)} is not a token`, { subject: label, value });
  }
  return token;
}
