import * as v from 'valibot';
import { briefly, LupaError } from '../../errors.js';
import { flag, readConfig, refuse, size as whole, small, tokenId, word } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, ArchitectureInput, Stack } from './architecture.js';
import { batchShape, flatten, linear, rmsNorm, unflatten, type BatchShape, type Blocks } from './blocks.js';
import { attendAcross, exposeUnlessPart, firstPresent, memoryInput, sequenceResults, sides, type Sides } from './encoder-decoder.js';
import { causalBias, paddingBias } from './masks.js';
import { bucketIds } from './relative.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^(shared|encoder\.embed_tokens|decoder\.embed_tokens|lm_head)\.weight$/, // one table, written out up to four times
  /^decoder\.block\.0\.layer\.1\.EncDecAttention\.relative_attention_bias\.weight$/, // never used; the first T5 files have it
  /^(classification_head|qa_outputs|classifier)\./,
];

/** config.json of T5, mT5 or UMT5, checked, with the defaults that all three have in common. */
const FIELDS = {
  vocab_size: whole,
  d_model: v.nullish(whole, 512),
  d_kv: v.nullish(whole, 64),
  d_ff: whole,
  num_layers: whole,
  num_decoder_layers: v.nullish(whole),
  num_heads: whole,
  relative_attention_num_buckets: v.nullish(v.pipe(whole, v.minValue(4, 'a whole number from 4 on')), 32),
  relative_attention_max_distance: v.nullish(v.pipe(whole, v.maxValue(100_000, 'a whole number from 1 to 100000')), 128),
  feed_forward_proj: word,
  dense_act_fn: v.nullish(word),
  is_gated_act: v.nullish(flag),
  layer_norm_epsilon: v.nullish(small, 1e-6),
  scale_decoder_outputs: v.nullish(flag),
  decoder_start_token_id: v.nullish(tokenId, 0),
};
type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, undefined>> & { tokenBiasPerLayer: boolean };

/** What one side of the model is built from. */
interface Side {
  name: 'encoder' | 'decoder';
  layers: number;
  /** The self-attention's stack. */
  stack: Stack;
  shape: BatchShape;
  /** Masks, added to the scores: [B,1,1,S] or [1,1,T,T]. */
  masks: Value;
  /** What the decoder looks at. */
  cross: { stack: Stack; memory: Value; shape: BatchShape; bias: Value } | null;
}
type Context = Blocks & { config: Config } & Pick<ArchitectureInput, 'queriesAndKeys' | 'part'>;

/**
 * T5 (Raffel 2019): encoder and decoder whose only positions are a bias a bucket of distance, learnt in the first layer of
 * each side and used in all; scores are not scaled. mT5 (Xue 2020) is the same with other words; UMT5 (Chung 2023) learns the bias in every layer.
 */
