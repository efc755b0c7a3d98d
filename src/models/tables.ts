import type { Value } from './onnx/build.js';
import type { GraphProto } from './onnx/generated/onnx_pb.js';
import { indexGraph, type GraphIndex } from './onnx/walk.js';

/** Operators behind which ids are still ids. */
export const SAME_IDS: ReadonlySet<string> = new Set([
  'Cast',
  'Identity',
  'Reshape',
  'Unsqueeze',
  'Squeeze',
  'Flatten',
  'Pad',
  'Where',
  'Clip',
  'Max',
]);
/** Operators behind which a table still has its rows. */
const SAME_ROWS = new Set(['Cast', 'Identity', 'DequantizeLinear', 'QuantizeLinear', 'Mul']);

/** Rows of the table that ids are looked up in: how many ids have an embedding; null where the graph hides it. */
export function tableRows(graph: GraphProto, ids: Value): number | null {
  const index = indexGraph(graph);
  const seen = new Set<Value>([ids]);
  for (const value of seen) {
    for (const node of index.consumers.get(value) ?? []) {
      if (SAME_IDS.has(node.opType) && node.input[0] === value) for (const output of node.output) seen.add(output);
      const rows =
        node.opType === 'Gather' && node.input[1] === value
          ? rowsOf(index, node.input[0])
          : node.opType === 'GatherBlockQuantized' && node.input[1] === value
            ? rowsOf(index, node.input[0])
            : node.opType === 'EmbedLayerNormalization'
              ? rowsOf(index, node.input[{ 0: 2, 1: 4 }[node.input.indexOf(value)] ?? 2] ?? '')
              : null;
      if (rows !== null) return rows;
    }
  }
  return null;
}

/** The first size of a weight, through what keeps its rows. */
function rowsOf({ initializers, producer }: GraphIndex, value: Value): number | null {
  let at = value;
  for (let step = 0; step < 8; step++) {
    const tensor = initializers.get(at) ?? producer.get(at)?.attribute.find(({ t }) => t !== undefined)?.t;
    if (tensor !== undefined) return tensor.dims.length === 2 ? Number(tensor.dims[0]) : null;
    const node = producer.get(at);
    if (node === undefined || !SAME_ROWS.has(node.opType)) return null;
    [at] = node.input;
  }
  return null;
}

/** Families whose table of positions begins after the padding token's, as in fairseq: so many more rows are there than places. */
const AFTER_PADDING = new Set([
  'roberta',
  'xlm-roberta',
  'xlm-roberta-xl',
  'camembert',
  'data2vec-text',
  'mpnet',
  'longformer',
  'xmod',
  'ibert',
  'esm',
]);

/**
 * The longest sequence: what config.json says, where the graph has a table or mask of that many places. Others, with rotary positions or distances, take any.
 */
export function longestSequence(graph: GraphProto, config: Record<string, unknown>): number {
  const positions = [config.max_position_embeddings, config.n_positions].find(
    (size) => typeof size === 'number' && Number.isSafeInteger(size) && size > 0,
  );
  if (typeof positions !== 'number') return Infinity;
  // OPT's and BART's tables have two rows more.
  const sizes = new Set([positions, positions + 2].map(BigInt));
  const has = graph.initializer.some(({ dims }) => dims.length >= 2 && dims.slice(0, -1).some((size) => sizes.has(size)));
  if (!has) return Infinity;
  const { model_type: family, pad_token_id: pad } = config;
  return typeof family === 'string' && AFTER_PADDING.has(family) ? positions - (typeof pad === 'number' ? pad : 1) - 1 : positions;
}
