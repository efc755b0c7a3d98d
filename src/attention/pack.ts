import { tensorName } from '../models/architectures/architecture.js';
import type { Tensor } from '../tensor.js';
import { encodeRecord } from './file.js';
import { codingError, fromPlanes, rangeCoding, symmetricCoding, toPlanes, type Coding } from './planes.js';
import { computeAttention, softmaxRow, type ScoreParts } from './recompute.js';
import type { AttentionRecord } from './record.js';
import { readTensorName, type LayerTensorName } from './stacks.js';
import { collect, KINDS, type Formula, type Travel } from './unpack.js';

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

/** Attention that is computed may be off by half a unit of the third decimal, the last that a page shows. */
const COMPUTED_ERROR = 5e-4;
/** Queries and keys of so many bytes go along in any case. */
const SMALL = 1_000_000;
/** What models of images and sound read: a picture of it is worth one byte a number. */
const MEDIA = ['pixel_values', 'input_features'];
/** What a model says of where an answer begins and ends: few numbers, which travel as they are. */
const ANSWERS = ['start_logits', 'end_logits'];

/**
 * Packs what the views need of a record for travelling inside a page: attention as 16-bit fractions (at most 7.7e-6 off, where a float16 would be up to
 * 2.4e-4 off near 1), queries and keys in 16 bits, images and sound in 8; the high and low bytes apart, deflated. Where queries and keys are
 * fewer numbers than the attention (long texts), and give it back with an error of at most 5e-4, they travel instead of it.
 */
export async function packRecord(record: AttentionRecord, { bits = 16, queriesAndKeys = 'auto' }: PackOptions = {}): Promise<PackedRecord> {
  const parts = queriesAndKeys === false ? {} : packParts(record);
  const attention: Coding = { bits, low: record.difference === true ? -1 : 0, high: 1 };
  const plan: Record<string, Travel> = {};
  let error = 0;
  for (const [name, tensor] of Object.entries(record.tensors)) {
    const read = readTensorName(name);
    if (read?.kind === 'attentions') {
      const found = replacement(record, parts, read);
      plan[name] = found?.formula ?? attention;
      error = Math.max(error, found === null ? codingError(attention) : found.error);
    } else if (name === 'pixels' && tensor.data instanceof Uint8Array) plan[name] = { bytes: true };
    else if (MEDIA.includes(name) && tensor.data instanceof Float32Array && !(name === 'pixel_values' && 'pixels' in record.tensors))
      plan[name] = rangeCoding(tensor.data, 8);
    else if (ANSWERS.includes(name) && tensor.data instanceof Float32Array) plan[name] = { bits: 32, low: 0, high: 0 };
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
 * The scale with which queries and keys, as they come out of the page, give the attention back; null where they do not (unusual scores, NaN, a few very
 * large numbers), or are not the smaller part.
 */
function replacement(
  { tensors, model }: AttentionRecord,
  parts: ReturnType<typeof packParts>,
  { stack, layer }: LayerTensorName,
): { formula: Formula; error: number } | null {
  const name = (kind: LayerTensorName['kind']): string => tensorName({ name: stack }, kind, layer);
  const [queries, keys, bias] = KINDS.map((kind) => parts[name(kind)]);
  const { data: truth, shape } = tensors[name('attentions')] as { data: Float32Array; shape: number[] };
  if (queries === undefined || keys === undefined) return null;
  if (queries.planes.length + keys.planes.length + (bias?.planes.length ?? 0) >= truth.length * 2) return null;
  const [, heads, rows, columns] = shape;
  // Records of other programs do not say the scale: it is one of two in all models that Lupa knows.
  const { scale: known, softcap = null } = model.stacks?.find((info) => info.name === stack) ?? {};
  for (const scale of known === undefined ? [1 / Math.sqrt(queries.back.shape[3]), 1] : [known]) {
    const input: ScoreParts = { queries: queries.back, keys: keys.back, bias: bias?.back ?? null, scale, softcap };
    // A look at the last row tells a wrong scale without computing all.
    const row = softmaxRow(input, { b: 0, head: heads - 1, query: rows - 1 });
    if (!(largestDifference(row, truth.subarray((heads * rows - 1) * columns)) <= COMPUTED_ERROR)) continue;
    const error = largestDifference(computeAttention(input), truth);
    return error <= COMPUTED_ERROR ? { formula: { scale, softcap }, error } : null;
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
