import * as v from 'valibot';
import { flag, mustDivide, readConfig, size, tokenId, word } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { activation } from './activations.js';
import { exposeAttention, scaledAttention, type AttentionBlock } from './attention.js';
import { batchShape, flatten, layerNorm, linear, positions, shapeOf, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';
import { causalBias } from './masks.js';

/** Fields of config.json, with the defaults transformers gives them. */
const FIELDS = {
  vocab_size: v.optional(size, 51865),
  num_mel_bins: v.optional(size, 80),
  d_model: v.optional(size, 384),
  encoder_layers: v.optional(size, 4),
  encoder_attention_heads: v.optional(size, 6),
  encoder_ffn_dim: v.optional(size, 1536),
  decoder_layers: v.optional(size, 4),
  decoder_attention_heads: v.optional(size, 6),
  decoder_ffn_dim: v.optional(size, 1536),
  activation_function: v.optional(word, 'gelu'),
  max_source_positions: v.optional(size, 1500),
  max_target_positions: v.optional(size, 448),
  tie_word_embeddings: v.optional(flag, true),
  decoder_start_token_id: v.optional(tokenId, 50257),
};
type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, undefined>>;

/** Parts of published checkpoints that take no part: the word scores where they are tied or not asked for. */
const LEFT_OVER = [/^proj_out\./];

/** torch's default: config.json has no field for it. */
const EPSILON = 1e-5;
/** Frames of the spectrogram that the second convolution makes one position of. */
const STRIDE = 2;

/** Whisper (Radford 2022): an encoder hears a spectrogram, a decoder writes down what was said and looks at the sound while it does. */
export const whisper: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = readConfig(FIELDS, json, `${label}/config.json`);
  const { d_model: width, num_mel_bins: mels, max_source_positions: heard, max_target_positions: written } = config;
  const weights = weightsOf(found, graph, { prefix: 'model.', label });
  const blocks = { graph, weights };
  const stackOf = (name: Stack['name'], side: 'encoder' | 'decoder'): Stack => {
    const heads = config[`${side}_attention_heads`];
    mustDivide(`${label}/config.json`, ['d_model', width], [`${side}_attention_heads`, heads]);
    // Queries are scaled when they are projected, not after the product.
    return { name, layers: config[`${side}_layers`], heads, keyHeads: heads, scale: 1, softcap: null };
  };
  const stacks = { encoder: stackOf('encoder', 'encoder'), decoder: stackOf('decoder', 'decoder'), cross: stackOf('cross', 'decoder') };

  const features = graph.input('input_features', 'float32', ['B', mels, STRIDE * heard]);
  const sound = encoder(blocks, features, { config, stack: stacks.encoder, queriesAndKeys });
  graph.output('encoder_last_hidden_state', unflatten(graph, sound.hidden, { shape: sound.shape, size: width }), 'float32', ['B', 'S', width]);

  const ids = graph.input('decoder_input_ids', 'int64', ['B', 'T']);
  const shape = batchShape(graph, ids);
  const text = decoder(blocks, ids, { config, sound, shape, stacks, queriesAndKeys }); // [B*T, D]
  const result = head(blocks, text, { config, shape, task });
  weights.finish(LEFT_OVER);
  return {
    stacks: [stacks.encoder, stacks.decoder, stacks.cross],
    maxTokens: heard,
    maxTargetTokens: written,
    vocabulary: config.vocab_size,
    types: 0,
    inputs: ['input_features', 'decoder_input_ids'],
    audio: { mels, frames: STRIDE * heard },
    decoder: { start: config.decoder_start_token_id, vocabulary: config.vocab_size, repeatsText: false, config: json },
    results: [result, 'encoder_last_hidden_state'],
  };
};

/** What the encoder gives the decoder. */
interface Sound {
  /** [B*S, D]. */
  hidden: Value;
  /** [B,S]. */
  shape: BatchShape;
}

/** Two convolutions over time, the second of which takes every other frame, sinusoidal positions, then the layers. */
function encoder(
  blocks: Blocks,
  features: Value,
  { config, stack, queriesAndKeys }: { config: Config; stack: Stack; queriesAndKeys: boolean },
): Sound {
  const { graph, weights } = blocks;
  const { d_model: width, num_mel_bins: mels, encoder_ffn_dim: inner, max_source_positions: heard } = config;
  const convolution = (name: string, x: Value, input: number, stride: number): Value => {
    const inputs = [x, weights.take(`${name}.weight`, [width, input, 3]), weights.take(`${name}.bias`, [width])];
    // gelu whatever activation_function says
    return activation(blocks, 'gelu', graph.op('Conv', inputs, { kernel_shape: [3], pads: [1, 1], strides: [stride] }));
  };
  const frames = convolution('encoder.conv2', convolution('encoder.conv1', features, mels, 1), width, STRIDE); // [B,D,S]
  const moments = graph.op('Transpose', [frames], { perm: [0, 2, 1] }); // [B,S,D]
  // The sines are in the file like any other weight.
  const embedded = graph.op('Add', [moments, weights.take('encoder.embed_positions.weight', [heard, width])]);
  const shape = shapeOf(graph, embedded);

  let x = flatten(graph, embedded, width); // [B*S, D]
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `encoder.layers.${layer}`;
    const normed = layerNorm(blocks, `${name}.self_attn_layer_norm`, x, { size: width, epsilon: EPSILON });
    const attention = attend(blocks, `${name}.self_attn`, { from: normed, to: normed, shape, keyShape: shape, bias: null, width, stack });
    x = graph.op('Add', [attention.output, x]);
    x = feedForward(blocks, name, x, { config, inner });
    exposeAttention(graph, attention, { stack, layer, width: width / stack.heads, queriesAndKeys });
  }
  return { hidden: layerNorm(blocks, 'encoder.layer_norm', x, { size: width, epsilon: EPSILON }), shape };
}

