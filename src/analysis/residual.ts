import { layerAttention, layerCount, type AttentionRecord } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';
import { weightedNorms } from './norms.js';

/** Square matrices, one a layer from the first up, [tokens, tokens] row-major: what a token passes on to the layer above. */
export interface MixingMatrices {
  layers: Float64Array[];
  tokens: number;
}

/**
 * The attention of each layer together with what the residual connection passes by it: A' = the rows of (mean over heads of A + identity), each divided by its
 * sum (Abnar and Zuidema 2020, section 3).
 * @param options `weights`: what stands for A; `norms`: what heads take from each token, α ‖f(x)‖ (`weightedNorms`), each row of their sum over heads divided by
 *   its own, so that the residual connection keeps its half
 * @throws LupaError Unsupported for attention between two different sequences, which has no residual connection from its keys
 */
export function residualAttention(
  record: AttentionRecord,
  { sequence = 0, stack, weights = 'attention' }: { sequence?: number; stack?: StackName; weights?: 'attention' | 'norms' } = {},
): MixingMatrices {
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
    const { data, heads, keys } = (weights === 'norms' ? weightedNorms : layerAttention)(record, layer, { sequence, stack });
    tokens = keys;
    const mixed = new Float64Array(keys * keys);
    for (let head = 0; head < heads; head++) {
      for (let i = 0; i < mixed.length; i++) mixed[i] += data[head * mixed.length + i] / heads;
    }
    if (weights === 'norms') normaliseRows(mixed, keys);
    for (let i = 0; i < keys; i++) mixed[i * keys + i] += 1;
    normaliseRows(mixed, keys);
    return mixed;
  });
  return { layers, tokens };
}

/** Divides each row by its sum, in place; a row of zeros stays. */
function normaliseRows(matrix: Float64Array, size: number): void {
  for (let start = 0; start < matrix.length; start += size) {
    const row = matrix.subarray(start, start + size);
    const sum = row.reduce((total, value) => total + value, 0);
    for (let j = 0; j < size && sum !== 0; j++) row[j] /= sum;
  }
}
