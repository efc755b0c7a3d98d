import { quantile } from '../analysis/intervals.js';
import { randomNumbers } from '../analysis/random.js';
import type { LayerAttention } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { steeringName } from '../models/instrument/steer.js';
import type { Tensor } from '../tensor.js';
import type { Effect } from './output.js';
import { layersOf, permutedRows, uniformRows } from './replacement.js';
import { runTrials, type Done, type Plain, type Trial } from './trials.js';

/** What replaced attention does, in one layer or in all. */
export interface Scrambled {
  /** Which layer; null: all layers of all stacks at once. */
  where: { stack: StackName; layer: number } | null;
  /** All keys that a query may see get the same. */
  uniform: Effect;
  /** Weights in another order; over the permutations: medians, and the share in which something else was said. */
  permuted: { value: number; change: number; distance: number; instead: number; low: number; high: number };
}

/**
 * Replaces the attention of each layer, and of all layers at once, by uniform rows (Wiegreffe and Pinter 2019, section 3.2) and by rows whose weights are permuted
 * (Jain and Wallace 2019, section 4.2.1): if the output hangs on where the model looks, it changes. Weights are those of the plain run; keys that a query
 * may not see stay unseen; special tokens take part, so that what rests on [SEP] moves too.
 * @param options `permutations`: how many of each; `seed`: of the random numbers
 */
export async function scramble(
  plain: Plain,
  { permutations = 20, seed = 0, done }: { permutations?: number; seed?: number; done?: Done } = {},
): Promise<Scrambled[]> {
  const layers = layersOf(plain.record, plain.model.plan.stacks);
  const scopes = [...(layers.length > 1 ? layers.map((layer) => [layer]) : []), layers];
  const found: Scrambled[] = [];
  for (const scope of scopes) {
    const permuted: Effect[] = [];
    const [uniform] = await runTrials(plain, [replacing(scope, uniformRows)], done);
    // A permutation at a time is made, run and forgotten: of long texts one is large.
    const together = Math.max(1, Math.floor(2 ** 24 / scope.reduce((sum, { attention }) => sum + attention.data.length, 0)));
    for (let start = 0; start < permutations; start += together) {
      const seeds = Array.from({ length: Math.min(together, permutations - start) }, (_, index) => seed * 1_000_003 + start + index);
      const trials = seeds.map((own) => {
        const random = randomNumbers(own);
        return replacing(scope, (attention) => permutedRows(attention, random));
      });
      permuted.push(...(await runTrials(plain, trials, done)));
    }
    const [{ stack, layer }] = scope;
    found.push({ where: scope === layers ? null : { stack, layer }, uniform, permuted: summary(permuted) });
  }
  return found;
}

/** How many runs {@link scramble} takes. */
export function scrambleRuns(stacks: readonly { layers: number }[], permutations: number): number {
  const layers = stacks.reduce((sum, stack) => sum + stack.layers, 0);
  return (layers > 1 ? layers + 1 : 1) * (permutations + 1);
}

/** A trial in which the attention of some layers is another. */
function replacing(scope: readonly { stack: StackName; layer: number; attention: LayerAttention }[], make: (attention: LayerAttention) => Tensor<Float32Array>): Trial {
  const steering: Record<string, Tensor<Float32Array>> = {};
  for (const { stack, layer, attention } of scope) {
    const { queries, heads } = attention;
    steering[steeringName({ name: stack }, 'attention_override', layer)] = make(attention);
    steering[steeringName({ name: stack }, 'override_mask', layer)] = { data: new Float32Array(heads * queries).fill(1), shape: [heads, queries, 1] };
  }
  return { steering };
} // prettier-ignore

function summary(effects: readonly Effect[]): Scrambled['permuted'] {
  const sorted = (key: 'value' | 'change' | 'distance'): number[] => effects.map((effect) => effect[key]).sort((a, b) => a - b);
  const distances = sorted('distance');
  return {
    value: quantile(sorted('value'), 0.5),
    change: quantile(sorted('change'), 0.5),
    distance: quantile(distances, 0.5),
    instead: effects.filter(({ instead }) => instead !== null).length / effects.length,
    low: quantile(distances, 0.025),
    high: quantile(distances, 0.975),
  };
}
