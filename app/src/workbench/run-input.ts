import type { ModelSummary, RunInput } from '../engine/engine.js';
import type { WorkbenchState } from '../state/state.js';

/** What a model's files say that it reads. */
export function readsImages({ stacks, readsText }: ModelSummary): boolean {
  return !readsText || stacks.some(({ name }) => name === 'vision');
}

/** Whether a model writes, or is given, a text of its own beside the one it reads. */
export function hasTarget({ stacks }: ModelSummary): boolean {
  return stacks.some(({ name }) => name === 'cross');
}

/** What is to be run for a state; null where something is missing: a text, the context of a question, the image. */
export function runInput({ mode, text, pair, target }: WorkbenchState, model: ModelSummary, image: Blob | null): RunInput | null {
  const pictures = readsImages(model) ? image : null;
  if (!model.readsText) return pictures === null ? null : { text: '', pair: null, target: null, image: pictures };
  if (text.trim() === '') return null;
  if (mode === 'question' && pair.trim() === '') return null;
  return {
    text,
    pair: mode === 'text' || pair.trim() === '' ? null : pair,
    target: hasTarget(model) && target.trim() !== '' ? target : null,
    ...(pictures === null ? {} : { image: pictures }),
  };
}
