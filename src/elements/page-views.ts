import type { AttentionRecord } from '../attention/record.js';
import { readTensorName } from '../attention/stacks.js';
import { isAnswerRecord } from '../tasks/recorded.js';
import { OPTION_CODECS, VIEW_NAMES, type ViewName } from '../views/options.js';
import { mediaStacks } from '../views/patch-media.js';
import type { LinkedView } from './link.js';

/** The tag of each view. */
export const VIEW_TAGS: Record<ViewName, string> = {
  answer: 'lupa-answer-view',
  head: 'lupa-head-view',
  model: 'lupa-model-view',
  neuron: 'lupa-neuron-view',
  heatmap: 'lupa-heatmap',
  patch: 'lupa-patch-view',
};

/**
 * The views that a record can be shown in, in the order of tabs: the neuron view needs queries and keys, the patch view an image or sound, the answer view
 * what a model said of a question.
 */
export function viewsOf(record: AttentionRecord): ViewName[] {
  const neurons = Object.keys(record.tensors).some((name) => readTensorName(name)?.kind === 'queries');
  const there: Partial<Record<ViewName, boolean>> = {
    answer: isAnswerRecord(record),
    neuron: neurons,
    patch: mediaStacks(record).length > 0,
  };
  return VIEW_NAMES.filter((name) => there[name] !== false);
}

/** What a view has beside the selection now: its options are properties of its element. */
export function currentOptions(view: ViewName, element: LinkedView): Record<string, unknown> {
  const properties = element as unknown as Record<string, unknown>;
  return Object.fromEntries(Object.keys(OPTION_CODECS[view]).map((name) => [name, properties[name]]));
}
