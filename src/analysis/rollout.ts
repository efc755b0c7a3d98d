import type { MixingMatrices } from './residual.js';

/**
 * Attention rollout (Abnar and Zuidema 2020, section 3): how much of each input token reaches each token of a layer, when every layer mixes the tokens below it by
 * A' (`residualAttention`): R(0) = A'(0), R(l) = A'(l) R(l − 1).
 * @returns R of every layer from the first up, [tokens, tokens] row-major: row = token of that layer, column = input token; rows sum to 1
 */
export function rollout({ layers, tokens }: MixingMatrices): Float64Array[] {
  const result: Float64Array[] = [];
  for (const layer of layers) {
    const below = result[result.length - 1];
    result.push(below === undefined ? layer.slice() : product(layer, below, tokens));
  }
  return result;
}

/** The product of two square matrices. */
function product(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = result.subarray(i * size, (i + 1) * size);
    for (let k = 0; k < size; k++) {
      const weight = a[i * size + k];
      if (weight === 0) continue;
      for (let j = 0; j < size; j++) row[j] += weight * b[k * size + j];
    }
  }
  return result;
}
