import type { Value } from '../onnx/build.js';
import type { Stack } from './architecture.js';
import { linear, type BatchShape, type Blocks } from './blocks.js';
import { relativeTable } from './masks.js';

/** What DeBERTa's layers share of the relative positions. */
export interface Relative {
  /** A row for each bucket of distances, [2k, D]. */
  embeddings: Value;
  /** δ(i,j): the row for query i and key j, [B,H,S,S] int64. */
  index: Value;
  /** `c2p`, `p2c`, both or none. */
  terms: string[];
  /** Whether the projections of the contents serve the positions too. */
  shared: boolean;
  stack: Stack;
  /** D. */
  size: number;
  /** Size of a head, d. */
  width: number;
}

/**
 * What the relative positions add to the scores (He 2020, equation 4): Q_i · K'_δ(i,j) from content to position, Q'_δ(i,j) · K_j from
 * position to content, where K' and Q' are projections of the relative embeddings.
 * @param options `name`: where the layer's projections lie
 * @returns [B,H,S,S], scaled; null where no term is asked for
 */
export function disentangledBias(
  blocks: Blocks,
  { queries, keys }: { queries: Value; keys: Value },
  { name, embeddings, index, terms, shared, stack, size, width }: Relative & { name: string },
): Value | null {
  const { graph } = blocks;
  const project = (own: string, content: string): Value => {
    const rows = linear(blocks, `${name}.${shared ? content : own}`, embeddings, { input: size, output: size }); // [2k, D]
    const perHead = graph.op('Reshape', [rows, graph.ints([1, -1, stack.heads, width])]); // [1,2k,H,d]
    return graph.op('Transpose', [perHead], { perm: [0, 2, 1, 3] }); // [1,H,2k,d]
  };
  const match = (a: Value, b: Value): Value => graph.op('MatMul', [a, graph.op('Transpose', [b], { perm: [0, 1, 3, 2] })]);
  const parts: Value[] = [];
  if (terms.includes('c2p')) {
    const scores = match(queries, project('pos_key_proj', 'key_proj')); // [B,H,S,2k]
    parts.push(graph.op('GatherElements', [scores, index], { axis: 3 })); // [B,H,S,S]
  }
  if (terms.includes('p2c')) {
    const scores = match(project('pos_query_proj', 'query_proj'), keys); // [B,H,2k,S]
    parts.push(graph.op('GatherElements', [scores, index], { axis: 2 })); // [B,H,S,S]
  }
  if (parts.length === 0) return null;
  const sum = parts.length === 1 ? parts[0] : graph.op('Add', parts);
  return graph.op('Mul', [sum, graph.float(stack.scale)]);
}

/**
 * δ(i,j) for all queries and keys: the bucket of i − j, counted from the middle of the 2·span rows.
 * @param options `buckets`: at most 0 where each distance has a row of its own; `farthest`: the distance of the last bucket; `reach`: the
 *   farthest two tokens may be apart
 * @returns [B,H,S,S] int64
 */
export function relativeIndex(
  { graph }: Blocks,
  {
    span,
    buckets,
    farthest,
    reach,
    heads,
    shape,
  }: { span: number; buckets: number; farthest: number; reach: number; heads: number; shape: BatchShape },
): Value {
  const row = (behind: number): number => {
    const bucket = buckets > 0 ? logBucket(behind, { buckets, farthest }) : behind;
    return Math.min(Math.max(bucket + span, 0), 2 * span - 1);
  };
  const perPair = relativeTable(graph, { shape, reach, entry: (ahead) => row(-ahead) }); // [S,S]
  const all = graph.op('Concat', [shape.batch, graph.ints([heads]), shape.sequence, shape.sequence], { axis: 0 });
  return graph.op('Expand', [perPair, all]);
}

/**
 * The bucket of a distance: one for each up to half of the buckets, wider and wider ones from there to `farthest`. In single precision as
 * transformers computes it, since a border may fall on a whole number.
 * @param behind how many tokens the key is before the query; negative: after it
 */
export function logBucket(behind: number, { buckets, farthest }: { buckets: number; farthest: number }): number {
  const middle = Math.floor(buckets / 2);
  const distance = Math.abs(behind);
  if (distance <= middle) return behind;
  const single = Math.fround;
  const log = (ratio: number): number => single(Math.log(single(ratio)));
  const share = single(log(distance / middle) / log((farthest - 1) / middle));
  return Math.sign(behind) * (Math.ceil(single(share * (middle - 1))) + middle);
}
