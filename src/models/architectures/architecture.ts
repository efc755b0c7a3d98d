import type { GraphBuilder } from '../onnx/build.js';
import type { Weight } from '../weights.js';

/** What a model says besides its attention. */
export type Task =
  | 'question-answering'
  | 'fill-mask'
  | 'text-classification'
  | 'text-generation'
  | 'text2text-generation'
  | 'image-classification'
  | 'speech-recognition'
  | 'none';

/** What an architecture is built from. */
export interface ArchitectureInput {
  graph: GraphBuilder;
  /** Weights as the files name them. */
  weights: Map<string, Weight>;
  /** config.json. */
  config: Record<string, unknown>;
  task: Task;
  /** How messages name the checkpoint. */
  label: string;
  /** Whether queries and keys become outputs. */
  queriesAndKeys: boolean;
  /**
   * `decoder`: only the decoder of a model with both sides, for generation: it reads `decoder_input_ids`, `attention_mask` and
   * `encoder_last_hidden_state` [B,S,D] and gives `logits` [B,V] of the last position, no attention. Left out, the whole model.
   */
  part?: 'decoder';
}

/**
 * Layers of one kind of attention. Its tensors are named `{name}_attentions.{layer}` ([B,H,Sq,Sk]), and on request
 * `{name}_queries.{layer}` ([B,H,Sq,d]) and `{name}_keys.{layer}` ([B,Hkv,Sk,d]); without `name_` where a model has one stack.
 */
export interface Stack {
  name: '' | 'encoder' | 'decoder' | 'cross' | 'text' | 'vision';
  layers: number;
  heads: number;
  /** Heads on the key side: fewer than `heads` where several queries share one (grouped-query attention). */
  keyHeads: number;
  /** By what the dot product is multiplied before anything is added to it. */
  scale: number;
  /** Scores go through cap * tanh(score / cap) before anything is added to them (Gemma 2); null: they do not. */
  softcap: number | null;
}

/** What a model reads, and in what it counts. */
export type InputName = 'input_ids' | 'attention_mask' | 'token_type_ids' | 'decoder_input_ids' | 'pixel_values' | 'input_features';

/** The images a model reads: `pixel_values` [B, channels, height, width]. */
export interface ImageInput {
  channels: number;
  /** Pixels; null where the model takes any size of at least one patch. */
  height: number | null;
  width: number | null;
  /** Pixels of a patch, [height, width]: a token each, in reading order after [CLS]. */
  patch: [number, number];
}

/** The sound a model reads: `input_features` [B, mels, frames]. */
export interface AudioInput {
  mels: number;
  frames: number;
}

/** The decoder's side of a model that has both. */
export interface DecoderSide {
  /** The token before every target (`decoder_start_token_id`). */
  start: number;
  /** The number of ids that have an embedding on this side. */
  vocabulary: number;
  /** Whether a model that writes no words reads the text itself as its target, as BART does. */
  repeatsText: boolean;
  /** config.json with the family's defaults: it says how to generate where there is no generation_config.json. */
  config: Record<string, unknown>;
}

/** What the rest of Lupa has to know of a graph that was built. */
export interface ArchitectureOutput {
  /** One for encoders and decoders; encoder, decoder and cross for models with both; text and vision for CLIP. */
  stacks: Stack[];
  /** The longest sequence, in tokens; Infinity where positions have no table. */
  maxTokens: number;
  /** The longest sequence of the decoder's side, where there is one. */
  maxTargetTokens?: number;
  /** The decoder's side, where its input is text. */
  decoder?: DecoderSide;
  /** The number of ids that have an embedding; 0 for models without text. */
  vocabulary: number;
  /** How many token types have an embedding; a second text usually has type 1. */
  types: number;
  inputs: InputName[];
  /** Of models that read `pixel_values`. */
  image?: ImageInput;
  /** Of models that read `input_features`. */
  audio?: AudioInput;
  /** Names of outputs besides attentions, queries, keys and biases. */
  results: string[];
}

/** A family of models: adds its nodes to the graph and names what it added. */
export type Architecture = (input: ArchitectureInput) => ArchitectureOutput;

/** `attentions`, `queries`, `keys`, `biases` or `value_norms` of a stack's layer, as records name it. */
export function tensorName({ name }: Pick<Stack, 'name'>, kind: 'attentions' | 'queries' | 'keys' | 'biases' | 'value_norms', layer: number): string {
  return `${name === '' ? '' : `${name}_`}${kind}.${layer}`;
}
