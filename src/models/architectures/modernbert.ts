import * as v from 'valibot';
import { flag, labelCount, mustDivide, positive, readConfig, refuse, size as sizeField, small, word } from '../config.js';
import { LupaError } from '../../errors.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { exposeAttention, scaledAttention, type AttentionBlock } from './attention.js';
import { batchShape, flatten, layerNorm, linear, positions, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';
import { classHead, firstToken, hiddenState, spanHead, tiedWords, wordHead } from './heads.js';
import { nearbyBias, paddingBias } from './masks.js';
import { applyRotary, plainFrequencies, rotaryTables, type RotaryTables } from './rotary.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [/^head\./, /^decoder\./, /^classifier\./];

const GLOBAL = 'full_attention';
const LOCAL = 'sliding_attention';
const layerType = v.picklist([GLOBAL, LOCAL], `"${GLOBAL}" or "${LOCAL}"`);

const FIELDS = {
  vocab_size: sizeField,
  hidden_size: sizeField,
  intermediate_size: sizeField,
  num_hidden_layers: sizeField,
  num_attention_heads: sizeField,
  max_position_embeddings: v.optional(sizeField, 8192),
  hidden_activation: v.optional(word, 'gelu'),
  norm_eps: v.optional(small, 1e-5),
  norm_bias: v.optional(flag, false),
  attention_bias: v.optional(flag, false),
  mlp_bias: v.optional(flag, false),
  local_attention: v.optional(sizeField, 128),
  global_attn_every_n_layers: v.optional(sizeField, 3),
  layer_types: v.optional(v.nullable(v.array(layerType, 'a list of kinds of layers'))),
  global_rope_theta: v.optional(positive, 160_000),
  local_rope_theta: v.optional(v.nullable(positive), 10_000),
  rope_parameters: v.optional(v.nullable(v.record(v.string(), v.unknown(), 'an object'))),
  decoder_bias: v.optional(flag, true),
  classifier_bias: v.optional(flag, false),
  classifier_activation: v.optional(word, 'gelu'),
  classifier_pooling: v.optional(v.picklist(['cls', 'mean'], '"cls" or "mean"'), 'cls'),
  tie_word_embeddings: v.optional(flag, true),
};

type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, string>>;

/** What layers of one kind share. */
interface Kind {
  /** Added to the scores, [B,1,S|1,S]. */
  bias: Value;
  rotary: RotaryTables;
}

/**
 * ModernBERT (Warner 2024): pre-norm layers with rotary positions and gated feed-forward; every third layer sees all tokens, the others only
 * those nearby.
 */
export const modernbert: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = readConfig(FIELDS, json, file);
  const { vocab_size: vocabulary, hidden_size: size, num_attention_heads: heads, num_hidden_layers: layers } = config;
  mustDivide(file, ['hidden_size', size], ['num_attention_heads', heads]);
  const width = size / heads; // d
  refuse(config, file, { head_dim: width, rope_scaling: null });
  const types = layerTypes(config, file);
  const words = 'embeddings.tok_embeddings.weight';
  const weights = weightsOf(found, graph, { prefix: 'model.', label, tied: tiedWords(config, { decoder: 'decoder', words }) });
  const blocks = { graph, weights };
  const stack: Stack = { name: '', layers, heads, keyHeads: heads, scale: 1 / Math.sqrt(width), softcap: null };
  const norm = (name: string, x: Value): Value => layerNorm(blocks, name, x, { size, epsilon: config.norm_eps, bias: config.norm_bias });

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const place = positions(graph, shape); // [S]

  const rotary = (type: string): RotaryTables => rotaryTables(graph, place, { frequencies: plainFrequencies(width, thetaOf(config, type, file)) });
  const seesAll: Kind = { bias: paddingBias(graph, mask), rotary: rotary(GLOBAL) };
  const seesNearby: Kind = {
    bias: nearbyBias(graph, mask, { shape, reach: Math.floor(config.local_attention / 2) }),
    rotary: rotary(LOCAL),
  };

  let x = flatten(graph, norm('embeddings.norm', weights.rows(words, [vocabulary, size], inputIds)), size); // [B*S, D]
  for (let layer = 0; layer < layers; layer++) {
    const name = `layers.${layer}`;
    // The embeddings are normalised already.
    const normed = layer === 0 ? x : norm(`${name}.attn_norm`, x);
    const attention = selfAttention(blocks, normed, { name, config, stack, shape, kind: types[layer] === GLOBAL ? seesAll : seesNearby });
    const projected = linear(blocks, `${name}.attn.Wo`, attention.context, { input: size, output: size, bias: config.attention_bias });
    x = graph.op('Add', [x, projected]);
    x = graph.op('Add', [x, gatedFeedForward(blocks, norm(`${name}.mlp_norm`, x), { name: `${name}.mlp`, config })]);
    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }

  const results = head(blocks, norm('final_norm', x), { config, task, mask, shape });
  weights.finish(LEFT_OVER);
  return {
    stacks: [stack],
    maxTokens: config.max_position_embeddings,
    vocabulary,
    types: 0,
    inputs: ['input_ids', 'attention_mask'],
    results,
  };
};

