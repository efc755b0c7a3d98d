import type { LayerAttention } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { steeringName } from '../models/instrument/steer.js';
import type { Tensor } from '../tensor.js';
import type { Ablation } from './choices.js';
import type { Effect } from './output.js';
import { layersOf, meanRows, uniformRows } from './replacement.js';
import { runTrials, type Done, type Plain, type Trial } from './trials.js';

/** What changing one head does. */
export interface HeadEffect extends Effect {
  stack: StackName;
  layer: number;
  head: number;
}

/**
 * Changes the heads one at a time (Michel, Levy and Neubig 2019, section 3.2, for `zero`).
 * @returns one entry a head: stack by stack, layer by layer
 */
export async function ablateHeads(plain: Plain, { by = 'zero', done }: { by?: Ablation; done?: Done } = {}): Promise<HeadEffect[]> {
  const found: HeadEffect[] = [];
  for (const { stack, layer, attention } of layersOf(plain.record, plain.model.plan.stacks)) {
    const { heads } = attention;
    const probabilities = insteadOf(attention, by);
    const trials = Array.from({ length: heads }, (_, head): Trial => ({
      steering: {
        [steeringName({ name: stack }, 'attention_override', layer)]: probabilities,
        [steeringName({ name: stack }, 'override_mask', layer)]: onlyHead(attention, head),
      },
    }));
    const effects = await runTrials(plain, trials, done);
    found.push(...effects.map((effect, head) => ({ stack, layer, head, ...effect })));
  }
  return found;
} // prettier-ignore

function insteadOf(attention: LayerAttention, by: Ablation): Tensor<Float32Array> {
  if (by === 'zero') return { data: new Float32Array(1), shape: [1, 1, 1] };
  return by === 'uniform' ? uniformRows(attention) : meanRows(attention);
}

/** 1 for one head's rows, so that only they are replaced: [H,Sq,1]. */
function onlyHead({ heads, queries }: LayerAttention, head: number): Tensor<Float32Array> {
  const data = new Float32Array(heads * queries).fill(1, head * queries, (head + 1) * queries);
  return { data, shape: [heads, queries, 1] };
}
