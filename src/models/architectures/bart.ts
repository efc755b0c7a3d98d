import * as v from 'valibot';
import { flag, mustDivide, readConfig, refuse, size as whole, tokenId, word } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, ArchitectureInput, Stack } from './architecture.js';
import { flatten, layerNorm, linear, positions as places, type BatchShape, type Blocks } from './blocks.js';
import { attendAcross, exposeUnlessPart, firstPresent, memoryInput, sequenceResults, sides } from './encoder-decoder.js';
import { causalBias, paddingBias } from './masks.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^(shared|encoder\.embed_tokens|decoder\.embed_tokens|lm_head)\.weight$/, // one table, written out up to four times
  /^final_logits_bias$/, // where no words are scored
  /^(encoder|decoder)\.version$/, // a buffer of fairseq
  /^(classification_head|qa_outputs)\./,
];

/** Rows at the beginning of the table of positions that fairseq keeps for padding. */
const POSITION_OFFSET = 2;
/** What torch's LayerNorm adds to the variance. */
const EPSILON = 1e-5;

/** Fields of config.json that BART and Marian share, with the defaults transformers gives them. */
const FIELDS = {
  vocab_size: whole,
  d_model: v.nullish(whole, 1024),
  encoder_layers: v.nullish(whole, 12),
  encoder_ffn_dim: v.nullish(whole, 4096),
  encoder_attention_heads: v.nullish(whole, 16),
  decoder_layers: v.nullish(whole, 12),
  decoder_ffn_dim: v.nullish(whole, 4096),
  decoder_attention_heads: v.nullish(whole, 16),
  max_position_embeddings: v.nullish(whole, 1024),
  activation_function: v.nullish(word, 'gelu'),
  scale_embedding: v.nullish(flag, false),
  tie_word_embeddings: v.nullish(flag, true),
  decoder_start_token_id: tokenId,
};

/** config.json of a model of BART's kind, checked. Unknown fields are kept. */
export interface BartConfig {
  vocab_size: number;
  d_model: number;
  encoder_layers: number;
  encoder_ffn_dim: number;
  encoder_attention_heads: number;
  decoder_layers: number;
  decoder_ffn_dim: number;
  decoder_attention_heads: number;
  max_position_embeddings: number;
  activation_function: string;
  scale_embedding: boolean;
  tie_word_embeddings: boolean;
  decoder_start_token_id: number;
  [field: string]: unknown;
}

/** What the layers of a model of BART's kind need to know. */
export type BartContext = Blocks & { config: BartConfig } & Pick<ArchitectureInput, 'queriesAndKeys' | 'part'>;

/** BART (Lewis 2019): the Transformer of Vaswani 2017 with learnt positions, gelu, and a norm after the embeddings. */
export const bart: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys, part }) => {
  const defaults = { pad_token_id: 1, bos_token_id: 0, eos_token_id: 2, forced_eos_token_id: 2, decoder_start_token_id: 2, ...json };
  const config = bartConfig(defaults, `${label}/config.json`);
  // Fields of the first BART configurations: transformers computes this one form whatever they say.
  refuse(json, `${label}/config.json`, {
    normalize_before: false,
    add_final_layer_norm: false,
    normalize_embedding: true,
    static_position_embeddings: false,
    extra_pos_embeddings: POSITION_OFFSET,
  });
  const { vocab_size: vocabulary, d_model: size, max_position_embeddings: positions } = config;
  const weights = weightsOf(found, graph, { prefix: 'model.', label });
  const context = { graph, weights, config, queriesAndKeys, part };

  const both = sides(graph);
  const { mask, source, targetIds, target } = both;
  const embed = (side: 'encoder' | 'decoder', ids: Value, shape: BatchShape): Value => {
    const words = scaledWords(context, firstPresent(weights, [`${side}.embed_tokens.weight`, ...SHARED]), ids, vocabulary); // [B,S,D]
    const number = graph.op('Add', [places(graph, shape), graph.ints(POSITION_OFFSET)]);
    const place = weights.rows(`${side}.embed_positions.weight`, [positions + POSITION_OFFSET, size], number); // [S,D]
    return layerNorm(context, `${side}.layernorm_embedding`, flatten(graph, graph.op('Add', [words, place]), size), { size, epsilon: EPSILON });
  };
  const memory =
    part === 'decoder'
      ? memoryInput(graph, size)
      : encoderLayers(context, embed('encoder', graph.input('input_ids', 'int64', ['B', 'S']), source), { mask, shape: source });
  const hidden = decoderLayers(context, embed('decoder', targetIds, target), { mask, memory, source, target });
  const score = (x: Value): Value =>
    wordScores(context, x, { vocabulary, table: firstPresent(weights, ['lm_head.weight', ...(config.tie_word_embeddings ? SHARED : [])]) });
  const results = sequenceResults(context, hidden, { memory, sides: both, size, vocabulary, task, part, score });
  weights.finish(part === 'decoder' ? [/^encoder\./, ...LEFT_OVER] : LEFT_OVER);
  return {
    stacks: bartStacks(config),
    maxTokens: positions,
    maxTargetTokens: positions,
    vocabulary,
    types: 1,
    inputs: ['input_ids', 'attention_mask', 'decoder_input_ids'],
    results,
    decoder: { start: config.decoder_start_token_id, vocabulary, repeatsText: true, config: defaults },
  };
};

/** Names of the one table of words, in the order in which they are looked for. */
const SHARED = ['shared.weight', 'encoder.embed_tokens.weight', 'decoder.embed_tokens.weight', 'lm_head.weight'];

/**
 * Checks config.json of a model of BART's kind.
 * @throws LupaError InvalidCheckpoint naming the field, Unsupported when a field asks for what Lupa does not compute
 */
