import type { Stack } from '../../src/models/architectures/architecture.js';
import type { Tensor } from '../../src/tensor.js';

/**
 * softmax(scale · Q Kᵀ + bias), by hand.
 * @param queries [B,H,S,d]; `keys` is [B,Hkv,S,d], `bias` broadcasts over [B,H,S,S]
 */
export function rebuildAttention(queries: Tensor, keys: Tensor, bias: Tensor, { scale }: Pick<Stack, 'scale'>): Tensor {
  const [batch, heads, size, width] = queries.shape;
  const group = heads / keys.shape[1];
  const number = ({ data, shape }: Tensor, index: number[]): number =>
    Number(data[index.reduce((at, value, axis) => at * shape[axis] + (value % shape[axis]), 0)]);
  const attention = new Float32Array(batch * heads * size * size);
  const range = Array.from({ length: size }, (_, index) => index);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      for (let i = 0; i < size; i++) {
        const scores = range.map((j) => {
          let product = 0;
          for (let c = 0; c < width; c++) product += number(queries, [b, h, i, c]) * number(keys, [b, Math.floor(h / group), j, c]);
          // In float32, where a score vanishes beside the mask's lowest number.
          return Math.fround(product * scale + number(bias, [b, h, i, j]));
        });
        const highest = Math.max(...scores);
        const powers = scores.map((score) => Math.exp(score - highest));
        const sum = powers.reduce((a, b2) => a + b2);
        for (const power of powers) attention[at++] = power / sum;
      }
    }
  }
  return { data: attention, shape: [batch, heads, size, size] };
}
