import { LupaError } from '../errors.js';
import { tensorName } from '../models/architectures/architecture.js';
import { elementCount, formatShape, sameShape, type Tensor } from '../tensor.js';
import type { Token } from '../tokens/token.js';
import { listStacks, readTensorName, stackNames, type StackInfo, type StackName } from './stacks.js';

/** Which model gave the numbers. */
export interface ModelInfo {
  /** Hub id, folder or file as the user named it. */
  id: string;
  /** The commit of the model's repository, for a model from the hub. */
  revision?: string | null;
  /** `model_type` of its config.json. */
  family: string;
  /** Of the first stack, where there are several. */
  layers: number;
  heads: number;
  /** All kinds of attention of the model: one, or encoder, decoder and cross, or text and vision. */
  stacks?: StackInfo[];
  /** Of models that read images: pixels of a patch, [height, width]. */
  patch?: [number, number];
  /** SHA-256 of the weight files, one after the other in the order of their names, in hex; null where they are not known. */
  sha256: string | null;
}

/** How the numbers came about. */
export interface Provenance {
  /** `lupa-attention 0.1.0`. */
  version: string;
  /** The command or call that made the record. */
  command: string;
  /** The engine: `onnxruntime-node 1.30.0`. */
  runtime: string;
}

/** What the user gave: offsets in tokens count in these strings. */
export interface SourceText {
  text: string;
  pair: string | null;
  /** The decoder's text, where the model has a decoder's side: given, or written by the model. */
  target?: string;
}

/**
 * What a run of a model leaves behind, and all that later stages read. B sequences, H heads, S tokens (padded to the
 * longest), T tokens on the decoder's side, d the size of a head. `tensors` holds, by the names of Hugging Face outputs:
 *
 * | name | shape | |
 * |---|---|---|
 * | `input_ids`, `attention_mask`, `token_type_ids` | [B,S] | int64; the last where the model has it |
 * | `attentions.{layer}` | [B,H,S,S] | float32 probabilities, [query, key] |
 * | `encoder_attentions.{layer}` | [B,H,S,S] | models with encoder and decoder; their queries and keys are named likewise |
 * | `decoder_attentions.{layer}`, `cross_attentions.{layer}` | [B,H,T,T], [B,H,T,S] | |
 * | `queries.{layer}`, `keys.{layer}` | [B,H,S,d] | on request, as they enter the dot product |
 * | `biases.{layer}` | [B\|1,H\|1,S\|1,S] | with queries and keys: what is added to the scores, masks included |
 * | `value_norms.{layer}` | [B,H,Sk] | on request: ‖x_j W_V W_O‖ with the values' bias, of each head and key (Kobayashi et al. 2020) |
 * | `pixels` | [B,height,width,3] | uint8: images as they were cut and scaled for the model, before they were normalised |
 * | `start_logits`, `end_logits` | [B,S] | question answering |
 * | `logits` | [B,S,V], [B,T,V] or [B,labels] | masked language modelling, translation, classification |
 * | `last_hidden_state` | [B,S,D] | models without a head |
 */
export interface AttentionRecord {
  /** One list a sequence, without padding. */
  tokens: Token[][];
  /**
   * What the decoder reads, one list a sequence without padding: the start token, then the target without its last token,
   * which is only ever predicted. null for models without a decoder's side.
   */
  targets: Token[][] | null;
  /** The patches of each image, where the model reads texts and images (CLIP). */
  images?: Token[][];
  /** One entry a sequence. */
  texts: SourceText[];
  tensors: Record<string, Tensor>;
  model: ModelInfo;
  provenance: Provenance;
  /** What the user should know before believing the numbers: cut text, NaN. Sentences. */
  warnings: string[];
  /** Whether the attention is that of one run minus that of another (recordDifference): then it may be below zero. */
  difference?: boolean;
}

/** One layer of one sequence: `data` is [H,Sq,Sk] row-major, [head, query, key], padding already cut off. */
export interface LayerAttention {
  data: Float32Array;
  heads: number;
  /** Tokens on the query side. */
  queries: number;
  /** Tokens on the key side. */
  keys: number;
}

/**
 * The number of layers that the record has attentions of.
 * @param options `stack`: of which kind of attention; may be left out where there is one
 * @throws LupaError InvalidInput when there are several kinds and none was named
 */
