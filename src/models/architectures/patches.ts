import * as v from 'valibot';
import { size } from '../config.js';
import type { GraphBuilder, Value } from '../onnx/build.js';
import type { Blocks } from './blocks.js';

const AREA = 'a size, or a height and a width';

/** `image_size` or `patch_size` of config.json: one number for a square, or height and width. Read as [height, width]. */
export const area: v.GenericSchema<number | [number, number], [number, number]> = v.pipe(
  v.union([size, v.strictTuple([size, size])], AREA),
  v.transform((value): [number, number] => (typeof value === 'number' ? [value, value] : value)),
);

/**
 * Cuts images into patches and projects each (Dosovitskiy 2020, section 3.1): a convolution whose stride is its kernel. What does not fill
 * a patch at the right and lower edge is left out, as it is in torch.
 * @param name the convolution's weights, [D, channels, height, width]
 * @param pixels [B, channels, height, width]
 * @returns [B,N,D], row after row
 */
export function patchEmbedding(
  { graph, weights }: Blocks,
  name: string,
  pixels: Value,
  { channels, size: width, patch, bias }: { channels: number; size: number; patch: [number, number]; bias: boolean },
): Value {
  const kernel = weights.take(`${name}.weight`, [width, channels, ...patch]);
  const inputs = bias ? [pixels, kernel, weights.take(`${name}.bias`, [width])] : [pixels, kernel];
  const grid = graph.op('Conv', inputs, { kernel_shape: patch, strides: patch }); // [B,D,rows,columns]
  const flat = graph.op('Reshape', [grid, graph.ints([0, width, -1])]); // [B,D,N]
  return graph.op('Transpose', [flat], { perm: [0, 2, 1] });
}

/**
 * Puts the same embedding before each sequence.
 * @param token [1,1,D]
 * @param x [B,N,D]
 * @returns [B,1+N,D]
 */
export function prepend(graph: GraphBuilder, token: Value, x: Value, size: number): Value {
  const shape = graph.op('Concat', [graph.op('Shape', [x], { start: 0, end: 1 }), graph.ints([1, size])], { axis: 0 });
  return graph.op('Concat', [graph.op('Expand', [token, shape]), x], { axis: 1 });
}
