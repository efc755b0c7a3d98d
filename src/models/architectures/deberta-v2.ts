import * as v from 'valibot';
import { LupaError } from '../../errors.js';
import { flag, labelCount, mustDivide, readConfig, refuse, size as sizeField, small, whole, word } from '../config.js';
import { elementTypeNumber, type Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack, Task } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, flatten, layerNorm, linear, positions as places, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';
import { disentangledBias, relativeIndex, type Relative } from './deberta-positions.js';
import { classHead, firstToken, hiddenState, spanHead, tiedWords, wordHead } from './heads.js';
import { allowedBias } from './masks.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.position_(ids|embeddings)\b/, // of pre-training: the table served the decoder of masked words only
  /^(lm|mask)_predictions\./, // heads of pre-training (replaced token detection)
  /^cls\.predictions\./,
  /^pooler\./,
  /^qa_outputs\./,
  /^classifier\./,
];

const DECODER = 'cls.predictions.decoder';

const FIELDS = {
  vocab_size: sizeField,
  hidden_size: sizeField,
  num_hidden_layers: sizeField,
  num_attention_heads: sizeField,
  intermediate_size: sizeField,
  max_position_embeddings: v.optional(sizeField, 512),
  embedding_size: v.optional(v.nullable(sizeField)),
  type_vocab_size: v.optional(whole, 0),
  hidden_act: v.optional(word, 'gelu'),
  layer_norm_eps: v.optional(small, 1e-7),
  relative_attention: v.optional(flag, false),
  max_relative_positions: v.optional(whole, -1),
  position_buckets: v.optional(whole, -1),
  position_biased_input: v.optional(flag, true),
  pos_att_type: v.optional(v.nullable(v.union([v.string(), v.array(v.string())], 'a list of names')), []),
  share_att_key: v.optional(flag, false),
  norm_rel_ebd: v.optional(word, 'none'),
  conv_kernel_size: v.optional(whole, 0),
  conv_groups: v.optional(sizeField, 1),
  conv_act: v.optional(word, 'tanh'),
  pooler_hidden_act: v.optional(word, 'gelu'),
  legacy: v.optional(flag, true),
  tie_word_embeddings: v.optional(flag, true),
};

type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, string>>;

/**
 * DeBERTa v2 and v3 (He 2020, 2021): attention sums the match of contents, of a query's content with the key's relative position (c2p), and of
 * a key's content with the query's (p2c); the embeddings themselves need no position.
 */
export const debertaV2: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = readConfig(FIELDS, json, file);
  const { vocab_size: vocabulary, hidden_size: size, num_attention_heads: heads, layer_norm_eps: epsilon } = config;
  mustDivide(file, ['hidden_size', size], ['num_attention_heads', heads]);
  const width = size / heads; // d
  // Steps of the decoder of pre-training, which transformers does not run.
  refuse(config, file, { attention_head_size: width, pooler_hidden_size: size, z_steps: 0 });
  const terms = scoreTerms(config, file);
  const weights = weightsOf(found, graph, {
    prefix: 'deberta.',
    label,
    tied: tiedWords(config, { decoder: DECODER, bias: 'cls.predictions.bias' }),
  });
  const blocks = { graph, weights };
  const stack: Stack = {
    name: '',
    layers: config.num_hidden_layers,
    heads,
    keyHeads: heads,
    scale: 1 / Math.sqrt(width * (1 + terms.length)),
    softcap: null,
  };
  const norm = (name: string, x: Value): Value => layerNorm(blocks, name, x, { size, epsilon });

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const embedded = embeddings(blocks, inputIds, { config, mask, shape }); // [B*S, D]

  const padding = pairBias(blocks, mask); // [B,1,S,S]
  const relative = config.relative_attention ? relativeParts(blocks, { config, terms, shape, stack, width }) : null;
  let x = embedded;
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const project = (which: string): Value =>
      splitHeads(graph, linear(blocks, `${name}.attention.self.${which}`, x, { input: size, output: size }), { shape, heads, width }); // [B,H,S,d]
    const [queries, keys] = [project('query_proj'), project('key_proj')];
    const distance = relative === null ? null : disentangledBias(blocks, { queries, keys }, { ...relative, name: `${name}.attention.self` }); // [B,H,S,S]
    const bias = distance === null ? padding : graph.op('Add', [distance, padding]);
    const attention = scaledAttention(graph, { queries, keys, values: project('value_proj'), bias, width }, stack);
    const projected = linear(blocks, `${name}.attention.output.dense`, attention.context, { input: size, output: size });
    x = norm(`${name}.attention.output.LayerNorm`, graph.op('Add', [projected, x]));

    const inner = config.intermediate_size;
    const expanded = activation(blocks, config.hidden_act, linear(blocks, `${name}.intermediate.dense`, x, { input: size, output: inner })); // [B*S, F]
    x = norm(`${name}.output.LayerNorm`, graph.op('Add', [linear(blocks, `${name}.output.dense`, expanded, { input: inner, output: size }), x]));
    if (layer === 0 && config.conv_kernel_size > 0) x = convolution(blocks, { embedded, attended: x }, { config, mask, shape });

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }

  const results = head(blocks, x, { config, task, shape });
  // The norm of the relative positions is made even where there are none.
  weights.finish([...LEFT_OVER, ...(config.relative_attention ? [] : [/^encoder\.LayerNorm\./])]);
  const types = config.type_vocab_size;
  return {
    stacks: [stack],
    maxTokens: config.max_position_embeddings,
    vocabulary,
    types,
    inputs: ['input_ids', 'attention_mask', ...(types > 0 ? (['token_type_ids'] as const) : [])],
    results,
  };
};

