import { briefly, LupaError } from '../errors.js';
import type { Architecture, Task } from './architectures/architecture.js';
import { bert } from './architectures/bert.js';
import { roberta } from './architectures/roberta.js';
import type { Weight } from './weights.js';

/** Families by the `model_type` of config.json. */
const FAMILIES: Record<string, Architecture> = { bert, roberta };

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
  [/ForQuestionAnswering$/, 'question-answering'],
  [/For(MaskedLM|PreTraining)$/, 'fill-mask'],
  [/ForSequenceClassification$/, 'text-classification'],
];

/** Which head a checkpoint has: as `architectures` says, else by the weights that are there. */
export function taskOf(config: Record<string, unknown>, weights: Map<string, Weight>): Task {
  const { architectures } = config;
  if (Array.isArray(architectures) && typeof architectures[0] === 'string') {
    const name = architectures[0];
    return TASKS.find(([pattern]) => pattern.test(name))?.[1] ?? 'none';
  }
  const names = [...weights.keys()];
  if (names.includes('qa_outputs.weight')) return 'question-answering';
  if (names.some((name) => /^(cls\.predictions|lm_head)\./.test(name))) return 'fill-mask';
  return names.some((name) => name.startsWith('classifier.')) ? 'text-classification' : 'none';
}
