import { weightsOf } from '../weights.js';
import type { GraphBuilder, Value } from '../onnx/build.js';
import { activation } from './activations.js';
import { type ArchitectureInput, type ArchitectureOutput, type Stack } from './architecture.js';
import { exposeAttention, scaledAttention } from './attention.js';
import { batchShape, flatten, linear, positions, rmsNorm, splitHeads, unflatten, type BatchShape, type Blocks } from './blocks.js';
import type { GatedConfig } from './gated-config.js';
import { causalBias } from './masks.js';
import { applyRotary, rotaryTables, type RotaryTables } from './rotary.js';
import type { Rotary } from './rotary-scaling.js';

/** Parts of published checkpoints that take no part in the attention or the asked task. */
const LEFT_OVER = [
  /(^|\.)rotary_emb\.inv_freq$/, // a buffer of older versions, once a layer: config.json says the same
  /^lm_head\./, // where the head is not asked for
  /^score\./, // classifiers
  /^classifier\./,
  /^qa_outputs\./,
];

/** What a layer is made of. Names are those of the weights within the layer. */
export interface LayerParts {
  /** Root-mean-square norm: [N,D] to [N,D]. */
  norm(name: string, x: Value): Value;
  /** Attention with its output projection: [N,D] to [N,D]. */
  attention(x: Value): Value;
  /** The gated feed-forward block: [N,D] to [N,D]. */
  feedForward(x: Value): Value;
  add(a: Value, b: Value): Value;
}

/** A linear layer of a model's layer: [N, input] to [N, output]. */
export type Project = (name: string, x: Value, output: number) => Value;

/** What sets a family apart. What is left out is as in Llama. */
export interface Design {
  /** One a layer, or one for all. */
  rotary: Rotary | Rotary[];
  /** How many tokens each layer sees, itself included; null: all before it. Left out: no layer has a window. */
  windows?: (number | null)[];
  /** Whether tokens see later ones too (embedding models). */
  bidirectional?: boolean;
  /** The order of norms, blocks and sums within a layer. */
  layer?: (parts: LayerParts, x: Value) => Value;
  /** Which linear layers have a bias: those of queries, keys and values, the attention's output, the feed-forward block. */
  biases?: { input?: boolean; output?: boolean; feedForward?: boolean };
  /** Queries, keys and values, [N, heads · d] each. */
  attentionInputs?: (project: Project, x: Value) => [Value, Value, Value];
  /** Gate and what passes it, [N, F] each. */
  gateAndUp?: (project: Project, x: Value) => [Value, Value];
  /** Whether queries and keys are normalised, each head for itself. */
  headNorms?: boolean;
  /** What is added to the stored gains of norms. */
  gainOffset?: number;
  /** Factor on the embeddings. */
  embeddingScale?: number;
  /** Factor on the dot products; 1/sqrt(d) where left out. */
  scale?: number;
  /** Caps on scores before softmax, and on the words' scores; null: none. */
  softcap?: number | null;
  finalCap?: number | null;
  /** What files put before the names of the decoder's weights, and the name of the head. */
  prefix?: string;
  head?: string;
  /** Further weights that may be left over. */
  leftOver?: RegExp[];
}

/** Llama's order: each block reads the normalised stream and adds to it (pre-norm, Xiong 2020). */
function preNorm({ norm, attention, feedForward, add }: LayerParts, x: Value): Value {
  const attended = add(x, attention(norm('input_layernorm', x)));
  return add(attended, feedForward(norm('post_attention_layernorm', attended)));
}

/** A decoder with rotary positions, grouped keys and gated feed-forward blocks: from token ids to the last hidden state or the words' scores. */
export function gatedDecoder(input: ArchitectureInput, config: GatedConfig, design: Design): ArchitectureOutput {
  const { graph, label, queriesAndKeys } = input;
  const { vocabulary, size, layers, heads, keyHeads, width, positions: trained, epsilon } = config;
  const {
    prefix = 'model.',
    gainOffset = 0,
    embeddingScale = 1,
    layer: order = preNorm,
    scale = 1 / Math.sqrt(width),
    softcap = null,
    leftOver = [],
  } = design;
  const weights = weightsOf(input.weights, graph, { prefix, label });
  const blocks = { graph, weights };
  const stack: Stack = { name: '', layers, heads, keyHeads, scale, softcap };
  const rotary = Array.from({ length: layers }, (_, layer) => (Array.isArray(design.rotary) ? design.rotary[layer] : design.rotary));

  const inputIds = graph.input('input_ids', 'int64', ['B', 'S']);
  const mask = graph.input('attention_mask', 'int64', ['B', 'S']);
  const shape = batchShape(graph, inputIds);
  const place = positions(graph, shape); // [S]
  const { tablesOf, biasOf } = sharedByLayers(graph, { place, mask, shape, bidirectional: design.bidirectional ?? false });

  const words = flatten(graph, weights.rows('embed_tokens.weight', [vocabulary, size], inputIds), size); // [B*S, D]
  let x = embeddingScale === 1 ? words : graph.op('Mul', [words, graph.float(embeddingScale)]);
  for (let layer = 0; layer < layers; layer++) {
    const window = design.windows?.[layer] ?? null;
    const parts = layerParts(blocks, `layers.${layer}`, {
      config,
      design,
      stack,
      layer,
      shape,
      tables: tablesOf(rotary[layer]),
      bias: biasOf(window),
      queriesAndKeys,
    });
    x = order(parts, x); // [B*S, D]
  }
  const last = rmsNorm(blocks, 'norm', x, { size, epsilon, offset: gainOffset });
  const results =
    input.task === 'text-generation' ? nextWord(blocks, last, { config, design, shape }) : lastHiddenState(graph, last, { size, shape });
  weights.finish([...LEFT_OVER, ...leftOver]);
  return {
    stacks: [stack],
    maxTokens: Math.max(trained, ...rotary.map(({ reach = 0 }) => reach)),
    vocabulary,
    types: 1,
    inputs: ['input_ids', 'attention_mask'],
    results,
  };
}