export function layerCount(record: AttentionRecord, { stack }: { stack?: StackName } = {}): number {
  const name = stack ?? onlyStack(record);
  let layers = 0;
  while (Object.hasOwn(record.tensors, tensorName({ name }, 'attentions', layers))) layers++;
  return layers;
}

/**
 * The number of heads that the record has attentions of, in one layer.
 * @throws LupaError InvalidInput when a stack must be named
 */
export function headCount(record: AttentionRecord, { stack, layer = 0 }: { stack?: StackName; layer?: number } = {}): number {
  return record.tensors[tensorName({ name: stack ?? onlyStack(record) }, 'attentions', layer)].shape[1];
}

/** A tensor of one layer: its queries, keys, biases or value norms, all sequences with their padding; undefined where the record does not have it. */
export function layerTensor(
  { tensors }: Pick<AttentionRecord, 'tensors'>,
  kind: 'attentions' | 'queries' | 'keys' | 'biases' | 'value_norms',
  { stack, layer }: { stack: StackName; layer: number },
): Tensor | undefined {
  const name = tensorName({ name: stack }, kind, layer);
  return Object.hasOwn(tensors, name) ? tensors[name] : undefined;
}

/** The one stack of a record. */
function onlyStack({ tensors }: AttentionRecord): StackName {
  const names = stackNames(tensors);
  if (names.length < 2) return names[0] ?? '';
  throw new LupaError('InvalidInput', `this record has ${listStacks(names)} attention: say which is meant (stack)`, {
    subject: 'stack',
    limit: names,
  });
}

/**
 * The attention of one layer for one sequence of the batch, without its padding. A view where nothing has to be cut
 * out, else a copy: do not write to it.
 * @param options `stack`: which kind of attention; may be left out where there is one
 * @throws LupaError OutOfRange when the layer, sequence or stack is not there, InvalidInput when a stack must be named
 */
export function layerAttention(
  record: AttentionRecord,
  layer: number,
  { sequence = 0, stack }: { sequence?: number; stack?: StackName } = {},
): LayerAttention {
  const name = stack ?? onlyStack(record);
  const names = stackNames(record.tensors);
  if (stack !== undefined && names.length > 0 && !names.includes(stack)) {
    const has = names[0] === '' ? 'one kind of attention only: leave the stack out' : `${listStacks(names)} attention`;
    throw new LupaError('OutOfRange', `there is no ${stack} attention: this record has ${has}`, { subject: 'stack', value: stack, limit: names });
  }
  const key = tensorName({ name }, 'attentions', layer);
  const layers = layerCount(record, { stack: name });
  if (!Object.hasOwn(record.tensors, key)) {
    throw new LupaError('OutOfRange', `there is no layer ${layer}: this model has layers 0 to ${layers - 1}`, {
      subject: 'layer',
      value: layer,
      limit: layers - 1,
    });
  }
  const tensor = record.tensors[key];
  const [batch, heads, queries, keys] = tensor.shape;
  if (!Number.isInteger(sequence) || sequence < 0 || sequence >= batch) {
    throw new LupaError('OutOfRange', `there is no sequence ${sequence}: the record has sequences 0 to ${batch - 1}`, {
      subject: 'sequence',
      value: sequence,
      limit: batch - 1,
    });
  }
  const { query, key: side } = sidesOf(record, name);
  const own = (tensor.data as Float32Array).subarray(sequence * heads * queries * keys, (sequence + 1) * heads * queries * keys);
  return cutPadding(own, { heads, from: [queries, keys], to: [query?.[sequence].length ?? queries, side?.[sequence].length ?? keys] });
}

/** The first rows and columns of each head's matrix. */
function cutPadding(data: Float32Array, { heads, from, to }: { heads: number; from: [number, number]; to: [number, number] }): LayerAttention {
  const [queries, keys] = to;
  if (queries === from[0] && keys === from[1]) return { data, heads, queries, keys };
  const cut = new Float32Array(heads * queries * keys);
  for (let head = 0; head < heads; head++) {
    for (let query = 0; query < queries; query++) {
      const start = (head * from[0] + query) * from[1];
      cut.set(data.subarray(start, start + keys), (head * queries + query) * keys);
    }
  }
  return { data: cut, heads, queries, keys };
}

/**
 * The tokens on both sides of a kind of attention, for one sequence.
 * @param options `stack`: may be left out where there is one
 * @throws LupaError InvalidInput when a stack must be named, OutOfRange when the sequence or the stack's tokens are not there
 */
