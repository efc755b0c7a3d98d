import type { AttentionRecord } from '../attention/record.js';
import { layerTensor, stackTokens } from '../attention/record.js';
import type { Tensor } from '../tensor.js';
import type { Selection } from './selection.js';

/** Which query of which head. */
export type NeuronChoice = Pick<Selection, 'sequence' | 'stack' | 'layer'> & { head: number; query: number };

/**
 * How one query of one head comes to its weights, step by step: softmax(cap(scale · q · k) + bias) (Vaswani 2017, section 3.2; cap: Gemma 2, section 2).
 * Lists of numbers have an entry a key.
 */
export interface NeuronValues {
  /** Numbers in a vector: d. */
  width: number;
  /** [d]. */
  query: Float32Array;
  /** [keys, d]: those of the head that this head shares them with. */
  keys: Float32Array;
  /** [keys, d]: query and key multiplied element by element. */
  products: Float32Array;
  /** q · k: the sum of each row of products. */
  dots: Float64Array;
  scale: number;
  /** Whether the record says the scale; else it is 1/√d or 1, whichever gives the recorded weights. */
  scaleKnown: boolean;
  /** Times the scale. */
  scaled: Float64Array;
  softcap: number | null;
  /** After the cap; null where there is none. */
  capped: Float64Array | null;
  /** What is added; null where nothing is. */
  bias: Float64Array | null;
  /** What goes into the softmax. */
  scores: Float64Array;
  /** log Σ exp(score): a weight is exp(score − this). */
  logSum: number;
  /** The softmax of the scores. */
  weights: Float64Array;
  /** The attention that the record has. */
  recorded: Float32Array;
  /** How far the two are apart at most; NaN where one of them is no number. */
  difference: number;
}

/** Below this a bias is a mask: it takes all weight away. */
const MASKED = -1e9;

/** Whether a bias is a mask rather than a number to add. */
export function isMasked(bias: number): boolean {
  return bias < MASKED;
}

/** Whether a record has the queries and keys of a layer. */
export function hasNeurons(record: AttentionRecord, where: Pick<Selection, 'stack' | 'layer'>): boolean {
  return layerTensor(record, 'queries', where) !== undefined && layerTensor(record, 'keys', where) !== undefined;
}

/** The head whose keys a head reads: with fewer heads on the key side, those that share one lie side by side (Ainslie 2023). */
export function keyHeadOf(head: number, { heads, keyHeads }: { heads: number; keyHeads: number }): number {
  return Math.floor((head * keyHeads) / heads);
}

/**
 * The steps of one query of one head.
 * @returns null where the record has no queries and keys of the layer
 */
export function neuronValues(record: AttentionRecord, { sequence, stack, layer, head, query }: NeuronChoice): NeuronValues | null {
  const [attention, queries, keys, bias] = (['attentions', 'queries', 'keys', 'biases'] as const).map((kind) =>
    layerTensor(record, kind, { stack, layer }),
  );
  if (attention === undefined || queries === undefined || keys === undefined) return null;
  const count = stackTokens(record, { stack, sequence }).keys.length;
  const [, heads, rows, width] = queries.shape;
  const [, keyHeads, keyRows] = keys.shape;
  const q = rowOf(queries, [sequence, head, query]);
  const from = (sequence * keyHeads + keyHeadOf(head, { heads, keyHeads })) * keyRows * width;
  const k = (keys.data as Float32Array).subarray(from, from + count * width);
  const products = new Float32Array(count * width);
  const dots = new Float64Array(count);
  for (let key = 0; key < count; key++) {
    for (let i = 0; i < width; i++) {
      const product = q[i] * k[key * width + i];
      products[key * width + i] = product;
      dots[key] += product;
    }
  }
  const added =
    bias === undefined || isZero(bias, { sequence, head }) ? null : Float64Array.from(rowOf(bias, [sequence, head, query]).subarray(0, count));
  const attentionRow = ((sequence * heads + head) * rows + query) * attention.shape[3];
  const recorded = (attention.data as Float32Array).subarray(attentionRow, attentionRow + count);
  const info = record.model.stacks?.find(({ name }) => name === stack);
  const softcap = info?.softcap ?? null;
  const candidates = info?.scale === undefined ? [1 / Math.sqrt(width), 1] : [info.scale];
  const tried = candidates.map((scale) => ({ scale, ...softmaxSteps(dots, { scale, softcap, bias: added, recorded }) }));
  // NaN is never the nearer one.
  const best = tried.reduce((a, b) => (b.difference < a.difference ? b : a));
  return { width, query: q, keys: k, products, dots, scaleKnown: info?.scale !== undefined, softcap, bias: added, recorded, ...best };
}

/** Whether a bias adds nothing to any score of a head: a mask that masks nothing. */
function isZero({ data, shape }: Tensor, { sequence, head }: { sequence: number; head: number }): boolean {
  const [batch, heads, rows, columns] = shape;
  const plane = rows * columns;
  const at = ((batch === 1 ? 0 : sequence) * heads + (heads === 1 ? 0 : head)) * plane;
  return (data as Float32Array).subarray(at, at + plane).every((value) => value === 0);
}

/** A row of a tensor [B,H,S,n], where one sequence, head or row may serve all. */
function rowOf({ data, shape }: Tensor, index: [number, number, number]): Float32Array {
  const [batch, heads, rows, columns] = shape;
  const [b, head, row] = index;
  const at = ((batch === 1 ? 0 : b) * heads + (heads === 1 ? 0 : head)) * rows + (rows === 1 ? 0 : row);
  return (data as Float32Array).subarray(at * columns, (at + 1) * columns);
}

function softmaxSteps(
  dots: Float64Array,
  { scale, softcap, bias, recorded }: { scale: number; softcap: number | null; bias: Float64Array | null; recorded: Float32Array },
): Pick<NeuronValues, 'scaled' | 'capped' | 'scores' | 'logSum' | 'weights' | 'difference'> {
  const scaled = dots.map((dot) => dot * scale);
  const capped = softcap === null ? null : scaled.map((score) => softcap * Math.tanh(score / softcap));
  // A mask is as large as a float32 can be: where all is masked, only the rounding of the sum makes all scores equal.
  const scores = bias === null ? (capped ?? scaled) : (capped ?? scaled).map((score, key) => sum(score, bias[key]));
  const most = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const logSum = most + Math.log(scores.reduce((total, score) => total + Math.exp(score - most), 0));
  const weights = scores.map((score) => Math.exp(score - logSum));
  const difference = weights.reduce((worst, weight, key) => Math.max(worst, Math.abs(weight - recorded[key])), 0);
  return { scaled, capped, scores, logSum, weights, difference };
}

function sum(score: number, bias: number): number {
  return isMasked(bias) ? Math.fround(Math.fround(score) + bias) : score + bias;
}