/** The terms besides the match of contents: `c2p`, `p2c`, both or none; a list, or joined by a bar as the first checkpoints have it. */
function scoreTerms({ pos_att_type: given }: Config, label: string): string[] {
  const terms =
    typeof given === 'string'
      ? given
          .toLowerCase()
          .split('|')
          .map((term) => term.trim())
      : (given ?? []);
  const unknown = terms.find((term) => term !== 'c2p' && term !== 'p2c');
  if (unknown === undefined) return [...new Set(terms)];
  throw new LupaError('Unsupported', `${label}: pos_att_type has ${JSON.stringify(unknown)}, only "c2p" and "p2c" are supported`, {
    subject: 'pos_att_type',
    value: unknown,
    limit: ['c2p', 'p2c'],
  });
}

/** The embeddings of words, with positions and token types where the model has them; zero for padding. [B*S, D]. */
function embeddings(blocks: Blocks, inputIds: Value, { config, mask, shape }: { config: Config; mask: Value; shape: BatchShape }): Value {
  const { graph, weights } = blocks;
  const { hidden_size: size, type_vocab_size: types, layer_norm_eps: epsilon } = config;
  const narrow = config.embedding_size ?? size; // E
  const table = (name: string, rows: number, ids: Value): Value => weights.rows(`embeddings.${name}.weight`, [rows, narrow], ids);
  let x = table('word_embeddings', config.vocab_size, inputIds); // [B,S,E]
  if (config.position_biased_input) x = graph.op('Add', [x, table('position_embeddings', config.max_position_embeddings, places(graph, shape))]);
  if (types > 0) x = graph.op('Add', [x, table('token_type_embeddings', types, graph.input('token_type_ids', 'int64', ['B', 'S']))]);
  x = flatten(graph, x, narrow); // [B*S, E]
  if (narrow !== size) x = linear(blocks, 'embeddings.embed_proj', x, { input: narrow, output: size, bias: false });
  return graph.op('Mul', [layerNorm(blocks, 'embeddings.LayerNorm', x, { size, epsilon }), keptTokens(blocks, mask)]);
}

/** 1 for a token, 0 for padding: [B*S, 1]. */
function keptTokens({ graph }: Blocks, mask: Value): Value {
  return flatten(graph, graph.op('Cast', [mask], { to: elementTypeNumber('float32') }), 1);
}

/** Padding is not seen and, unlike BERT's, sees nothing in particular: all its scores are the lowest, its attention is uniform. [B,1,S,S]. */
function pairBias({ graph }: Blocks, mask: Value): Value {
  const real = graph.op('Cast', [mask], { to: elementTypeNumber('bool') });
  const [query, key] = [graph.op('Unsqueeze', [real, graph.ints([1, 3])]), graph.op('Unsqueeze', [real, graph.ints([1, 2])])];
  return allowedBias(graph, graph.op('And', [query, key]), null);
}

