import { softmax } from '../analysis/probabilities.js';
import type { AttentionRecord } from '../attention/record.js';
import { inspect, type InspectOptions } from '../inspect.js';
import type { Model } from '../model.js';
import { bestChoices, type Choice } from './probabilities.js';
import { mustCountChoices, mustHaveTask } from './words.js';

/** A class and how probable the model finds it. */
export interface ClassChoice extends Choice {
  /** As `id2label` of config.json calls it, else LABEL_0, LABEL_1 … */
  label: string;
}

/** What a classifier says of a text or an image. */
export interface Classified {
  /** The best first. */
  classes: ClassChoice[];
  record: AttentionRecord;
}

/**
 * Classifies a text, a pair of texts or an image. Probabilities are as in the classification pipelines of transformers: the sigmoid of each logit for a model with one
 * class or with `problem_type` multi_label_classification, the logits themselves for regression, else their softmax.
 * @param text null for an image
 * @throws LupaError InvalidInput for a model without classes; and as `inspect`
 */
export async function classify(
  model: Model,
  text: string | null,
  {
    top = Infinity,
    command = 'classify()',
    ...options
  }: Pick<InspectOptions, 'image' | 'inputs' | 'truncate' | 'command'> & { pair?: string | null; top?: number } = {},
): Promise<Classified> {
  mustHaveTask(model, ['text-classification', 'image-classification'], 'name classes', '…ForSequenceClassification, …ForImageClassification');
  if (top !== Infinity) mustCountChoices(top);
  const record = await inspect(model, text, { ...options, command });
  return { classes: recordedClasses(model, record, { top }), record };
}

/** The classes that a record of a classifier has for its first sequence: of a run that was changed, too. */
export function recordedClasses({ config }: Model, record: AttentionRecord, { top = Infinity }: { top?: number } = {}): ClassChoice[] {
  const { data, shape } = record.tensors.logits;
  const scores = (data as Float32Array).subarray(0, shape[1]);
  const { problem_type: kind, id2label } = config;
  const labels = (typeof id2label === 'object' && id2label !== null ? id2label : {}) as Record<string, unknown>;
  const probabilities =
    kind === 'regression' ? scores : scores.length === 1 || kind === 'multi_label_classification' ? Float64Array.from(scores, (score) => 1 / (1 + Math.exp(-score))) : softmax(scores); // prettier-ignore
  return bestChoices(probabilities, top).map((choice) => {
    const label = Object.hasOwn(labels, choice.id) ? labels[choice.id] : undefined;
    return { label: typeof label === 'string' ? label : `LABEL_${choice.id}`, ...choice };
  });
}
