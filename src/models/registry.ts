import { briefly, LupaError } from '../errors.js';
import type { Architecture, Task } from './architectures/architecture.js';
import { albert } from './architectures/albert.js';
import { bart } from './architectures/bart.js';
import { bert } from './architectures/bert.js';
import { clip, clipText, clipVision } from './architectures/clip.js';
import { dinov2 } from './architectures/dinov2.js';
import { debertaV2 } from './architectures/deberta-v2.js';
import { distilbert } from './architectures/distilbert.js';
import { electra } from './architectures/electra.js';
import { marian } from './architectures/marian.js';
import { modernbert } from './architectures/modernbert.js';
import { mpnet } from './architectures/mpnet.js';
import { bloom } from './architectures/bloom.js';
import { gptNeo } from './architectures/gpt-neo.js';
import { gptNeox } from './architectures/gpt-neox.js';
import { gpt2 } from './architectures/gpt2.js';
import { opt } from './architectures/opt.js';
import { gemma } from './architectures/gemma.js';
import { gemma2 } from './architectures/gemma2.js';
import { gemma3, gemma3Text } from './architectures/gemma3.js';
import { llama } from './architectures/llama.js';
import { mistral } from './architectures/mistral.js';
import { phi3 } from './architectures/phi3.js';
import { qwen2 } from './architectures/qwen2.js';
import { qwen3 } from './architectures/qwen3.js';
import { roberta } from './architectures/roberta.js';
import { vit } from './architectures/vit.js';
import { whisper } from './architectures/whisper.js';
import { t5 } from './architectures/t5.js';
import type { Weight } from './weights.js';

/** Families by the `model_type` of config.json. */
const FAMILIES: Record<string, Architecture> = {
  bert,
  roberta,
  'xlm-roberta': roberta,
  camembert: roberta,
  distilbert,
  albert,
  electra,
  mpnet,
  'deberta-v2': debertaV2,
  modernbert,
  gpt2,
  gpt_neo: gptNeo,
  gpt_neox: gptNeox,
  opt,
  bloom,
  llama,
  mistral,
  qwen2,
  qwen3,
  gemma,
  gemma2,
  gemma3,
  gemma3_text: gemma3Text,
  phi3,
  vit,
  dinov2,
  clip,
  clip_text_model: clipText,
  clip_vision_model: clipVision,
  whisper,
  t5,
  mt5: t5,
  umt5: t5,
  bart,
  marian,
};

/** The families that can be read, by `model_type`. */
export const supportedFamilies: readonly string[] = Object.keys(FAMILIES);

/**
 * The architecture of a family.
 * @throws LupaError Unsupported naming the family and the supported ones
 */
export function architectureOf(modelType: unknown, label: string): Architecture {
  if (typeof modelType === 'string' && Object.hasOwn(FAMILIES, modelType)) return FAMILIES[modelType];
  const found = modelType === undefined ? 'has no model_type' : `has the model_type ${briefly(modelType)}`;
  throw new LupaError('Unsupported', `${label}/config.json ${found}; Lupa reads ${supportedFamilies.join(', ')}`, {
    subject: 'model_type',
    value: modelType,
    limit: supportedFamilies,
  });
}

const TASKS: [RegExp, Task][] = [
  [/^ElectraForPreTraining$/, 'none'], // the discriminator: it says of each token whether it was replaced
  [/ForQuestionAnswering$/, 'question-answering'],
  [/For(MaskedLM|PreTraining)$/, 'fill-mask'],
  [/ForSequenceClassification$/, 'text-classification'],
  [/ForImageClassification$/, 'image-classification'],
  [/^WhisperForConditionalGeneration$/, 'speech-recognition'],
  [/(ForCausalLM|LMHeadModel|DoubleHeadsModel)$|^Gemma3ForConditionalGeneration$/, 'text-generation'],
  [/ForConditionalGeneration$|MTModel$/, 'text2text-generation'],
];

/** Families of decoders, whose heads have names of their own. */
const CAUSAL = new Set<unknown>(['gpt2', 'gpt_neo', 'gpt_neox', 'opt', 'bloom']);

/** Llama and its kin, whose head may be nothing but the input embeddings again. */
const GATED = new Set<unknown>(['llama', 'mistral', 'qwen2', 'qwen3', 'gemma', 'gemma2', 'gemma3', 'gemma3_text', 'phi3']);

/** Weights of heads that score words. */
const WORD_HEAD =
  /^(cls\.predictions|lm_head|lm_predictions|predictions|generator_(predictions|lm_head)|vocab_\w+|head|decoder\.(weight|bias))\b/;

/**
 * Which head a checkpoint has: as `architectures` says, else by the weights that are there. Encoders of sentences are published under the name of
 * the masked model they were trained from (`MPNetForMaskedLM`), without its head: they have none.
 */
export function taskOf(config: Record<string, unknown>, weights: Map<string, Weight>): Task {
  const { architectures } = config;
  const names = [...weights.keys()];
  const scoresWords = names.some((name) => WORD_HEAD.test(name));
  if (Array.isArray(architectures) && typeof architectures[0] === 'string') {
    const name = architectures[0];
    const task = TASKS.find(([pattern]) => pattern.test(name))?.[1] ?? 'none';
    return task === 'fill-mask' && !scoresWords ? 'none' : task;
  }
  if (names.includes('proj_out.weight')) return 'speech-recognition';
  if (hasBothSides(names)) return 'text2text-generation';
  if (names.includes('qa_outputs.weight')) return 'question-answering';
  if (GATED.has(config.model_type)) return gatedTaskOf(names);
  if (CAUSAL.has(config.model_type)) return causalTaskOf(names);
  if (names.some((name) => name.startsWith('classifier.'))) {
    return names.some((name) => name.includes('.patch_embeddings.')) ? 'image-classification' : 'text-classification';
  }
  // DeBERTa v3 is published with the heads of its pre-training, which no head of transformers reads.
  return scoresWords && !names.some((name) => name.startsWith('mask_predictions.')) ? 'fill-mask' : 'none';
}

/** Classes have a head `score`; next words may be scored by the input embeddings, so that a head of words leaves no sure trace. */
function causalTaskOf(names: string[]): Task {
  if (names.includes('score.weight')) return 'text-classification';
  return names.some((name) => /^(lm_head|embed_out)\.weight$/.test(name)) ? 'text-generation' : 'none';
}

/** Whether weights are those of an encoder and a decoder. */
function hasBothSides(names: string[]): boolean {
  return [/^(model\.)?encoder\.(block|layers)\./, /^(model\.)?decoder\.(block|layers)\./].every((side) => names.some((name) => side.test(name)));
}

/** A file with a head of words, or one saved from a model that has a head (so that its names have a prefix) and no other head in it. */
function gatedTaskOf(names: string[]): Task {
  if (names.includes('score.weight')) return 'none';
  return names.some((name) => /^((language_model\.)?lm_head\.weight$|(language_model\.)?model\.)/.test(name)) ? 'text-generation' : 'none';
}
