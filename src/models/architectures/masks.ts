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
 * @param options `window`: how many tokens, itself included, a token sees at most; null: all earlier ones. `bidirectional`: later tokens too, as
 *   many as earlier ones
 * @returns [B,1,S,S] float32 ([1,1,S,S] without a mask)
 */
export function causalBias(
  graph: GraphBuilder,
  mask: Value | null,
  { shape, window = null, bidirectional = false }: { shape: BatchShape; window?: number | null; bidirectional?: boolean },
): Value {
  const place = positions(graph, shape);
  const query = graph.op('Unsqueeze', [place, graph.ints([0, 1, 3])]); // [1,1,S,1]
  const key = graph.op('Unsqueeze', [place, graph.ints([0, 1, 2])]); // [1,1,1,S]
  const past = graph.op('Sub', [query, key]); // [1,1,S,S]: how many tokens back the key is
  const conditions = [];
  if (!bidirectional) conditions.push(graph.op('GreaterOrEqual', [past, graph.ints(0)]));
  if (window !== null) conditions.push(graph.op('Less', [bidirectional ? graph.op('Abs', [past]) : past, graph.ints(window)]));
  if (conditions.length === 0) conditions.push(graph.op('Equal', [past, past])); // all
  return allowedBias(
    graph,
    conditions.reduce((a, b) => graph.op('And', [a, b])),
    mask,
  );
}

/**
 * What is added to the scores so that a token sees only tokens nearby, and no padding.
 * @param mask [B,S] int64
 * @param reach how far away a token may be that is still seen, before or after
 * @returns [B,1,S,S] float32
 */
export function nearbyBias(graph: GraphBuilder, mask: Value, { shape, reach }: { shape: BatchShape; reach: number }): Value {
  const distance = graph.op('Unsqueeze', [graph.op('Abs', [relativePositions(graph, shape)]), graph.ints([0, 1])]); // [1,1,S,S]
  return allowedBias(graph, graph.op('LessOrEqual', [distance, graph.ints(reach)]), mask);
}

/** How many tokens a key comes after the query, negative where it comes before: [S,S] int64. */
export function relativePositions(graph: GraphBuilder, shape: Pick<BatchShape, 'sequence'>): Value {
  const place = positions(graph, shape);
  return graph.op('Sub', [graph.op('Unsqueeze', [place, graph.ints([0])]), graph.op('Unsqueeze', [place, graph.ints([1])])]);
}

/**
 * A whole number for each query and key that depends only on how far apart they are, looked up in a table: [S,S] int64.
 * @param reach the farthest two tokens may be apart
 * @param entry the number for a key that comes `ahead` tokens after the query, −reach to reach
 */
export function relativeTable(
  graph: GraphBuilder,
  { shape, reach, entry }: { shape: Pick<BatchShape, 'sequence'>; reach: number; entry: (ahead: number) => number },
): Value {
  const entries = Array.from({ length: 2 * reach + 1 }, (_, index) => entry(index - reach));
  const table = graph.op('Cast', [graph.floats(entries, [entries.length])], { to: elementTypeNumber('int64') });
  return graph.op('Gather', [table, graph.op('Add', [relativePositions(graph, shape), graph.ints(reach)])], { axis: 0 });
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