/** Queries, keys and values from one fused projection; queries and keys turned by their position. */
function selfAttention(
  blocks: Blocks,
  x: Value,
  { name, config, stack, shape, kind }: { name: string; config: Config; stack: Stack; shape: BatchShape; kind: Kind },
): AttentionBlock {
  const { graph } = blocks;
  const { hidden_size: size, attention_bias: bias } = config;
  const { heads } = stack;
  const width = size / heads;
  const fused = linear(blocks, `${name}.attn.Wqkv`, x, { input: size, output: 3 * size, bias }); // [B*S, 3*D]
  const part = (index: number): Value =>
    splitHeads(graph, columns(blocks, fused, { from: index * size, to: (index + 1) * size }), { shape, heads, width });
  const turned = (index: number): Value => applyRotary(graph, part(index), kind.rotary, { size: width }); // [B,H,S,d]
  return scaledAttention(graph, { queries: turned(0), keys: turned(1), values: part(2), bias: kind.bias, width }, stack);
}

/** GeGLU (Shazeer 2020): act(x W) ⊙ (x V), both from one fused projection, then back to the hidden size. [B*S, D] to [B*S, D]. */
function gatedFeedForward(blocks: Blocks, x: Value, { name, config }: { name: string; config: Config }): Value {
  const { hidden_size: size, intermediate_size: inner, mlp_bias: bias } = config;
  const fused = linear(blocks, `${name}.Wi`, x, { input: size, output: 2 * inner, bias }); // [B*S, 2*F]
  const activated = activation(blocks, config.hidden_activation, columns(blocks, fused, { from: 0, to: inner }));
  const gated = blocks.graph.op('Mul', [activated, columns(blocks, fused, { from: inner, to: 2 * inner })]); // [B*S, F]
  return linear(blocks, `${name}.Wo`, gated, { input: inner, output: size, bias });
}

function columns({ graph }: Blocks, x: Value, { from, to }: { from: number; to: number }): Value {
  return graph.op('Slice', [x, graph.ints([from]), graph.ints([to]), graph.ints([1])]);
}

/** The kind of each layer: as listed, else every n-th from the first sees all. */
function layerTypes({ layer_types: listed, num_hidden_layers: layers, global_attn_every_n_layers: every }: Config, label: string): string[] {
  const types = listed ?? Array.from({ length: layers }, (_, layer) => (layer % every === 0 ? GLOBAL : LOCAL));
  if (types.length === layers) return types;
  throw new LupaError('InvalidCheckpoint', `${label}: layer_types has ${types.length} entries, num_hidden_layers is ${layers}`, {
    subject: 'layer_types',
    value: types.length,
    limit: layers,
  });
}

/** The base of the rotary frequencies: of transformers 5 (`rope_parameters`), else of the fields before it. */
function thetaOf(config: Config, type: string, label: string): number {
  const { global_rope_theta: global, local_rope_theta: local } = config;
  const before = type === GLOBAL ? global : (local ?? global);
  const own = config.rope_parameters?.[type];
  if (own === undefined || own === null) return before;
  const fields = { rope_theta: v.optional(positive, before) };
  const { rope_theta: theta, ...rest } = readConfig(fields, own as Record<string, unknown>, `${label}: rope_parameters.${type}`);
  refuse(rest, `${label}: rope_parameters.${type}`, { rope_type: 'default', type: 'default' });
  return theta;
}

/** What the model says; see BERT's. Returns the outputs' names. */
function head(
  blocks: Blocks,
  hidden: Value,
  { config, task, mask, shape }: { config: Config; task: Task; mask: Value; shape: BatchShape },
): string[] {
  const { hidden_size: size, vocab_size: vocabulary } = config;
  const transform = (x: Value): Value => {
    const dense = linear(blocks, 'head.dense', x, { input: size, output: size, bias: config.classifier_bias });
    const activated = activation(blocks, config.classifier_activation, dense);
    return layerNorm(blocks, 'head.norm', activated, { size, epsilon: config.norm_eps, bias: config.norm_bias });
  };
  switch (task) {
    case 'question-answering':
      return spanHead(blocks, transform(hidden), { size, shape, name: 'classifier' });
    case 'fill-mask':
      return wordHead(blocks, transform(hidden), {
        decoder: 'decoder',
        size,
        vocabulary,
        shape,
        ...(config.decoder_bias ? {} : { bias: null }),
      });
    case 'text-classification': {
      const pooled = config.classifier_pooling === 'cls' ? firstToken(blocks, hidden, { size, shape }) : mean(blocks, hidden, { size, mask, shape });
      return classHead(blocks, transform(pooled), { size, labels: labelCount(config) });
    }
    default:
      return hiddenState(blocks, hidden, { size, shape });
  }
}

/** The mean over the tokens that are no padding, [B,D]. */
function mean({ graph }: Blocks, hidden: Value, { size, mask, shape }: { size: number; mask: Value; shape: BatchShape }): Value {
  const kept = graph.op('Unsqueeze', [graph.op('Cast', [mask], { to: 1 }), graph.ints([2])]); // [B,S,1]
  const total = graph.op('ReduceSum', [graph.op('Mul', [unflatten(graph, hidden, { shape, size }), kept]), graph.ints([1])], {
    keepdims: 0,
  }); // [B,D]
  return graph.op('Div', [total, graph.op('ReduceSum', [kept, graph.ints([1])], { keepdims: 0 })]);
}
