import { LupaError } from '../errors.js';
import { steeringName } from '../models/instrument/steer.js';
import type { Tensor } from '../tensor.js';
import type { LeaveOut } from './choices.js';
import type { Effect } from './output.js';
import { runTrials, type Done, type Plain, type Trial } from './trials.js';

/** What leaving out one token does. */
export interface TokenEffect extends Effect {
  /** Index of the token. */
  token: number;
}

/**
 * Leaves out the tokens of the text one at a time (Li, Monroe and Jurafsky 2016; Jain and Wallace 2019, section 4.1). Special tokens stay, and so do masks and
 * the last token of a text.
 * @returns one entry for each token that can be left out, in the order of the text
 * @throws LupaError Unsupported for `mask` where the tokenizer has no mask token
 */
export async function leaveOneOut(plain: Plain, { by = 'remove', done }: { by?: LeaveOut; done?: Done } = {}): Promise<TokenEffect[]> {
  const { mask } = plain.model.tokenizer;
  if (by === 'mask' && mask === null)
    throw new LupaError('Unsupported', 'the tokenizer of this model has no mask token: leave tokens out by remove or cut', { subject: 'mask_token' });
  const tokens = removable(plain);
  const trials = tokens.map((token): Trial => {
    if (by === 'remove') return { without: token };
    return by === 'mask' ? { replaced: { token, id: mask?.id ?? 0 } } : { steering: cutEdges(plain, token) };
  });
  const effects = await runTrials(plain, trials, done);
  return effects.map((effect, index) => ({ token: tokens[index], ...effect }));
} // prettier-ignore

/** The tokens that can be left out. */
export function removable({ record, output, model }: Pick<Plain, 'record' | 'output' | 'model'>): number[] {
  const tokens = record.tokens[0];
  const { mask } = model.tokenizer;
  const alone = (segment: number | null): boolean => tokens.filter((token) => token.segment === segment).length < 2;
  return tokens.flatMap(({ special, id, segment }, index) => {
    const watched = output.kind === 'state' && output.own.includes(index);
    return special || id === mask?.id || watched || alone(segment) ? [] : [index];
  });
}

/** For all layers that see the source tokens: −∞ where others look at the token. */
function cutEdges({ model, record }: Plain, token: number): Record<string, Tensor<Float32Array>> {
  const size = record.tokens[0].length;
  const within = new Float32Array(size * size);
  for (let query = 0; query < size; query++) if (query !== token) within[query * size + token] = -Infinity;
  const across = new Float32Array(size);
  across[token] = -Infinity;
  const biases: Record<string, Tensor<Float32Array>> = {};
  for (const stack of model.plan.stacks) {
    // The decoder's own attention sees no token of the text.
    for (let layer = 0; stack.name !== 'decoder' && layer < stack.layers; layer++) {
      biases[steeringName(stack, 'attention_bias', layer)] =
        stack.name === 'cross' ? { data: across, shape: [1, 1, size] } : { data: within, shape: [1, size, size] };
    }
  }
  return biases;
}
