import type { GraphBuilder, Value } from '../onnx/build.js';
import { positions, type BatchShape } from './blocks.js';

/** How distances are put into buckets. */
export interface BucketOptions {
  /** How many buckets there are, at least 4. */
  buckets: number;
  /** From this distance on all share the last bucket. */
  distance: number;
  /** Whether tokens ahead have buckets of their own (encoders), or all fall into the first (decoders). */
  bidirectional: boolean;
}

/**
 * The bucket of each relative position (key − query) from −distance to distance (Raffel 2019, section 2.1): near ones have one each, farther
 * ones share buckets that grow like the logarithm. Computed in float32 step by step, as transformers does: at the
 * edge of a bucket the last bit decides.
 */
export function relativeBuckets({ buckets, distance, bidirectional }: BucketOptions): number[] {
  const perSide = bidirectional ? Math.floor(buckets / 2) : buckets;
  const exact = Math.floor(perSide / 2);
  const { fround } = Math;
  const range = fround(Math.log(distance / exact));
  return Array.from({ length: 2 * distance + 1 }, (_, index) => {
    const relative = index - distance;
    const ahead = bidirectional && relative > 0 ? perSide : 0;
    const apart = bidirectional ? Math.abs(relative) : Math.max(0, -relative);
    if (apart < exact) return ahead + apart;
    const share = fround(fround(Math.log(fround(apart / exact))) / range);
    return ahead + Math.min(perSide - 1, exact + Math.trunc(fround(share * (perSide - exact))));
  });
}

/**
 * The bucket of every pair of tokens.
 * @returns [S,S] int64, [query, key]
 */
export function bucketIds(graph: GraphBuilder, shape: BatchShape, options: BucketOptions): Value {
  const { distance } = options;
  const place = positions(graph, shape);
  const relative = graph.op('Sub', [graph.op('Unsqueeze', [place, graph.ints([0])]), graph.op('Unsqueeze', [place, graph.ints([1])])]);
  const near = graph.op('Clip', [relative, graph.ints(-distance), graph.ints(distance)]);
  return graph.op('Gather', [graph.ints(relativeBuckets(options)), graph.op('Add', [near, graph.ints(distance)])], { axis: 0 });
}
