import { memorySource, type ByteSource } from '../bytes/source.js';
import { tensorName } from '../models/architectures/architecture.js';
import { readHeader, readTensor, writeSafetensors } from '../models/safetensors.js';
import type { Tensor } from '../tensor.js';
import { readMetadata } from './metadata.js';
import { checkRecord, layerCount, type AttentionRecord } from './record.js';
import { stackNames } from './stacks.js';

/** Version of the layout below; readers accept it and older ones. */
const VERSION = '1';

/**
 * Lays a record out as a safetensors file that Python's safetensors reads: the tensors under their names, and in the
 * metadata `format`, `version` and the JSON strings `tokens`, `texts`, `model`, `provenance`, `warnings`, and where the model has
 * them `target_tokens` (a decoder's side) and `images`.
 * @param extra further fields of the metadata
 * @returns chunks, to be written one after the other
 */
export function encodeRecord({ tensors, targets, ...said }: AttentionRecord, extra: Record<string, string> = {}): Uint8Array[] {
  const metadata: Record<string, string> = { ...extra, format: 'lupa-attention', version: VERSION };
  for (const [key, value] of Object.entries(said)) metadata[key] = JSON.stringify(value);
  if (targets !== null) metadata.target_tokens = JSON.stringify(targets);
  return writeSafetensors(tensors, metadata);
}

/**
 * Reads a record. Besides Lupa's own files it takes a plain safetensors file with `attentions.*` [B,H,S,S] and, in its
 * metadata, `tokens` as a JSON list of strings: what a Python user writes in one line; or `encoder_attentions.*`, `decoder_attentions.*` and
 * `cross_attentions.*` with `tokens` and `target_tokens`.
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
  const { model, ...rest } = readMetadata(metadata, label);
  const record: AttentionRecord = { ...rest, tensors, model: model ?? { id: label, family: 'unknown', layers: 0, heads: 0, sha256: null } };
  if (model === null) {
    const stacks = stackNames(tensors).map((name) => ({
      name,
      layers: layerCount(record, { stack: name }),
      heads: tensors[tensorName({ name }, 'attentions', 0)]?.shape[1] ?? 0,
    }));
    if (stacks.length > 0) Object.assign(record.model, { layers: stacks[0].layers, heads: stacks[0].heads });
    if (stacks.some(({ name }) => name !== '')) record.model.stacks = stacks;
  }
  checkRecord(record, label);
  return record;
}
