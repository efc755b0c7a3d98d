import { LupaError } from '../errors.js';
import { elementCount, formatShape, sameShape, type Tensor } from '../tensor.js';
import type { Token } from '../tokens/token.js';

/** Which model gave the numbers. */
export interface ModelInfo {
  /** Hub id, folder or file as the user named it. */
  id: string;
  /** The commit of the model's repository, for a model from the hub. */
  revision?: string | null;
  /** `model_type` of its config.json. */
  family: string;
  layers: number;
  heads: number;
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
}

/**
 * What a run of a model leaves behind, and all that later stages read. B sequences, H heads, S tokens (padded to the
 * longest), d the size of a head. `tensors` holds, by the names of Hugging Face outputs:
 *
 * | name | shape | |
 * |---|---|---|
 * | `input_ids`, `attention_mask`, `token_type_ids` | [B,S] | int64; the last where the model has it |
 * | `attentions.{layer}` | [B,H,S,S] | float32 probabilities, [query, key] |
 * | `queries.{layer}`, `keys.{layer}` | [B,H,S,d] | on request, as they enter the dot product |
 * | `start_logits`, `end_logits` | [B,S] | question answering |
 * | `logits` | [B,S,V] or [B,labels] | masked language modelling, classification |
 * | `last_hidden_state` | [B,S,D] | models without a head |
 */
export interface AttentionRecord {
  /** One list a sequence, without padding. */
  tokens: Token[][];
  /** Of the decoder's side, where the model has one: one list a sequence. */
  targets?: Token[][];
  /** The patches of each image, where the model reads texts and images (CLIP). */
  images?: Token[][];
  /** One entry a sequence. */
  texts: SourceText[];
  tensors: Record<string, Tensor>;
  model: ModelInfo;
  provenance: Provenance;
  /** What the user should know before believing the numbers: cut text, NaN. Sentences. */
  warnings: string[];
}

/** One layer of one sequence: `data` is [H,S,S] row-major, [head, query, key], padding already cut off. */
export interface LayerAttention {
  data: Float32Array;
  heads: number;
  /** Tokens on the query side. */
  queries: number;
  /** Tokens on the key side. */
  keys: number;
}

/** The number of layers that the record has attentions of. */
export function layerCount(record: AttentionRecord): number {
  let layers = 0;
  while (Object.hasOwn(record.tensors, `attentions.${layers}`)) layers++;
  return layers;
}

/**
 * The attention of one layer for one sequence of the batch, without its padding. A view where nothing has to be cut
 * out, else a copy: do not write to it.
 * @throws LupaError OutOfRange when the layer or sequence is not there
 */
export function layerAttention(record: AttentionRecord, layer: number, { sequence = 0 }: { sequence?: number } = {}): LayerAttention {
  const tensor = Object.hasOwn(record.tensors, `attentions.${layer}`) ? record.tensors[`attentions.${layer}`] : undefined;
  const layers = layerCount(record);
  if (tensor === undefined) {
    throw new LupaError('OutOfRange', `there is no layer ${layer}: this model has layers 0 to ${layers - 1}`, {
      subject: 'layer',
      value: layer,
      limit: layers - 1,
    });
  }
  const [batch, heads, padded] = tensor.shape;
  if (!Number.isInteger(sequence) || sequence < 0 || sequence >= batch) {
    throw new LupaError('OutOfRange', `there is no sequence ${sequence}: the record has sequences 0 to ${batch - 1}`, {
      subject: 'sequence',
      value: sequence,
      limit: batch - 1,
    });
  }
  const all = tensor.data as Float32Array;
  const plane = padded * padded;
  const own = all.subarray(sequence * heads * plane, (sequence + 1) * heads * plane);
  const size = record.tokens[sequence].length;
  if (size === padded) return { data: own, heads, queries: size, keys: size };
  const data = new Float32Array(heads * size * size);
  for (let head = 0; head < heads; head++) {
    for (let query = 0; query < size; query++) {
      const from = head * plane + query * padded;
      data.set(own.subarray(from, from + size), (head * size + query) * size);
    }
  }
  return { data, heads, queries: size, keys: size };
}

/**
 * Checks that a record holds together: every layer and head of its model, shapes against the token lists.
 * @throws LupaError InvalidFile naming the tensor, the expected and the found shape
 */
export function checkRecord(record: AttentionRecord, label: string): void {
  const fail = (what: string): LupaError => new LupaError('InvalidFile', `${label} is not an attention record: ${what}`, { subject: label });
  const { layers, heads } = record.model;
  const found = Object.keys(record.tensors).filter((name) => /^attentions\.\d+$/.test(name)).length;
  if (found === 0) throw fail('it has no tensor attentions.0');
  if (layerCount(record) < Math.max(found, layers)) {
    throw fail(`it has no tensor attentions.${layerCount(record)}, and all layers are needed (write it without --layer)`);
  }
  if (layers < found) throw fail(`it has attentions of ${found} layers, its model ${layers}`);
  const longest = record.tokens.reduce((most, list) => Math.max(most, list.length), 0);
  if (record.tokens.some((list) => list.length === 0)) throw fail('a sequence has no tokens');
  const expected = [record.tokens.length, heads, longest, longest]; // [B,H,S,S]
  for (let layer = 0; layer < layers; layer++) {
    const { shape, data } = record.tensors[`attentions.${layer}`];
    if (shape.length === 4 && shape[1] < heads && sameShape(shape, expected.with(1, shape[1]))) {
      throw fail(`attentions.${layer} has ${shape[1]} of the model's ${heads} heads, and all are needed (write it without --heads)`);
    }
    if (!sameShape(shape, expected)) {
      throw fail(`attentions.${layer} has shape ${formatShape(shape)}, ${formatShape(expected)} is expected (sequences, heads, tokens, tokens)`);
    }
    if (!(data instanceof Float32Array)) throw fail(`attentions.${layer} holds ${data.constructor.name} elements, float32 is expected`);
    if (data.length !== elementCount(shape))
      throw fail(`attentions.${layer} has ${data.length} numbers, its shape ${formatShape(shape)} says ${elementCount(shape)}`);
  }
}
