import type { Stack } from '../../src/models/architectures/architecture.js';
import { tensorName } from '../../src/models/architectures/architecture.js';
import type { Tensor } from '../../src/tensor.js';

/**
 * What the attention of a layer must be by its queries, keys and biases: softmax(softcap(scale · Q Kᵀ) + bias), in double precision.
 * @param outputs a run's, with `queries`, `keys` and (where there are any) `biases` of the layer
 * @returns [B,H,Sq,Sk]
 */
export function reconstructAttention(outputs: Record<string, Tensor>, stack: Stack, layer: number): Tensor {
  const [queries, keys] = (['queries', 'keys'] as const).map((kind) => outputs[tensorName(stack, kind, layer)] as Tensor<Float32Array>);
  const bias = outputs[tensorName(stack, 'biases', layer)] as Tensor<Float32Array> | undefined;
  const [batch, heads, rows, width] = queries.shape;
  const [, keyHeads, columns] = keys.shape;
  const data = new Float32Array(batch * heads * rows * columns);
  for (let row = 0; row < batch * heads * rows; row++) {
    const [b, h, i] = [Math.floor(row / rows / heads), Math.floor(row / rows) % heads, row % rows];
    const keyHead = b * keyHeads + Math.floor((h * keyHeads) / heads);
    const scores = Float64Array.from({ length: columns }, (_, j) => {
      let product = 0;
      for (let d = 0; d < width; d++) product += queries.data[row * width + d] * keys.data[(keyHead * columns + j) * width + d];
      const scaled = product * stack.scale;
      return (
        (stack.softcap === null ? scaled : stack.softcap * Math.tanh(scaled / stack.softcap)) +
        (bias === undefined ? 0 : broadcast(bias, [b, h, i, j]))
      );
    });
    const highest = Math.max(...scores);
    const weights = scores.map((score) => Math.exp(score - highest));
    const sum = weights.reduce((a, c) => a + c, 0);
    for (let j = 0; j < columns; j++) data[row * columns + j] = weights[j] / sum;
  }
  return { data, shape: [batch, heads, rows, columns] };
}

/** The element of a tensor at a place; sizes of 1 serve all places. */
function broadcast({ data, shape }: Tensor<Float32Array>, place: number[]): number {
  return data[shape.reduce((at, size, axis) => at * size + (size === 1 ? 0 : place[axis]), 0)];
}
