import { elementTypeNumber, type GraphBuilder, type Value } from '../onnx/build.js';
import { positions, type BatchShape } from './blocks.js';

/** The lowest float32: what is added to a score that must not count. */
const LOWEST = -3.4028234663852886e38;

/**
 * What is added to the scores so that no query sees padding: 0 where the mask is 1, the lowest float32 where it is 0.
 * @param mask [B,S] int64
 * @returns [B,1,1,S] float32
 */
export function paddingBias(graph: GraphBuilder, mask: Value): Value {
  const kept = graph.op('Cast', [mask], { to: elementTypeNumber('float32') });
  const bias = graph.op('Mul', [graph.op('Sub', [graph.float(1), kept]), graph.float(LOWEST)]);
  return graph.op('Unsqueeze', [bias, graph.ints([1, 2])]);
}

/**
 * What is added to the scores so that a token sees only itself and earlier ones, and no padding. One condition, not a sum of two: a row in
 * which nothing is allowed becomes uniform, as it does in transformers.
 * @param mask [B,S] int64, or null where nothing is padded
 * @param window how many tokens, itself included, a token sees at most; null: all earlier ones
 * @returns [B,1,S,S] float32 ([1,1,S,S] without a mask)
 */
export function causalBias(graph: GraphBuilder, mask: Value | null, { shape, window = null }: { shape: BatchShape; window?: number | null }): Value {
  const place = positions(graph, shape);
  const query = graph.op('Unsqueeze', [place, graph.ints([0, 1, 3])]); // [1,1,S,1]
  const key = graph.op('Unsqueeze', [place, graph.ints([0, 1, 2])]); // [1,1,1,S]
  let allowed = graph.op('LessOrEqual', [key, query]);
  if (window !== null) allowed = graph.op('And', [allowed, graph.op('Greater', [key, graph.op('Sub', [query, graph.ints(window)])])]);
  return allowedBias(graph, allowed, mask);
}

/** 0 where a condition [.,1,Sq,Sk] holds and the key is no padding, the lowest float32 elsewhere. */
export function allowedBias(graph: GraphBuilder, allowed: Value, mask: Value | null): Value {
  const kept = mask === null ? allowed : graph.op('And', [allowed, notPadding(graph, mask)]);
  return graph.op('Where', [kept, graph.float(0), graph.float(LOWEST)]);
}

/** [B,1,1,S] bool. */
function notPadding(graph: GraphBuilder, mask: Value): Value {
  return graph.op('Unsqueeze', [graph.op('Cast', [mask], { to: elementTypeNumber('bool') }), graph.ints([1, 2])]);
}