/** What all layers share of the relative positions: their embeddings, normalised where norm_rel_ebd says so, and who uses which. */
function relativeParts(
  blocks: Blocks,
  { config, terms, shape, stack, width }: { config: Config; terms: string[]; shape: BatchShape; stack: Stack; width: number },
): Relative {
  const { hidden_size: size, position_buckets: buckets, max_position_embeddings: positions } = config;
  const farthest = config.max_relative_positions < 1 ? positions : config.max_relative_positions;
  const span = buckets > 0 ? buckets : farthest;
  const stored = blocks.weights.take('encoder.rel_embeddings.weight', [2 * span, size]);
  const normed = config.norm_rel_ebd
    .toLowerCase()
    .split('|')
    .some((name) => name.trim() === 'layer_norm');
  return {
    embeddings: normed ? layerNorm(blocks, 'encoder.LayerNorm', stored, { size, epsilon: config.layer_norm_eps }) : stored, // [2k, D]
    index: relativeIndex(blocks, { span, buckets, farthest, reach: positions - 1, heads: stack.heads, shape }), // [B,H,S,S]
    shared: config.share_att_key,
    terms,
    stack,
    size,
    width,
  };
}

/** The convolution beside the first layer (v2-xlarge): neighbours mix their embeddings. [B*S, D]. */
function convolution(
  blocks: Blocks,
  { embedded, attended }: { embedded: Value; attended: Value },
  { config, mask, shape }: { config: Config; mask: Value; shape: BatchShape },
): Value {
  const { graph, weights } = blocks;
  const { hidden_size: size, conv_kernel_size: kernel, conv_groups: group, layer_norm_eps: epsilon } = config;
  mustDivide('config.json', ['hidden_size', size], ['conv_groups', group]);
  if (kernel % 2 === 0) {
    throw new LupaError(
      'Unsupported',
      `config.json: conv_kernel_size is ${kernel}, an odd number is expected: with an even one tokens would be lost`,
      {
        subject: 'conv_kernel_size',
        value: kernel,
      },
    );
  }
  const kernels = weights.take('encoder.conv.conv.weight', [size, size / group, kernel]);
  const channels = graph.op('Transpose', [unflatten(graph, embedded, { shape, size })], { perm: [0, 2, 1] }); // [B,D,S]
  const side = Math.floor((kernel - 1) / 2);
  const mixed = graph.op('Conv', [channels, kernels, weights.take('encoder.conv.conv.bias', [size])], { group, pads: [side, side] });
  const kept = keptTokens(blocks, mask);
  const rows = graph.op('Mul', [flatten(graph, graph.op('Transpose', [mixed], { perm: [0, 2, 1] }), size), kept]); // [B*S, D]
  const sum = graph.op('Add', [attended, activation(blocks, config.conv_act, rows)]);
  return graph.op('Mul', [layerNorm(blocks, 'encoder.conv.LayerNorm', sum, { size, epsilon }), kept]);
}

/** What the model says; see BERT's. Returns the outputs' names. */
function head(blocks: Blocks, hidden: Value, { config, task, shape }: { config: Config; task: Task; shape: BatchShape }): string[] {
  const { hidden_size: size, layer_norm_eps: epsilon } = config;
  switch (task) {
    case 'question-answering':
      return spanHead(blocks, hidden, { size, shape });
    case 'fill-mask': {
      const narrow = config.legacy ? (config.embedding_size ?? size) : size;
      const name = config.legacy ? 'cls.predictions.transform' : 'lm_predictions.lm_head';
      const dense = activation(blocks, config.hidden_act, linear(blocks, `${name}.dense`, hidden, { input: size, output: narrow }));
      const transformed = layerNorm(blocks, `${name}.LayerNorm`, dense, { size: narrow, epsilon });
      // The head of pre-training has no table of its own, tied or not.
      const own = config.legacy ? {} : { table: 'embeddings.word_embeddings.weight', bias: `${name}.bias` };
      return wordHead(blocks, transformed, { decoder: DECODER, size: narrow, vocabulary: config.vocab_size, shape, ...own });
    }
    case 'text-classification': {
      const first = firstToken(blocks, hidden, { size, shape });
      const pooled = activation(blocks, config.pooler_hidden_act, linear(blocks, 'pooler.dense', first, { input: size, output: size }));
      return classHead(blocks, pooled, { size, labels: labelCount(config) });
    }
    default:
      return hiddenState(blocks, hidden, { size, shape });
  }
}