export const t5: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys, part }) => {
  const config = readT5Config(json, `${label}/config.json`);
  const { vocab_size: vocabulary, d_model: size, num_heads: heads, num_layers: layers, num_decoder_layers: decoderLayers } = config;
  const weights = weightsOf(found, graph, { prefix: 'transformer.', label });
  const context = { graph, weights, config, queriesAndKeys, part };
  const table = (side: string): string =>
    firstPresent(weights, [
      `${side}.embed_tokens.weight`,
      'shared.weight',
      'encoder.embed_tokens.weight',
      'decoder.embed_tokens.weight',
      'lm_head.weight',
    ]);
  const embed = (side: string, ids: Value): Value => flatten(graph, weights.rows(table(side), [vocabulary, size], ids), size); // [B*S, D]
  const stackOf = (name: Stack['name'], count: number): Stack => ({ name, layers: count, heads, keyHeads: heads, scale: 1, softcap: null });

  if (isEncoderAlone(json)) {
    const ids = graph.input('input_ids', 'int64', ['B', 'S']);
    const masks = paddingBias(graph, graph.input('attention_mask', 'int64', ['B', 'S']));
    const shape = batchShape(graph, ids);
    const stack = stackOf('', layers);
    const hidden = oneSide(context, embed('encoder', ids), { name: 'encoder', layers, stack, shape, masks, cross: null });
    graph.output('last_hidden_state', unflatten(graph, hidden, { shape, size }), 'float32', ['B', 'S', size]);
    weights.finish([/^decoder\./, ...LEFT_OVER]);
    return { stacks: [stack], maxTokens: Infinity, vocabulary, types: 1, inputs: ['input_ids', 'attention_mask'], results: ['last_hidden_state'] };
  }

  const stacks = [stackOf('encoder', layers), stackOf('decoder', decoderLayers ?? layers), stackOf('cross', decoderLayers ?? layers)];
  const both: Sides = sides(graph);
  const { mask, source, targetIds, target } = both;
  const padding = paddingBias(graph, mask);
  const memory =
    part === 'decoder'
      ? memoryInput(graph, size)
      : oneSide(context, embed('encoder', graph.input('input_ids', 'int64', ['B', 'S'])), {
          name: 'encoder',
          layers,
          stack: stacks[0],
          shape: source,
          masks: padding,
          cross: null,
        });
  const hidden = oneSide(context, embed('decoder', targetIds), {
    name: 'decoder',
    layers: stacks[1].layers,
    stack: stacks[1],
    shape: target,
    masks: causalBias(graph, null, { shape: target }),
    cross: { stack: stacks[2], memory, shape: source, bias: padding },
  });
  const score = (x: Value): Value => {
    const scaled = config.scale_decoder_outputs ? graph.op('Mul', [x, graph.float(size ** -0.5)]) : x;
    const words = weights.take(firstPresent(weights, ['lm_head.weight', table('shared')]), [vocabulary, size]);
    return graph.op('Gemm', [scaled, words], { transB: 1 }); // [N,V]
  };
  const results = sequenceResults(context, hidden, { memory, sides: both, size, vocabulary, task, part, score });
  weights.finish(part === 'decoder' ? [/^encoder\./, ...LEFT_OVER] : LEFT_OVER);
  return {
    stacks,
    maxTokens: Infinity,
    maxTargetTokens: Infinity,
    vocabulary,
    types: 1,
    inputs: ['input_ids', 'attention_mask', 'decoder_input_ids'],
    results,
    decoder: {
      start: config.decoder_start_token_id,
      vocabulary,
      repeatsText: false,
      config: { eos_token_id: 1, pad_token_id: 0, ...json, decoder_start_token_id: config.decoder_start_token_id },
    },
  };
};

/** All layers of a side and its last norm: [B*S, D] to [B*S, D]. */
function oneSide(context: Context, embedded: Value, side: Side): Value {
  const { graph, config, queriesAndKeys, part } = context;
  const { d_model: size, d_kv: width, num_heads: heads, layer_norm_epsilon: epsilon } = config;
  const { name, layers, stack, shape, masks, cross } = side;
  const norm = (key: string, x: Value): Value => rmsNorm(context, key, x, { size, epsilon });
  const project = (key: string, x: Value): Value => linear(context, key, x, { input: size, output: heads * width, bias: false }); // [B*S, H*d]
  const added = (x: Value, key: string, mixed: Value): Value =>
    graph.op('Add', [x, linear(context, key, mixed, { input: heads * width, output: size, bias: false })]);
  const buckets = bucketIds(graph, shape, {
    buckets: config.relative_attention_num_buckets,
    distance: config.relative_attention_max_distance,
    bidirectional: name === 'encoder',
  });
  let x = embedded;
  let bias: Value = masks;
  for (let layer = 0; layer < layers; layer++) {
    const block = `${name}.block.${layer}.layer`;
    if (layer === 0 || config.tokenBiasPerLayer)
      bias = relativeBias(context, `${block}.0.SelfAttention.relative_attention_bias.weight`, { buckets, masks });
    const self = `${block}.0.SelfAttention`;
    const own = norm(`${block}.0.layer_norm`, x);
    const [queries, keys, values] = ['q', 'k', 'v'].map((which) => project(`${self}.${which}`, own));
    const attention = attendAcross(graph, { stack, width, queries, keys, values, queryShape: shape, keyShape: shape, bias });
    x = added(x, `${self}.o`, attention.context);
    exposeUnlessPart(graph, attention, { stack, layer, width, queriesAndKeys, part });

    if (cross !== null) {
      const other = `${block}.1.EncDecAttention`;
      const looking = project(`${other}.q`, norm(`${block}.1.layer_norm`, x));
      const [seen, taken] = ['k', 'v'].map((which) => project(`${other}.${which}`, cross.memory));
      const across = attendAcross(graph, {
        stack: cross.stack,
        width,
        queries: looking,
        keys: seen,
        values: taken,
        queryShape: shape,
        keyShape: cross.shape,
        bias: cross.bias,
      });
      x = added(x, `${other}.o`, across.context);
      exposeUnlessPart(graph, across, { stack: cross.stack, layer, width, queriesAndKeys, part });
    }
    const last = `${block}.${cross === null ? 1 : 2}`;
    x = graph.op('Add', [x, feedForward(context, `${last}.DenseReluDense`, norm(`${last}.layer_norm`, x))]);
  }
  return norm(`${name}.final_layer_norm`, x);
}

