import type { Task } from './architectures/architecture.js';
import { families, type Family } from './registry.js';
import type { Weight } from './weights.js';

/** Heads by the names of their classes in transformers, the first that fits. */
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

/** Weights of heads that score words. */
const WORD_HEAD = /^(cls\.predictions|lm_head|lm_predictions|predictions|generator_(predictions|lm_head)|vocab_\w+|head|decoder\.(weight|bias))\b/;

/** The head of the class that config.json names; null where it names none. */
export function namedTask({ architectures }: Record<string, unknown>): Task | null {
  const name: unknown = Array.isArray(architectures) ? architectures[0] : undefined;
  return typeof name === 'string' ? (TASKS.find(([pattern]) => pattern.test(name))?.[1] ?? 'none') : null;
}

/**
 * Which head a checkpoint has: as `architectures` says, else by the weights that are there. Encoders of sentences are published under the name of
 * the masked model they were trained from (`MPNetForMaskedLM`), without its head: they have none.
 */
export function taskOf(config: Record<string, unknown>, weights: Map<string, Weight>): Task {
  const names = [...weights.keys()];
  const scoresWords = names.some((name) => WORD_HEAD.test(name));
  const named = namedTask(config);
  if (named !== null) return named === 'fill-mask' && !scoresWords ? 'none' : named;
  if (names.includes('proj_out.weight')) return 'speech-recognition';
  if (hasBothSides(names)) return 'text2text-generation';
  if (names.includes('qa_outputs.weight')) return 'question-answering';
  const family = familyOf(config);
  if (family?.kind === 'decoder') return family.tasks.includes('text-classification') ? causalTaskOf(names) : gatedTaskOf(names);
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

function familyOf({ model_type: type }: Record<string, unknown>): Family | undefined {
  return typeof type === 'string' && Object.hasOwn(families, type) ? families[type] : undefined;
}
