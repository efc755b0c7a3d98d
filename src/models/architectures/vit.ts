import * as v from 'valibot';
import { flag, labelCount, mustDivide, readConfig, size, small, word } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { activation } from './activations.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { flatten, layerNorm, linear, shapeOf, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';
import { area, patchEmbedding, prepend } from './patches.js';

/** Fields of config.json, with the defaults transformers gives them. */
const FIELDS = {
  hidden_size: v.optional(size, 768),
  num_hidden_layers: v.optional(size, 12),
  num_attention_heads: v.optional(size, 12),
  intermediate_size: v.optional(size, 3072),
  hidden_act: v.optional(word, 'gelu'),
  layer_norm_eps: v.optional(small, 1e-12),
  image_size: v.optional(area, 224),
  patch_size: v.optional(area, 16),
  num_channels: v.optional(size, 3),
  qkv_bias: v.optional(flag, true),
};
type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, undefined>>;

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.mask_token$/, // masked image modelling: hides patches while training
  /^decoder\./, // its head
  /^pooler\./,
  /^classifier\./,
];

/** ViT (Dosovitskiy 2020): an image as a sequence of patches, read by an encoder that normalises before each block. */
export const vit: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = readConfig(FIELDS, json, `${label}/config.json`);
  const { hidden_size: width, num_attention_heads: heads, num_channels: channels, patch_size: patch, image_size: image } = config;
  mustDivide(`${label}/config.json`, ['hidden_size', width], ['num_attention_heads', heads]);
  const weights = weightsOf(found, graph, { prefix: 'vit.', label });
  const blocks = { graph, weights };
  const patches = Math.floor(image[0] / patch[0]) * Math.floor(image[1] / patch[1]); // N

  // Positions are a table of this many: the image must have the size the model was trained with.
  const pixels = graph.input('pixel_values', 'float32', ['B', channels, ...image]);
  const projected = patchEmbedding(blocks, 'embeddings.patch_embeddings.projection', pixels, { channels, size: width, patch, bias: true }); // [B,N,D]
  const sequence = prepend(graph, weights.take('embeddings.cls_token', [1, 1, width]), projected, width); // [B,1+N,D]
  const embedded = graph.op('Add', [sequence, weights.take('embeddings.position_embeddings', [1, patches + 1, width])]);
  const shape = shapeOf(graph, embedded);

  const stack: Stack = { name: '', layers: config.num_hidden_layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(width / heads), softcap: null };
  const hidden = encoder(blocks, flatten(graph, embedded, width), { config, stack, shape, queriesAndKeys }); // [B*S, D]
  const normed = layerNorm(blocks, 'layernorm', hidden, { size: width, epsilon: config.layer_norm_eps });
  const results = head(blocks, unflatten(graph, normed, { shape, size: width }), { config, task });
  weights.finish(LEFT_OVER);
  return {
    stacks: [stack],
    maxTokens: patches + 1,
    vocabulary: 0,
    types: 0,
    inputs: ['pixel_values'],
    image: { channels, height: image[0], width: image[1], patch },
    results,
  };
};

/** The layers: x + attention(norm(x)), then x + mlp(norm(x)). [B*S, D] to [B*S, D]. */
function encoder(
  blocks: Blocks,
  embedded: Value,
  { config, stack, shape, queriesAndKeys }: { config: Config; stack: Stack; shape: BatchShape; queriesAndKeys: boolean },
): Value {
  const { graph } = blocks;
  const { hidden_size: size, intermediate_size: inner, num_attention_heads: heads, layer_norm_eps: epsilon, qkv_bias: bias } = config;
  const width = size / heads; // d
  let x = embedded;
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const before = layerNorm(blocks, `${name}.layernorm_before`, x, { size, epsilon });
    const project = (which: string): Value =>
      splitHeads(graph, linear(blocks, `${name}.attention.attention.${which}`, before, { input: size, output: size, bias }), { shape, heads, width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries: project('query'), keys: project('key'), values: project('value'), bias: null, width }, stack);
    x = graph.op('Add', [linear(blocks, `${name}.attention.output.dense`, attention.context, { input: size, output: size }), x]);

    const after = layerNorm(blocks, `${name}.layernorm_after`, x, { size, epsilon });
    const expanded = activation(blocks, config.hidden_act, linear(blocks, `${name}.intermediate.dense`, after, { input: size, output: inner })); // [B*S, F]
    x = graph.op('Add', [linear(blocks, `${name}.output.dense`, expanded, { input: inner, output: size }), x]);

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  return x;
}

/** Classes read off [CLS], or the hidden states, [B,S,D]. Returns the outputs' names. */
function head(blocks: Blocks, hidden: Value, { config, task }: { config: Config; task: Task }): string[] {
  const { graph } = blocks;
  const { hidden_size: size } = config;
  if (task !== 'image-classification') {
    graph.output('last_hidden_state', hidden, 'float32', ['B', 'S', size]);
    return ['last_hidden_state'];
  }
  const labels = labelCount(config);
  const first = graph.op('Gather', [hidden, graph.ints(0)], { axis: 1 }); // [B,D]
  graph.output('logits', linear(blocks, 'classifier', first, { input: size, output: labels }), 'float32', ['B', labels]);
  return ['logits'];
}