export function stackTokens(
  record: AttentionRecord,
  { stack, sequence = 0 }: { stack?: StackName; sequence?: number } = {},
): { queries: Token[]; keys: Token[] } {
  const { query, key } = sidesOf(record, stack ?? onlyStack(record));
  const queries = query?.[sequence];
  const keys = key?.[sequence];
  if (queries !== undefined && keys !== undefined) return { queries, keys };
  throw new LupaError('OutOfRange', `the record has no tokens of sequence ${sequence} on both sides of its ${stack ?? ''} attention`, {
    subject: 'sequence',
    value: sequence,
  });
}

/** The token lists of both sides of a stack; null where a record has none. */
function sidesOf(
  { tokens, targets, images = null }: Pick<AttentionRecord, 'tokens' | 'targets'> & { images?: Token[][] | null },
  stack: StackName,
): { query: Token[][] | null; key: Token[][] | null } {
  if (stack === 'decoder') return { query: targets, key: targets };
  if (stack === 'cross') return { query: targets, key: tokens };
  return stack === 'vision' ? { query: images, key: images } : { query: tokens, key: tokens };
}

/**
 * Checks that a record holds together: every layer and head of its model, shapes against the token lists.
 * @throws LupaError InvalidFile naming the tensor, the expected and the found shape
 */
export function checkRecord(record: AttentionRecord, label: string): void {
  const fail = (what: string): LupaError => new LupaError('InvalidFile', `${label} is not an attention record: ${what}`, { subject: label });
  const found = stackNames(record.tensors);
  const { layers, heads, stacks = [{ name: '' as const, layers, heads }] } = record.model;
  if (found.length === 0) throw fail('it has no tensor attentions.0');
  const extra = found.find((name) => stacks.every((stack) => stack.name !== name));
  if (extra !== undefined) throw fail(`it has ${extra === '' ? 'attentions' : `${extra}_attentions`}, and its model says nothing of them`);
  for (const [what, lists] of [
    ['sequence', record.tokens],
    ['target', record.targets ?? []],
  ] as const) {
    if (lists.some((list) => list.length === 0)) throw fail(`a ${what} has no tokens`);
  }
  for (const stack of stacks) checkStack(record, stack, fail);
}

/** Checks the layers of one stack. */
function checkStack(record: AttentionRecord, { name, layers, heads }: StackInfo, fail: (what: string) => LupaError): void {
  const nameOf = (layer: number): string => tensorName({ name }, 'attentions', layer);
  const present = layerCount(record, { stack: name });
  const found = Object.keys(record.tensors).filter((key) => readTensorName(key)?.kind === 'attentions' && readTensorName(key)?.stack === name).length;
  if (present < Math.max(found, layers)) throw fail(`it has no tensor ${nameOf(present)}, and all layers are needed (write it without --layer)`);
  if (layers < found) throw fail(`it has ${nameOf(0).slice(0, -2)} of ${found} layers, its model ${layers}`);
  const { query, key } = sidesOf(record, name);
  if ((name === 'decoder' || name === 'cross') && query === null) throw fail(`it has ${nameOf(0)}, and no list of target tokens`);
  const longest = (lists: Token[][] | null, size: number): number =>
    lists === null ? size : lists.reduce((most, list) => Math.max(most, list.length), 0);
  for (let layer = 0; layer < layers; layer++) {
    const { shape, data } = record.tensors[nameOf(layer)];
    const expected = [query?.length ?? shape[0], heads, longest(query, shape[2]), longest(key, shape[3])]; // [B,H,Sq,Sk]
    if (shape.length === 4 && shape[1] < heads && sameShape(shape, expected.with(1, shape[1]))) {
      throw fail(`${nameOf(layer)} has ${shape[1]} of the model's ${heads} heads, and all are needed (write it without --heads)`);
    }
    if (!sameShape(shape, expected)) {
      throw fail(`${nameOf(layer)} has shape ${formatShape(shape)}, ${formatShape(expected)} is expected (sequences, heads, tokens, tokens)`);
    }
    if (!(data instanceof Float32Array)) throw fail(`${nameOf(layer)} holds ${data.constructor.name} elements, float32 is expected`);
    if (data.length !== elementCount(shape))
      throw fail(`${nameOf(layer)} has ${data.length} numbers, its shape ${formatShape(shape)} says ${elementCount(shape)}`);
  }
}
