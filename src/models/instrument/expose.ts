import { LupaError } from '../../errors.js';
import { tensorName } from '../architectures/architecture.js';
import { typedValue, type Value } from '../onnx/build.js';
import { TensorProto_DataType as DataType } from '../onnx/generated/onnx_pb.js';
import { renameValues, type Rewriter } from '../onnx/rewrite.js';
import type { BlockStack } from './classify.js';
import type { Survey } from './find.js';
import { asFloat32, toHeads, traced } from './layout.js';
import { valueNorms } from './norms.js';
import type { Traced } from './trace.js';

/** What of the attention can be given out. */
export type Exposure = 'attentions' | 'queries' | 'keys' | 'values' | 'value_norms';

/**
 * Makes tensors of the attention outputs of the graph, under the record's names and in its shapes: `attentions.{l}` [B,H,Sq,Sk], `queries.{l}` [B,H,Sq,d],
 * `keys.{l}` and `values.{l}` [B,Hkv,Sk,d], float32, with the stack's prefix. Queries and keys are those that enter the dot product, before it is scaled and
 * before keys are repeated for heads that share them. `value_norms.{l}` [B,H,Sk]: {@link valueNorms}.
 * Before: the blocks are those of the graph. After: it has these outputs after its own ones, which keep their names, order and numbers.
 * Probabilities that already lie in this shape are renamed, not copied. Returns the new outputs' names.
 */
export function exposeBlocks(
  graph: Rewriter,
  { stacks, survey, what }: { stacks: readonly BlockStack[]; survey: Survey; what: readonly Exposure[] },
): string[] {
  const renamed = new Map<Value, Value>();
  const outputs: string[] = [];
  const own = new Set(graph.graph.output.map(({ name }) => name));
  const give = (name: string, value: Value, dims: (number | null)[]): void => {
    outputs.push(name);
    if (value === name && own.has(name)) return;
    if (graph.has(name))
      throw new LupaError('Unsupported', `the graph already has a value named ${name}, which is not its attention`, { subject: name });
    // The graph's own output keeps its name, and something that is no node's output cannot be renamed.
    const fixed = own.has(value) || renamed.has(value) || !graph.graph.node.some(({ output }) => output.includes(value));
    if (fixed) graph.op('Identity', [value], {}, { output: name });
    else renamed.set(value, name);
    graph.graph.output.push(typedValue(name, DataType.FLOAT, dims));
  };
  const typeOf = (value: Value): DataType => survey.known.get(value)?.type || DataType.FLOAT;

  for (const stack of stacks) {
    stack.blocks.forEach((block, layer) => {
      const { layout, heads, keyHeads, probabilities, headSize } = block;
      const named = (kind: Exposure): string => exposedName(stack, kind, layer);
      if (what.includes('attentions')) {
        const value = asFloat32(graph, toHeads(graph, probabilities, layout, heads), typeOf(probabilities));
        give(named('attentions'), value, [null, heads, null, null]);
      }
      const whole = (source: Traced, count: number): Value => {
        const dims = survey.known.get(source.value)?.dims;
        const rank = dims?.length ?? source.axes?.length ?? 4;
        // Of [B,Hkv,G,S,d] all heads are apart, or G is 1.
        const [, groups, each] = (source.axes ?? [0, 1, 2, 3, 4]).map((axis) => dims?.[axis]);
        const own = rank === 5 && typeof groups === 'number' && typeof each === 'number' ? groups * each : count;
        const type = source.quantised === null ? typeOf(source.value) : DataType.FLOAT;
        return asFloat32(graph, traced(graph, source, { rank, heads: own }), type);
      };
      const side = (kind: Exposure, source: Traced | null, count: number): void => {
        if (source === null || !what.includes(kind)) return;
        give(named(kind), whole(source, count), [null, kind === 'values' ? null : count, null, kind === 'values' ? null : headSize]);
      };
      side('queries', block.queries, heads);
      side('keys', block.keys, keyHeads);
      side('values', block.values, keyHeads);
      if (what.includes('value_norms')) {
        const values = block.values === null ? null : whole(block.values, keyHeads);
        const owners = Array.from({ length: heads }, (_, head) => Math.floor((head * keyHeads) / heads));
        const place = `${stack.name === '' ? '' : `${stack.name}.`}${layer}`;
        give(named('value_norms'), valueNorms(graph, block, { survey, values, layer: place, owners }), [null, heads, null]);
      }
    });
  }
  renameValues(graph.graph, renamed);
  return outputs;
}

/** The record's name of a tensor of a layer. */
export function exposedName(stack: Pick<BlockStack, 'name'>, kind: Exposure, layer: number): string {
  return kind === 'values' ? tensorName(stack, 'keys', layer).replace('keys', 'values') : tensorName(stack, kind, layer);
}
