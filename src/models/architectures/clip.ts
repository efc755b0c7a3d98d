import * as v from 'valibot';
import { briefly, LupaError } from '../../errors.js';
import { mustDivide, readConfig, size, small, tokenId, word } from '../config.js';
import { elementTypeNumber, type Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import type { Architecture, ArchitectureOutput, Stack } from './architecture.js';
import { activation } from './activations.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, flatten, layerNorm, linear, positions, shapeOf, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';
import { causalBias } from './masks.js';
import { area, patchEmbedding, prepend } from './patches.js';

/** Fields of config.json (in CLIP's of its `text_config` and `vision_config`), with the defaults transformers gives them. */
const TOWER = { hidden_act: v.optional(word, 'quick_gelu'), layer_norm_eps: v.optional(small, 1e-5), projection_dim: v.optional(size, 512) };
const TEXT = {
  ...TOWER,
  vocab_size: v.optional(size, 49408),
  hidden_size: v.optional(size, 512),
  intermediate_size: v.optional(size, 2048),
  num_hidden_layers: v.optional(size, 12),
  num_attention_heads: v.optional(size, 8),
  max_position_embeddings: v.optional(size, 77),
  eos_token_id: v.optional(tokenId, 49407),
};
const VISION = {
  ...TOWER,
  hidden_size: v.optional(size, 768),
  intermediate_size: v.optional(size, 3072),
  num_hidden_layers: v.optional(size, 12),
  num_attention_heads: v.optional(size, 12),
  num_channels: v.optional(size, 3),
  image_size: v.optional(area, 224),
  patch_size: v.optional(area, 32),
};
type TextConfig = v.InferOutput<v.LooseObjectSchema<typeof TEXT, undefined>>;
type ImageConfig = v.InferOutput<v.LooseObjectSchema<typeof VISION, undefined>>;
type TowerConfig = Pick<
  TextConfig,
  'hidden_size' | 'intermediate_size' | 'num_hidden_layers' | 'num_attention_heads' | 'hidden_act' | 'layer_norm_eps'
>;

/** Buffers of older versions. */
const LEFT_OVER = [/(^|\.)embeddings\.position_ids$/];

/** A tower that was built. */
interface Tower {
  stack: Stack;
  /** [B,S,D]. */
  hidden: Value;
  /** What stands for the whole text or image, [B,D]. */
  pooled: Value;
  config: TextConfig | ImageConfig;
  /** What the rest of Lupa has to know of its input. */
  reads: Pick<ArchitectureOutput, 'maxTokens' | 'vocabulary' | 'types' | 'inputs' | 'image'>;
}

/** Where a tower's weights and attentions are: in CLIP with the tower's name before theirs, else without. */
interface Place {
  stack: Stack['name'];
  at: string;
  label: string;
  queriesAndKeys: boolean;
}

/** CLIP (Radford 2021): a text tower and an image tower, trained so that what belongs together points the same way. */
export const clip: Architecture = ({ graph, weights: found, config: json, label, queriesAndKeys }) => {
  const { projection_dim: shared } = readConfig({ projection_dim: v.optional(size, 512) }, json, `${label}/config.json`);
  const blocks = { graph, weights: weightsOf(found, graph, { prefix: '', label }) };
  const text = textTower(blocks, section(json, 'text'), { stack: 'text', at: 'text_model.', label, queriesAndKeys });
  const image = imageTower(blocks, section(json, 'vision'), { stack: 'vision', at: 'vision_model.', label, queriesAndKeys });

  const textEmbeds = unitLength(blocks, project(blocks, 'text_projection', text, shared)); // [B,E]
  const imageEmbeds = unitLength(blocks, project(blocks, 'visual_projection', image, shared)); // [I,E]
  const cosines = graph.op('Gemm', [textEmbeds, imageEmbeds], { transB: 1 }); // [B,I]
  graph.output('logits_per_text', graph.op('Mul', [cosines, graph.op('Exp', [blocks.weights.take('logit_scale', [])])]), 'float32', ['B', 'I']);
  graph.output('text_embeds', textEmbeds, 'float32', ['B', shared]);
  graph.output('image_embeds', imageEmbeds, 'float32', ['I', shared]);
  blocks.weights.finish(LEFT_OVER);
  return {
    ...text.reads,
    image: image.reads.image,
    inputs: [...text.reads.inputs, ...image.reads.inputs],
    stacks: [text.stack, image.stack],
    results: ['logits_per_text', 'text_embeds', 'image_embeds'],
  };
};

/** The text tower alone, with its projection where the file has it. */
export const clipText: Architecture = ({ graph, weights: found, config, label, queriesAndKeys }) => {
  const blocks = { graph, weights: weightsOf(found, graph, { prefix: 'text_model.', label }) };
  return alone(blocks, textTower(blocks, config, { stack: '', at: '', label, queriesAndKeys }), {
    projection: 'text_projection',
    embeds: 'text_embeds',
  });
};

/** The image tower alone, with its projection where the file has it. */
export const clipVision: Architecture = ({ graph, weights: found, config, label, queriesAndKeys }) => {
  const blocks = { graph, weights: weightsOf(found, graph, { prefix: 'vision_model.', label }) };
  return alone(blocks, imageTower(blocks, config, { stack: '', at: '', label, queriesAndKeys }), {
    projection: 'visual_projection',
    embeds: 'image_embeds',
  });
};

/** A tower as a model of its own: its hidden states, [B,S,D], and its place in the shared space, [B,E]. */
function alone(blocks: Blocks, tower: Tower, { projection, embeds }: { projection: string; embeds: string }): ArchitectureOutput {
  const { graph, weights } = blocks;
  const { hidden_size: width, projection_dim: shared } = tower.config;
  const projected = weights.has(`${projection}.weight`);
  if (projected) graph.output(embeds, project(blocks, projection, tower, shared), 'float32', ['B', shared]);
  graph.output('last_hidden_state', tower.hidden, 'float32', ['B', 'S', width]);
  weights.finish(LEFT_OVER);
  return { ...tower.reads, stacks: [tower.stack], results: ['last_hidden_state', ...(projected ? [embeds] : [])] };
}

/** Tokens that see only what is before them; the whole text is read off its end. */
function textTower(blocks: Blocks, json: Record<string, unknown>, { at, label, ...place }: Place): Tower {
  const { graph, weights } = blocks;
  const config = readConfig(TEXT, json, `${label}/config.json`);
  const { vocab_size: vocabulary, hidden_size: width, max_position_embeddings: maxTokens } = config;
  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const words = weights.rows(`${at}embeddings.token_embedding.weight`, [vocabulary, width], inputIds); // [B,S,D]
  const places = weights.rows(`${at}embeddings.position_embedding.weight`, [maxTokens, width], positions(graph, shape)); // [S,D]
  const embedded = flatten(graph, graph.op('Add', [words, places]), width);

  const stack = stackOf(config, place.stack, label);
  const bias = causalBias(graph, mask, { shape });
  const x = encoder(blocks, embedded, { config, stack, shape, bias, at, queriesAndKeys: place.queriesAndKeys }); // [B*S, D]
  const normed = layerNorm(blocks, `${at}final_layer_norm`, x, { size: width, epsilon: config.layer_norm_eps });
  const pooled = graph.op('Gather', [normed, endOfText(blocks, inputIds, { shape, end: config.eos_token_id })], { axis: 0 }); // [B,D]
  const reads = { maxTokens, vocabulary, types: 0, inputs: ['input_ids', 'attention_mask'] } satisfies Tower['reads'];
  return { stack, hidden: unflatten(graph, normed, { shape, size: width }), pooled, config, reads };
}

/**
 * Where each text's last token is among all B*S tokens: its first end-of-text token. Configs that say 2 are older than that rule; their end
 * is the largest id, as it is in the vocabulary that CLIP was published with.
 */
function endOfText({ graph }: Blocks, inputIds: Value, { shape, end }: { shape: BatchShape; end: number }): Value {
  const marks = end === 2 ? inputIds : graph.op('Equal', [inputIds, graph.ints(end)]);
  const place = graph.op('ArgMax', [graph.op('Cast', [marks], { to: elementTypeNumber('float32') })], { axis: 1, keepdims: 0 }); // [B]
  const row = graph.op('Range', [graph.ints(0), graph.op('Squeeze', [shape.batch]), graph.ints(1)]);
  return graph.op('Add', [graph.op('Mul', [row, shape.sequence]), place]);
}

/** Patches after a class embedding, which stands for the whole image. */
function imageTower(blocks: Blocks, json: Record<string, unknown>, { at, label, ...place }: Place): Tower {
  const { graph, weights } = blocks;
  const config = readConfig(VISION, json, `${label}/config.json`);
  const { hidden_size: width, num_channels: channels, image_size: image, patch_size: patch, layer_norm_eps: epsilon } = config;
  const patches = Math.floor(image[0] / patch[0]) * Math.floor(image[1] / patch[1]);
  const pixels = graph.input('pixel_values', 'float32', [place.stack === 'vision' ? 'I' : 'B', channels, ...image]);
  const projected = patchEmbedding(blocks, `${at}embeddings.patch_embedding`, pixels, { channels, size: width, patch, bias: false }); // [B,N,D]
  const sequence = prepend(graph, weights.take(`${at}embeddings.class_embedding`, [width]), projected, width); // [B,1+N,D]
  const embedded = graph.op('Add', [sequence, weights.take(`${at}embeddings.position_embedding.weight`, [patches + 1, width])]);
  const shape = shapeOf(graph, embedded);
  // `pre_layrnorm` is how the files spell it.
  const normed = layerNorm(blocks, `${at}pre_layrnorm`, flatten(graph, embedded, width), { size: width, epsilon });

  const stack = stackOf(config, place.stack, label);
  const x = encoder(blocks, normed, { config, stack, shape, bias: null, at, queriesAndKeys: place.queriesAndKeys }); // [B*S, D]
  const hidden = unflatten(graph, x, { shape, size: width });
  const first = graph.op('Gather', [hidden, graph.ints(0)], { axis: 1 });
  const pooled = layerNorm(blocks, `${at}post_layernorm`, first, { size: width, epsilon }); // [B,D]
  const reads: Tower['reads'] = {
    maxTokens: patches + 1, vocabulary: 0, types: 0, inputs: ['pixel_values'], image: { channels, height: image[0], width: image[1], patch },
  }; // prettier-ignore
  return { stack, hidden, pooled, config, reads };
}

/** The layers of a tower: x + attention(norm(x)), then x + mlp(norm(x)). [B*S, D] to [B*S, D]. */
function encoder(
  blocks: Blocks,
  embedded: Value,
  {
    config,
    stack,
    shape,
    bias,
    at,
    queriesAndKeys,
  }: { config: TowerConfig; stack: Stack; shape: BatchShape; bias: Value | null; at: string; queriesAndKeys: boolean },
): Value {
  const { graph } = blocks;
  const { hidden_size: size, intermediate_size: inner, num_attention_heads: heads, layer_norm_eps: epsilon } = config;
  const width = size / heads; // d
  let x = embedded;
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `${at}encoder.layers.${layer}`;
    const before = layerNorm(blocks, `${name}.layer_norm1`, x, { size, epsilon });
    const part = (which: 'q' | 'k' | 'v'): Value =>
      splitHeads(graph, linear(blocks, `${name}.self_attn.${which}_proj`, before, { input: size, output: size }), { shape, heads, width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries: part('q'), keys: part('k'), values: part('v'), bias, width }, stack);
    x = graph.op('Add', [linear(blocks, `${name}.self_attn.out_proj`, attention.context, { input: size, output: size }), x]);

    const after = layerNorm(blocks, `${name}.layer_norm2`, x, { size, epsilon });
    const expanded = activation(blocks, config.hidden_act, linear(blocks, `${name}.mlp.fc1`, after, { input: size, output: inner })); // [B*S, F]
    x = graph.op('Add', [linear(blocks, `${name}.mlp.fc2`, expanded, { input: inner, output: size }), x]);

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  return x;
}

function stackOf(
  { hidden_size: size, num_hidden_layers: layers, num_attention_heads: heads }: TowerConfig,
  name: Stack['name'],
  label: string,
): Stack {
  mustDivide(`${label}/config.json`, ['hidden_size', size], ['num_attention_heads', heads]);
  return { name, layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(size / heads), softcap: null };
}

/** Into the space that texts and images share, [B,E]. */
function project(blocks: Blocks, name: string, { pooled, config }: Tower, shared: number): Value {
  return linear(blocks, name, pooled, { input: config.hidden_size, output: shared, bias: false });
}

/** Each row divided by its length. */
function unitLength({ graph }: Blocks, x: Value): Value {
  return graph.op('Div', [x, graph.op('ReduceL2', [x, graph.ints([-1])], { keepdims: 1 })]);
}

/**
 * `text_config` or `vision_config`; where an older config.json has `text_config_dict` too, that one and the defaults win, as in transformers.
 * @throws LupaError InvalidCheckpoint when it is no object
 */
function section(json: Record<string, unknown>, tower: 'text' | 'vision'): Record<string, unknown> {
  const [plain, older] = [`${tower}_config`, `${tower}_config_dict`].map((name) => {
    const value = json[name] ?? undefined;
    if (value === undefined || (typeof value === 'object' && !Array.isArray(value))) return value as Record<string, unknown> | undefined;
    throw new LupaError('InvalidCheckpoint', `config.json: ${name} is ${briefly(value)}, an object is expected`, { subject: name, value });
  });
  return older ?? plain ?? {};
}