/** What is added to the scores of self-attention: a number a head for each bucket of distance, and the masks: [B|1,H,S,S]. */
function relativeBias({ graph, weights, config }: Context, name: string, { buckets, masks }: { buckets: Value; masks: Value }): Value {
  const learnt = weights.rows(name, [config.relative_attention_num_buckets, config.num_heads], buckets); // [S,S,H]
  const perHead = graph.op('Unsqueeze', [graph.op('Transpose', [learnt], { perm: [2, 0, 1] }), graph.ints([0])]); // [1,H,S,S]
  return graph.op('Add', [perHead, masks]);
}

/** relu(x W) W' in T5; in version 1.1 one half gates the other: act(x W₀) · x W₁ (Shazeer 2020). */
function feedForward(context: Context, name: string, x: Value): Value {
  const { graph, config } = context;
  const { d_model: size, d_ff: inner } = config;
  const expand = (which: string): Value => linear(context, `${name}.${which}`, x, { input: size, output: inner, bias: false }); // [B*S, F]
  const act = (value: Value): Value => activation(context, config.dense_act_fn ?? 'relu', value);
  const expanded = config.is_gated_act ? graph.op('Mul', [act(expand('wi_0')), expand('wi_1')]) : act(expand('wi'));
  return linear(context, `${name}.wo`, expanded, { input: inner, output: size, bias: false });
}

/** An encoder saved without its decoder, as sentence embeddings and image generators use it. */
function isEncoderAlone({ architectures }: Record<string, unknown>): boolean {
  return Array.isArray(architectures) && /(EncoderModel|ForTokenClassification)$/.test(String(architectures[0]));
}

/** Checks config.json and derives what the three families leave open each in its way. */
function readT5Config(json: Record<string, unknown>, label: string): Config {
  const { model_type: family, tie_word_embeddings: tied } = json;
  const config = readConfig(FIELDS, { feed_forward_proj: family === 't5' ? 'relu' : 'gated-gelu', ...json }, label);
  refuse(config, label, { is_decoder: false, is_encoder_decoder: isEncoderAlone(json) ? config.is_encoder_decoder : true });
  const parts = config.feed_forward_proj.split('-');
  if (parts.length > 2 || (parts.length === 2 && parts[0] !== 'gated')) {
    throw new LupaError(
      'Unsupported',
      `${label}: feed_forward_proj is ${briefly(config.feed_forward_proj)}, an activation or gated-ACTIVATION is expected`,
      {
        subject: 'feed_forward_proj',
        value: config.feed_forward_proj,
      },
    );
  }
  const { relative_attention_max_distance: distance, relative_attention_num_buckets: buckets } = config;
  if (distance <= buckets / 2) {
    throw new LupaError(
      'InvalidCheckpoint',
      `${label}: relative_attention_max_distance is ${distance}, more than half of relative_attention_num_buckets (${buckets}) is expected`,
      {
        subject: 'relative_attention_max_distance',
        value: distance,
        limit: buckets / 2,
      },
    );
  }
  return {
    ...config,
    dense_act_fn: config.dense_act_fn ?? (config.feed_forward_proj === 'gated-gelu' ? 'gelu_new' : parts[parts.length - 1]),
    is_gated_act: config.is_gated_act ?? parts[0] === 'gated',
    // T5 1.1 says by tie_word_embeddings whether it scales; mT5 never does, UMT5 always.
    scale_decoder_outputs: family === 't5' ? (config.scale_decoder_outputs ?? tied !== false) : family === 'umt5',
    tokenBiasPerLayer: family === 'umt5',
  };
}