export function bartConfig(json: Record<string, unknown>, label: string): BartConfig {
  const config: BartConfig = readConfig(FIELDS, json, label);
  mustDivide(label, ['d_model', config.d_model], ['encoder_attention_heads', config.encoder_attention_heads]);
  mustDivide(label, ['d_model', config.d_model], ['decoder_attention_heads', config.decoder_attention_heads]);
  refuse(json, label, { is_decoder: false, is_encoder_decoder: true });
  return config;
}

/** The stacks of a model of BART's kind: encoder, decoder, cross. */
export function bartStacks({ d_model: size, encoder_layers: layers, encoder_attention_heads: heads, ...decoder }: BartConfig): [Stack, Stack, Stack] {
  const stack = (name: Stack['name'], [count, own]: [number, number]): Stack => ({
    name,
    layers: count,
    heads: own,
    keyHeads: own,
    scale: 1 / Math.sqrt(size / own),
    softcap: null,
  });
  const sizes: [number, number] = [decoder.decoder_layers, decoder.decoder_attention_heads];
  return [stack('encoder', [layers, heads]), stack('decoder', sizes), stack('cross', sizes)];
}

/** Rows of a table of words, times √D where the model says so: [B,S,D]. */
export function scaledWords({ graph, weights, config }: BartContext, table: string, ids: Value, vocabulary: number): Value {
  const { d_model: size, scale_embedding: scaled } = config;
  const words = weights.rows(table, [vocabulary, size], ids);
  return scaled ? graph.op('Mul', [words, graph.float(Math.sqrt(size))]) : words;
}

/** A score for each word: [N, D] to [N, V]. The bias is a buffer that training never touches, and not in every file. */
export function wordScores({ graph, weights, config }: BartContext, x: Value, { vocabulary, table }: { vocabulary: number; table: string }): Value {
  const inputs = [x, weights.take(table, [vocabulary, config.d_model])];
  if (weights.has('final_logits_bias')) inputs.push(weights.take('final_logits_bias', [1, vocabulary]));
  return graph.op('Gemm', inputs, { transB: 1 });
}

/** The encoder: attention and feed-forward, each followed by its norm: [B*S, D] to [B*S, D]. */
export function encoderLayers(context: BartContext, embedded: Value, { mask, shape }: { mask: Value; shape: BatchShape }): Value {
  const { graph, config, queriesAndKeys, part } = context;
  const [stack] = bartStacks(config);
  const width = config.d_model / stack.heads; // d
  const bias = paddingBias(graph, mask); // [B,1,1,S]
  let x = embedded;
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `encoder.layers.${layer}`;
    const attention = attend(context, `${name}.self_attn`, x, { stack, seen: x, queryShape: shape, keyShape: shape, bias });
    x = attention.normed;
    x = feedForward(context, name, x, config.encoder_ffn_dim);
    exposeUnlessPart(graph, attention.block, { stack, layer, width, queriesAndKeys, part });
  }
  return x;
}

/** The decoder: attention to earlier tokens, to the encoder, and feed-forward, each followed by its norm: [B*T, D] to [B*T, D]. */
export function decoderLayers(
  context: BartContext,
  embedded: Value,
  { mask, memory, source, target }: { mask: Value; memory: Value; source: BatchShape; target: BatchShape },
): Value {
  const { graph, config, queriesAndKeys, part } = context;
  const [, stack, cross] = bartStacks(config);
  const width = config.d_model / stack.heads; // d
  const earlier = causalBias(graph, null, { shape: target }); // [1,1,T,T]
  const padding = paddingBias(graph, mask); // [B,1,1,S]
  let x = embedded;
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `decoder.layers.${layer}`;
    const self = attend(context, `${name}.self_attn`, x, { stack, seen: x, queryShape: target, keyShape: target, bias: earlier });
    const across = attend(context, `${name}.encoder_attn`, self.normed, {
      stack: cross,
      seen: memory,
      queryShape: target,
      keyShape: source,
      bias: padding,
    });
    x = feedForward(context, name, across.normed, config.decoder_ffn_dim);
    exposeUnlessPart(graph, self.block, { stack, layer, width, queriesAndKeys, part });
    exposeUnlessPart(graph, across.block, { stack: cross, layer, width, queriesAndKeys, part });
  }
  return x;
}

/** Attention of `x` to `seen` with its output projection, the residual and the norm after it. */
function attend(
  context: BartContext,
  name: string,
  x: Value,
  { seen, ...rest }: { stack: Stack; seen: Value; queryShape: BatchShape; keyShape: BatchShape; bias: Value },
): { block: ReturnType<typeof attendAcross>; normed: Value } {
  const {
    graph,
    config: { d_model: size },
  } = context;
  const project = (which: string, from: Value): Value => linear(context, `${name}.${which}`, from, { input: size, output: size }); // [B*S, D]
  const block = attendAcross(graph, {
    ...rest,
    width: size / rest.stack.heads,
    queries: project('q_proj', x),
    keys: project('k_proj', seen),
    values: project('v_proj', seen),
  });
  const mixed = graph.op('Add', [x, project('out_proj', block.context)]);
  return { block, normed: layerNorm(context, `${name}_layer_norm`, mixed, { size, epsilon: EPSILON }) };
}

/** The feed-forward part of a layer with its residual and norm. */
function feedForward(context: BartContext, name: string, x: Value, inner: number): Value {
  const {
    graph,
    config: { d_model: size, activation_function: act },
  } = context;
  const expanded = activation(context, act, linear(context, `${name}.fc1`, x, { input: size, output: inner })); // [B*S, F]
  const reduced = linear(context, `${name}.fc2`, expanded, { input: inner, output: size });
  return layerNorm(context, `${name}.final_layer_norm`, graph.op('Add', [x, reduced]), { size, epsilon: EPSILON });
}