/** Each layer looks at what is written so far, then at the sound. [B,T] ids to [B*T, D]. */
function decoder(
  blocks: Blocks,
  ids: Value,
  {
    config,
    sound,
    shape,
    stacks,
    queriesAndKeys,
  }: { config: Config; sound: Sound; shape: BatchShape; stacks: { decoder: Stack; cross: Stack }; queriesAndKeys: boolean },
): Value {
  const { graph, weights } = blocks;
  const { vocab_size: vocabulary, d_model: width, decoder_ffn_dim: inner, max_target_positions: written } = config;
  const words = weights.rows('decoder.embed_tokens.weight', [vocabulary, width], ids); // [B,T,D]
  const places = weights.rows('decoder.embed_positions.weight', [written, width], positions(graph, shape)); // [T,D]
  const bias = causalBias(graph, null, { shape });

  let x = flatten(graph, graph.op('Add', [words, places]), width); // [B*T, D]
  for (let layer = 0; layer < stacks.decoder.layers; layer++) {
    const name = `decoder.layers.${layer}`;
    const norm = (which: string): Value => layerNorm(blocks, `${name}.${which}_layer_norm`, x, { size: width, epsilon: EPSILON });
    const normed = norm('self_attn');
    const self = attend(blocks, `${name}.self_attn`, { from: normed, to: normed, shape, keyShape: shape, bias, width, stack: stacks.decoder });
    x = graph.op('Add', [self.output, x]);

    const cross = attend(blocks, `${name}.encoder_attn`, {
      from: norm('encoder_attn'), to: sound.hidden, shape, keyShape: sound.shape, bias: null, width, stack: stacks.cross,
    }); // prettier-ignore
    x = graph.op('Add', [cross.output, x]);
    x = feedForward(blocks, name, x, { config, inner });

    exposeAttention(graph, self, { stack: stacks.decoder, layer, width: width / stacks.decoder.heads, queriesAndKeys });
    exposeAttention(graph, cross, { stack: stacks.cross, layer, width: width / stacks.cross.heads, queriesAndKeys });
  }
  return layerNorm(blocks, 'decoder.layer_norm', x, { size: width, epsilon: EPSILON });
}

/** Attention with its projections; keys have no bias, which softmax would not notice. `output` is [B*Sq, D]. */
function attend(
  blocks: Blocks,
  name: string,
  {
    from,
    to,
    shape,
    keyShape,
    bias,
    width,
    stack,
  }: { from: Value; to: Value; shape: BatchShape; keyShape: BatchShape; bias: Value | null; width: number; stack: Stack },
): AttentionBlock & { output: Value } {
  const { graph } = blocks;
  const { heads } = stack;
  const size = width / heads; // d
  const project = (which: string, x: Value, hasBias = true): Value =>
    linear(blocks, `${name}.${which}`, x, { input: width, output: width, bias: hasBias });
  const scaled = graph.op('Mul', [project('q_proj', from), graph.float(1 / Math.sqrt(size))]);
  const attention = scaledAttention(
    graph,
    {
      queries: splitHeads(graph, scaled, { shape, heads, width: size }), // [B,H,Sq,d]
      keys: splitHeads(graph, project('k_proj', to, false), { shape: keyShape, heads, width: size }), // [B,H,Sk,d]
      values: splitHeads(graph, project('v_proj', to), { shape: keyShape, heads, width: size }),
      bias,
      width: size,
    },
    stack,
  );
  return { ...attention, output: project('out_proj', attention.context) };
}

/** x + mlp(norm(x)), [N,D]. */
function feedForward(blocks: Blocks, name: string, x: Value, { config, inner }: { config: Config; inner: number }): Value {
  const { d_model: width, activation_function: act } = config;
  const normed = layerNorm(blocks, `${name}.final_layer_norm`, x, { size: width, epsilon: EPSILON });
  const expanded = activation(blocks, act, linear(blocks, `${name}.fc1`, normed, { input: width, output: inner })); // [N,F]
  return blocks.graph.op('Add', [linear(blocks, `${name}.fc2`, expanded, { input: inner, output: width }), x]);
}

/** A score for each word of the vocabulary, [B,T,V], from the table of the input embeddings where weights are tied. Returns the output's name. */
function head(blocks: Blocks, hidden: Value, { config, shape, task }: { config: Config; shape: BatchShape; task: Task }): string {
  const { graph, weights } = blocks;
  const { vocab_size: vocabulary, d_model: width } = config;
  if (task !== 'speech-recognition') {
    graph.output('last_hidden_state', unflatten(graph, hidden, { shape, size: width }), 'float32', ['B', 'T', width]);
    return 'last_hidden_state';
  }
  const tied = config.tie_word_embeddings || !weights.has('proj_out.weight');
  const table = weights.take(tied ? 'decoder.embed_tokens.weight' : 'proj_out.weight', [vocabulary, width]);
  const scores = graph.op('Gemm', [hidden, table], { transB: 1 });
  graph.output('logits', unflatten(graph, scores, { shape, size: vocabulary }), 'float32', ['B', 'T', vocabulary]);
  return 'logits';
}
