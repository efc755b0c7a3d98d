import * as v from 'valibot';
import { encoderConfig, readConfig, size as sizeField } from '../config.js';
import type { Value } from '../onnx/build.js';
import { weightsOf } from '../weights.js';
import type { Architecture } from './architecture.js';
import { activation } from './activations.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { encoderStack } from './bert.js';
import { batchShape, flatten, layerNorm, linear, splitHeads, type BatchShape, type Blocks } from './blocks.js';
import { tiedWords } from './heads.js';
import { paddingBias, relativeTable } from './masks.js';
import { positionIds, robertaHead } from './roberta.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /^embeddings\.position_ids$/, // a buffer of older versions
  /^pooler\./,
  /^lm_head\./,
  /^qa_outputs\./,
  /^classifier\./,
];

const DECODER = 'lm_head.decoder';

/** The padding token from which positions count, whatever pad_token_id says. */
const PADDING = 1;

/** What config.json has beside BERT's fields. */
const FIELDS = { relative_attention_num_buckets: v.optional(sizeField, 32) };

/**
 * MPNet (Song 2020): BERT's layers under other names, without token types; how far apart two tokens are adds to their score, the
 * same in all layers.
 */
export const mpnet: Architecture = ({ graph, weights: found, config: json, task, label, queriesAndKeys }) => {
  const config = encoderConfig(json, `${label}/config.json`);
  const { relative_attention_num_buckets: buckets } = readConfig(FIELDS, json, `${label}/config.json`);
  const {
    vocab_size: vocabulary,
    hidden_size: size,
    max_position_embeddings: positions,
    num_attention_heads: heads,
    layer_norm_eps: epsilon,
  } = config;
  const weights = weightsOf(found, graph, { prefix: 'mpnet.', label, tied: tiedWords(config, { decoder: DECODER, bias: 'lm_head.bias' }) });
  const blocks = { graph, weights };
  const stack = encoderStack(config);
  const width = size / heads; // d
  const norm = (name: string, x: Value): Value => layerNorm(blocks, name, x, { size, epsilon });

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const maxTokens = positions - PADDING - 1;

  const words = weights.rows('embeddings.word_embeddings.weight', [vocabulary, size], inputIds); // [B,S,D]
  const places = weights.rows('embeddings.position_embeddings.weight', [positions, size], positionIds(graph, inputIds, PADDING)); // [B,S,D]
  let x = flatten(graph, norm('embeddings.LayerNorm', graph.op('Add', [words, places])), size); // [B*S, D]

  const bias = graph.op('Add', [distanceBias(blocks, { shape, buckets, heads, maxTokens }), paddingBias(graph, mask)]); // [B,H,S,S]
  for (let layer = 0; layer < stack.layers; layer++) {
    const name = `encoder.layer.${layer}`;
    const project = (which: string): Value =>
      splitHeads(graph, linear(blocks, `${name}.attention.attn.${which}`, x, { input: size, output: size }), { shape, heads, width }); // [B,H,S,d]
    const attention = scaledAttention(graph, { queries: project('q'), keys: project('k'), values: project('v'), bias, width }, stack);
    const projected = linear(blocks, `${name}.attention.attn.o`, attention.context, { input: size, output: size });
    x = norm(`${name}.attention.LayerNorm`, graph.op('Add', [projected, x]));

    const inner = config.intermediate_size;
    const expanded = activation(blocks, config.hidden_act, linear(blocks, `${name}.intermediate.dense`, x, { input: size, output: inner })); // [B*S, F]
    x = norm(`${name}.output.LayerNorm`, graph.op('Add', [linear(blocks, `${name}.output.dense`, expanded, { input: inner, output: size }), x]));

    exposeAttention(graph, attention, { stack, layer, width, queriesAndKeys });
  }

  const results = robertaHead(blocks, x, { config, task, shape });
  weights.finish(LEFT_OVER);
  return { stacks: [stack], maxTokens, vocabulary, types: 0, inputs: ['input_ids', 'attention_mask'], results };
};

/** What the distance of two tokens adds to their score in each head, [1,H,S,S]. */
function distanceBias(
  { graph, weights }: Blocks,
  { shape, buckets, heads, maxTokens }: { shape: BatchShape; buckets: number; heads: number; maxTokens: number },
): Value {
  const bucket = relativeTable(graph, { shape, reach: maxTokens - 1, entry: (ahead) => bucketOf(-ahead) }); // [S,S]
  const perPair = weights.rows('encoder.relative_attention_bias.weight', [buckets, heads], bucket); // [S,S,H]
  return graph.op('Unsqueeze', [graph.op('Transpose', [perPair], { perm: [2, 0, 1] }), graph.ints([0])]);
}

/** Of 32 buckets 16 are for keys behind the query, 16 for keys ahead; half of them for one distance each, the others wider and wider up to 128. */
const [SIDE, SINGLE, FARTHEST] = [16, 8, 128];

/**
 * The bucket of a key (Raffel 2019), in single precision as transformers computes it, since a border may fall on a whole number.
 * @param behind how many tokens the key is before the query; negative: after it
 */
export function bucketOf(behind: number): number {
  const side = behind < 0 ? SIDE : 0;
  const distance = Math.abs(behind);
  if (distance < SINGLE) return side + distance;
  const single = Math.fround;
  const share = single(single(Math.log(single(distance / SINGLE))) / single(Math.log(FARTHEST / SINGLE)));
  return side + Math.min(SINGLE + Math.trunc(single(share * (SIDE - SINGLE))), SIDE - 1);
}
