import { layerAttention, layerCount, type AttentionRecord } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';

/** Square matrices, one a layer from the first up, [tokens, tokens] row-major: what a token passes on to the layer above. */
export interface MixingMatrices {
  layers: Float64Array[];
  tokens: number;
}

/**
 * The attention of each layer together with what the residual connection passes by it: A' = the rows of (mean over heads of A + identity), each divided by its
 * sum (Abnar and Zuidema 2020, section 3).
 * @throws LupaError Unsupported for attention between two different sequences, which has no residual connection from its keys
 */
export function residualAttention(record: AttentionRecord, { sequence = 0, stack }: { sequence?: number; stack?: StackName } = {}): MixingMatrices {
  if (stack === 'cross') {
    throw new LupaError(
      'Unsupported',
      'rollout and flow follow tokens from layer to layer, and cross attention goes from one sequence to another: choose encoder or decoder',
      {
        subject: 'stack',
        value: stack,
      },
    );
  }
  let tokens = 0;
  const layers = Array.from({ length: layerCount(record, { stack }) }, (_, layer) => {
    const { data, heads, keys } = layerAttention(record, layer, { sequence, stack });
    tokens = keys;
    const mixed = new Float64Array(keys * keys);
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < mixed.length; i++) mixed[i] += data[head * mixed.length + i] / heads;
    }
    for (let i = 0; i < keys; i++) {
      mixed[i * keys + i] += 1;
      const row = mixed.subarray(i * keys, (i + 1) * keys);
      const sum = row.reduce((total, value) => total + value, 0);
      for (let j = 0; j < keys; j++) row[j] /= sum;
    }
    return mixed;
  });
  return { layers, tokens };
}