/** Rotary tables and masks, made once for all layers that share them. */
function sharedByLayers(
  graph: GraphBuilder,
  { place, mask, shape, bidirectional }: { place: Value; mask: Value; shape: BatchShape; bidirectional: boolean },
): { tablesOf(rotary: Rotary): RotaryTables; biasOf(window: number | null): Value } {
  const tables = new Map<Rotary, RotaryTables>();
  const biases = new Map<number | null, Value>();
  return {
    tablesOf(rotary) {
      const found = tables.get(rotary) ?? rotaryTables(graph, place, rotary);
      tables.set(rotary, found);
      return found;
    },
    biasOf(window) {
      const found = biases.get(window) ?? causalBias(graph, mask, { shape, window, bidirectional });
      biases.set(window, found);
      return found;
    },
  };
}

interface LayerInput {
  config: GatedConfig;
  design: Design;
  stack: Stack;
  layer: number;
  shape: BatchShape;
  tables: RotaryTables;
  /** [B,1,S,S] or [B,1,1,S]. */
  bias: Value;
  queriesAndKeys: boolean;
}

/** The parts of one layer; calling `attention` also makes its probabilities an output. */
function layerParts(blocks: Blocks, name: string, { config, design, stack, layer, shape, tables, bias, queriesAndKeys }: LayerInput): LayerParts {
  const { graph } = blocks;
  const { size, inner, heads, keyHeads, width, epsilon } = config;
  const {
    biases = {},
    gainOffset: offset = 0,
    headNorms = false,
    attentionInputs = separateInputs(config),
    gateAndUp = separateGate(config),
  } = design;
  const projectWith =
    (bias: boolean): Project =>
    (part, from, output) =>
      linear(blocks, `${name}.${part}`, from, { input: size, output, bias });

  return {
    norm: (part, x) => rmsNorm(blocks, `${name}.${part}`, x, { size, epsilon, offset }),
    attention(x) {
      const [q, k, v] = attentionInputs(projectWith(biases.input ?? false), x); // [B*S, H*d], [B*S, Hkv*d] twice
      const split = (values: Value, count: number): Value => splitHeads(graph, values, { shape, heads: count, width }); // [B,H,S,d]
      const normed = (part: string, values: Value): Value =>
        headNorms ? rmsNorm(blocks, `${name}.self_attn.${part}`, values, { size: width, epsilon, offset }) : values;
      const queries = applyRotary(graph, normed('q_norm', split(q, heads)), tables, { size: width });
      const keys = applyRotary(graph, normed('k_norm', split(k, keyHeads)), tables, { size: width });
      const block = scaledAttention(graph, { queries, keys, values: split(v, keyHeads), bias, width }, stack);
      exposeAttention(graph, block, { stack, layer, width, queriesAndKeys });
      return linear(blocks, `${name}.self_attn.o_proj`, block.context, { input: heads * width, output: size, bias: biases.output ?? false });
    },
    // SwiGLU and its kin (Shazeer 2020): activation(x W_gate) ⊙ x W_up, then down.
    feedForward(x) {
      const [gate, up] = gateAndUp(projectWith(biases.feedForward ?? false), x); // [B*S, F] each
      const gated = graph.op('Mul', [activation(blocks, config.activation, gate), up]);
      return linear(blocks, `${name}.mlp.down_proj`, gated, { input: inner, output: size, bias: biases.feedForward ?? false });
    },
    add: (a, b) => graph.op('Add', [a, b]),
  };
}

/** Queries, keys and values from three matrices. */
function separateInputs({ heads, keyHeads, width }: GatedConfig): NonNullable<Design['attentionInputs']> {
  return (project, x) => [
    project('self_attn.q_proj', x, heads * width),
    project('self_attn.k_proj', x, keyHeads * width),
    project('self_attn.v_proj', x, keyHeads * width),
  ];
}

/** Gate and up from two matrices. */
function separateGate({ inner }: GatedConfig): NonNullable<Design['gateAndUp']> {
  return (project, x) => [project('mlp.gate_proj', x, inner), project('mlp.up_proj', x, inner)];
}

/** A score for each word of the vocabulary to come next, [B,S,V]. A head that is in the files is used even where the config calls it tied, as transformers does. */
function nextWord(
  { graph, weights }: Blocks,
  hidden: Value,
  { config, design, shape }: { config: GatedConfig; design: Design; shape: BatchShape },
): string[] {
  const { vocabulary, size, tied } = config;
  const { finalCap = null, head = 'lm_head' } = design;
  const own = !tied || weights.has(`${head}.weight`);
  const table = weights.take(own ? `${head}.weight` : 'embed_tokens.weight', [vocabulary, size]);
  const scores = graph.op('Gemm', [hidden, table], { transB: 1 });
  const capped =
    finalCap === null ? scores : graph.op('Mul', [graph.op('Tanh', [graph.op('Div', [scores, graph.float(finalCap)])]), graph.float(finalCap)]);
  graph.output('logits', unflatten(graph, capped, { shape, size: vocabulary }), 'float32', ['B', 'S', vocabulary]);
  return ['logits'];
}

/** [B,S,D]. */
function lastHiddenState(graph: GraphBuilder, hidden: Value, { size, shape }: { size: number; shape: BatchShape }): string[] {
  graph.output('last_hidden_state', unflatten(graph, hidden, { shape, size }), 'float32', ['B', 'S', size]);
  return ['last_hidden_state'];
}
