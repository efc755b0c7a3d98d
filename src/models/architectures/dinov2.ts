import * as v from 'valibot';
import { LupaError } from '../../errors.js';
import { flag, labelCount, mustDivide, positive, readConfig, size, small, word } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { activation } from './activations.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { cut, flatten, layerNorm, linear, shapeOf, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';
import { area, patchEmbedding, prepend } from './patches.js';

/** Fields of config.json, with the defaults transformers gives them. */
const FIELDS = {
  hidden_size: v.optional(size, 768),
  num_hidden_layers: v.optional(size, 12),
  num_attention_heads: v.optional(size, 12),
  mlp_ratio: v.optional(positive, 4),
  hidden_act: v.optional(word, 'gelu'),
  layer_norm_eps: v.optional(small, 1e-6),
  image_size: v.optional(area, 224),
  patch_size: v.optional(area, 14),
  num_channels: v.optional(size, 3),
  qkv_bias: v.optional(flag, true),
  use_swiglu_ffn: v.optional(flag, false),
};
type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, undefined>>;

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.mask_token$/, // hides patches while training
  /^classifier\./,
];

/** DINOv2 (Oquab 2023): ViT with a learned scale on each block's output, for images of any size. */
export const dinov2: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = readConfig(FIELDS, json, `${label}/config.json`);
  const { hidden_size: width, num_attention_heads: heads, num_channels: channels, patch_size: patch } = config;
  mustDivide(`${label}/config.json`, ['hidden_size', width], ['num_attention_heads', heads]);
  const weights = weightsOf(found, graph, { prefix: 'dinov2.', label });
  const blocks = { graph, weights };

  const pixels = graph.input('pixel_values', 'float32', ['B', channels, 'height', 'width']);
  const projected = patchEmbedding(blocks, 'embeddings.patch_embeddings.projection', pixels, { channels, size: width, patch, bias: true }); // [B,N,D]
  const sequence = prepend(graph, weights.take('embeddings.cls_token', [1, 1, width]), projected, width); // [B,1+N,D]
  const embedded = graph.op('Add', [sequence, positions(blocks, pixels, { config, label })]);
  const shape = shapeOf(graph, embedded);

  const stack: Stack = { name: '', layers: config.num_hidden_layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(width / heads), softcap: null };
  const hidden = encoder(blocks, flatten(graph, embedded, width), { config, stack, shape, queriesAndKeys }); // [B*S, D]
  const normed = layerNorm(blocks, 'layernorm', hidden, { size: width, epsilon: config.layer_norm_eps });
  const results = head(blocks, unflatten(graph, normed, { shape, size: width }), { config, task });
  weights.finish(LEFT_OVER);
  return {
    stacks: [stack],
    maxTokens: Infinity,
    vocabulary: 0,
    types: 0,
    inputs: ['pixel_values'],
    image: { channels, height: null, width: null, patch },
    results,
  };
};

/**
 * The positions that were learned on a square grid, stretched to the grid of this image by bicubic interpolation: [1,1+N,D]. On the grid they
 * were learned on they stay as they are: every sample lies on a point of the grid, whose weight is 1.
 */
function positions({ graph, weights }: Blocks, pixels: Value, { config, label }: { config: Config; label: string }): Value {
  const { hidden_size: width, image_size: image, patch_size: patch } = config;
  const [rows, columns] = [0, 1].map((side) => Math.floor(image[side] / patch[side]));
  if (rows !== columns) {
    throw new LupaError('Unsupported', `${label}/config.json: image_size ${image.join('x')} has ${rows} rows and ${columns} columns of patches, only a square grid is supported`, {
      subject: 'image_size', value: image,
    }); // prettier-ignore
  }
  const table = weights.take('embeddings.position_embeddings', [1, rows * columns + 1, width]);
  const part = (from: number, to: number): Value => graph.op('Slice', [table, graph.ints([from]), graph.ints([to]), graph.ints([1])]);
  const learned = graph.op('Reshape', [part(1, rows * columns + 1), graph.ints([1, rows, columns, width])]);
  const channelsFirst = graph.op('Transpose', [learned], { perm: [0, 3, 1, 2] }); // [1,D,rows,columns]
  const grid = graph.op('Div', [graph.op('Shape', [pixels], { start: 2, end: 4 }), graph.ints(patch)]); // rows and columns of this image
  const target = graph.op('Concat', [graph.ints([1, width]), grid], { axis: 0 });
  // The curve that torch takes (Keys 1981 with a = -0.75), without smoothing when the grid becomes smaller.
  const stretched = graph.op('Resize', [channelsFirst, '', '', target], {
    mode: 'cubic', cubic_coeff_a: { float: -0.75 }, coordinate_transformation_mode: 'half_pixel',
  }); // prettier-ignore
  const flat = graph.op('Transpose', [graph.op('Reshape', [stretched, graph.ints([1, width, -1])])], { perm: [0, 2, 1] }); // [1,N,D]
  return graph.op('Concat', [part(0, 1), flat], { axis: 1 });
}

