import * as v from 'valibot';
import { briefly, LupaError } from '../../errors.js';
import type { Value } from '../onnx/build.js';
import { flag, mustDivide, readConfig, refuse, size as whole, small, tokenId, underFirstName, word } from '../config.js';
import { weightsOf } from '../weights.js';
import { activation } from './activations.js';
import type { Architecture, Stack } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, flatten, layerNorm, linear, positions as places, splitHeads } from './blocks.js';
import { causalHead } from './causal-head.js';
import { causalBias } from './masks.js';

const KIND = 'global or local';
const kind = v.picklist(['global', 'local'], KIND);
const KINDS = 'a list of [[kinds], times], as in [[["global", "local"], 12]],';

/** Fields of config.json, with the defaults of transformers. */
const FIELDS = {
  vocab_size: v.optional(whole, 50257),
  max_position_embeddings: v.optional(whole, 2048),
  hidden_size: v.optional(whole, 2048),
  num_layers: v.optional(whole, 24),
  num_heads: v.optional(whole, 16),
  intermediate_size: v.optional(v.nullable(whole)),
  window_size: v.optional(whole, 256),
  attention_types: v.optional(v.nullable(v.array(v.tuple([v.array(kind, KINDS), whole], KINDS), KINDS))),
  attention_layers: v.optional(v.nullable(v.array(kind, 'a list of kinds of attention'))),
  activation_function: v.optional(word, 'gelu_new'),
  layer_norm_epsilon: v.optional(small, 1e-5),
  pad_token_id: v.optional(v.nullable(tokenId)),
  tie_word_embeddings: v.optional(flag, true),
};
type Config = v.InferOutput<v.LooseObjectSchema<typeof FIELDS, string>>;
type Kind = 'global' | 'local';
const SECOND_NAMES = { num_heads: 'num_attention_heads', num_layers: 'num_hidden_layers' };

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^h\.\d+\.attn\.attention\.(bias|masked_bias)$/, // buffers of older versions: each layer's mask and what stood for minus infinity
  /^lm_head\./, // the input embeddings once more where they are tied
  /^(score|qa_outputs|classifier)\./,
];

/** GPT-Neo (Black 2021): GPT-2 whose layers see, by turns, all earlier tokens or a window of them (Child 2019), and whose scores are not scaled. */
export const gptNeo: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const file = `${label}/config.json`;
  const config = readConfig(FIELDS, underFirstName(json, SECOND_NAMES), file);
  const {
    vocab_size: vocabulary,
    max_position_embeddings: positions,
    hidden_size: size,
    num_layers: layers,
    num_heads: heads,
    layer_norm_epsilon: epsilon,
  } = config;
  mustDivide(file, ['hidden_size', size], ['num_heads', heads]);
  refuse(config, file, { is_causal: true });
  const kindOf = layerKinds(config, file);
  const inner = config.intermediate_size ?? 4 * size; // F
  const width = size / heads; // d
  const stack: Stack = { name: '', layers, heads, keyHeads: heads, scale: 1, softcap: null };
  const weights = weightsOf(found, graph, { prefix: 'transformer.', label, body: /^(wte|wpe|h|ln_f)\./ });
  const blocks = { graph, weights };

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  // The layer's own mask and that of the padding are added, not joined: in a row where nothing is allowed it decides what is left.
  const padding = causalBias(graph, mask, { shape }); // [B,1,S,S]
  const within = (window: number | null): Value => graph.op('Add', [causalBias(graph, null, { shape, window }), padding]);
  const bias = { global: within(null), local: within(config.window_size) }; // [B,1,S,S] each

  const words = weights.rows('wte.weight', [vocabulary, size], inputIds); // [B,S,D]
  const place = weights.rows('wpe.weight', [positions, size], places(graph, shape)); // [S,D]
  let x = flatten(graph, graph.op('Add', [words, place]), size); // [B*S, D]
  for (let layer = 0; layer < layers; layer++) {
    const name = `h.${layer}`;
    const normed = layerNorm(blocks, `${name}.ln_1`, x, { size, epsilon });
    const project = (which: string): Value =>
      splitHeads(graph, linear(blocks, `${name}.attn.attention.${which}_proj`, normed, { input: size, output: size, bias: false }), {
        shape,
        heads,
        width,
      }); // [B,H,S,d]
    const attention = scaledAttention(
      graph,
      { queries: project('q'), keys: project('k'), values: project('v'), bias: bias[kindOf(layer)], width },
      stack,
    );
    x = graph.op('Add', [linear(blocks, `${name}.attn.attention.out_proj`, attention.context, { input: size, output: size }), x]);

    const expanded = linear(blocks, `${name}.mlp.c_fc`, layerNorm(blocks, `${name}.ln_2`, x, { size, epsilon }), { input: size, output: inner }); // [B*S, F]
    const activated = activation(blocks, config.activation_function, expanded, 'activation_function');
    x = graph.op('Add', [x, linear(blocks, `${name}.mlp.c_proj`, activated, { input: inner, output: size })]);

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }
  const hidden = layerNorm(blocks, 'ln_f', x, { size, epsilon }); // [B*S, D]

  const results = causalHead(blocks, hidden, { task, config, size, words: 'wte.weight', inputIds, mask, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens: positions, vocabulary, types: 1, inputs: ['input_ids', 'attention_mask'], results };
};

/**
 * What a layer sees, by its number. `attention_layers`, where it is there, counts before `attention_types`, of which it is the long form.
 * Nothing is written out: a hostile config may ask for billions of layers.
 * @throws LupaError InvalidCheckpoint when there are not as many as layers
 */
function layerKinds(
  { attention_layers: written, attention_types: types, num_layers: layers }: Pick<Config, 'attention_layers' | 'attention_types' | 'num_layers'>,
  file: string,
): (layer: number) => Kind {
  const runs: [Kind[], number][] = written ? [[written, 1]] : (types ?? [[['global', 'local'], 12]]);
  const count = runs.reduce((sum, [kinds, times]) => sum + kinds.length * times, 0);
  if (count !== layers) {
    const [field, value] = written ? ['attention_layers', written] : ['attention_types', types ?? null];
    throw new LupaError('InvalidCheckpoint', `${file}: ${field} ${briefly(value)} describes ${count} layers, num_layers is ${layers}`, {
      subject: field,
      value: count,
      limit: layers,
    });
  }
  return (layer) => {
    let first = 0;
    for (const [kinds, times] of runs) {
      if (layer < first + kinds.length * times) return kinds[(layer - first) % kinds.length];
      first += kinds.length * times;
    }
    throw new RangeError(`there is no layer ${layer}`);
  };
}