/** The layers: x + λ₁ attention(norm(x)), then x + λ₂ mlp(norm(x)). [B*S, D] to [B*S, D]. */
function encoder(
  blocks: Blocks,
  embedded: Value,
  { config, stack, shape, queriesAndKeys }: { config: Config; stack: Stack; shape: BatchShape; queriesAndKeys: boolean },
): Value {
  const { graph, weights } = blocks;
  const { hidden_size: size, num_attention_heads: heads, layer_norm_eps: epsilon, qkv_bias: bias } = config;
  const width = size / heads; // d
  let x = embedded;
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `encoder.layer.${layer}`;
    /** LayerScale (Touvron 2021): a factor a channel. */
    const add = (which: 1 | 2, y: Value): Value =>
      graph.op('Add', [graph.op('Mul', [y, weights.take(`${name}.layer_scale${which}.lambda1`, [size])]), x]);
    const before = layerNorm(blocks, `${name}.norm1`, x, { size, epsilon });
    const project = (which: string): Value =>
      splitHeads(graph, linear(blocks, `${name}.attention.attention.${which}`, before, { input: size, output: size, bias }), { shape, heads, width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries: project('query'), keys: project('key'), values: project('value'), bias: null, width }, stack);
    x = add(1, linear(blocks, `${name}.attention.output.dense`, attention.context, { input: size, output: size }));
    x = add(2, feedForward(blocks, `${name}.mlp`, layerNorm(blocks, `${name}.norm2`, x, { size, epsilon }), config));

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  return x;
}

/** Two layers with an activation between; in the largest models SwiGLU (Shazeer 2020), both halves of whose first layer are one matrix. */
function feedForward(
  blocks: Blocks,
  name: string,
  x: Value,
  { hidden_size: size, mlp_ratio: ratio, hidden_act: act, use_swiglu_ffn: swiglu }: Config,
): Value {
  const { graph } = blocks;
  const wide = Math.floor(size * ratio);
  if (!swiglu) {
    const expanded = activation(blocks, act, linear(blocks, `${name}.fc1`, x, { input: size, output: wide })); // [B*S, F]
    return linear(blocks, `${name}.fc2`, expanded, { input: wide, output: size });
  }
  const inner = Math.ceil(Math.floor((wide * 2) / 3) / 8) * 8; // two thirds, as a multiple of 8
  const both = linear(blocks, `${name}.weights_in`, x, { input: size, output: 2 * inner }); // [B*S, 2F]
  const [gate, value] = cut(graph, both, { axis: 1, parts: 2, size: inner });
  return linear(blocks, `${name}.weights_out`, graph.op('Mul', [activation(blocks, 'silu', gate), value]), { input: inner, output: size });
}

/** Classes read off [CLS] and the mean of the patches, or the hidden states, [B,S,D]. Returns the outputs' names. */
function head(blocks: Blocks, hidden: Value, { config, task }: { config: Config; task: Task }): string[] {
  const { graph } = blocks;
  const { hidden_size: size } = config;
  if (task !== 'image-classification') {
    graph.output('last_hidden_state', hidden, 'float32', ['B', 'S', size]);
    return ['last_hidden_state'];
  }
  const labels = labelCount(config);
  const first = graph.op('Gather', [hidden, graph.ints(0)], { axis: 1 }); // [B,D]
  const patches = graph.op('Slice', [hidden, graph.ints([1]), graph.ints([Number.MAX_SAFE_INTEGER]), graph.ints([1])]);
  const mean = graph.op('ReduceMean', [patches, graph.ints([1])], { keepdims: 0 });
  const both = graph.op('Concat', [first, mean], { axis: 1 }); // [B,2D]
  graph.output('logits', linear(blocks, 'classifier', both, { input: 2 * size, output: labels }), 'float32', ['B', labels]);
  return ['logits'];
}
