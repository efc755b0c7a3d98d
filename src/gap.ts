import { countGap, gapCounts, type GapCounts, type PronounCase } from './analysis/gap.js';
import { wordRanges } from './attention/words.js';
import { corpusOrder, corpusRuns } from './corpus.js';
import type { Model } from './model.js';

/** How far a measurement has come: plain data, to be stored and gone on from. */
export interface GapProgress {
  counts: GapCounts;
  /** Cases done, in the order of `corpusOrder`. */
  done: number;
  /** Cases that were left out: longer than the model can read, or with a name that has no token. */
  skipped: number;
}

/**
 * How often each head looks from a pronoun to the name it stands for (`countGap`): the whole text of a case is one sequence.
 * @param options `from`: where an earlier measurement of the same cases stopped; `signal`: stops after the batch at work
 * @returns after each batch, how far it has come; each time the same object, brought up to date
 * @throws LupaError RuntimeFailed
 */
export async function* measureGap(
  model: Model,
  cases: readonly PronounCase[],
  { from, signal }: { from?: GapProgress; signal?: AbortSignal } = {},
): AsyncGenerator<GapProgress> {
  const [{ layers, heads }] = model.plan.stacks;
  const progress = from ?? { counts: gapCounts(layers, heads), done: 0, skipped: 0 };
  const sequences = cases.map(({ text }) => model.tokenizer.encode(text));
  const order = corpusOrder(sequences);
  const fits = (index: number): boolean => sequences[index].tokens.length <= model.plan.maxTokens;
  // The order is by length: what does not fit comes last.
  const usable = order.filter(fits);
  for await (const runs of corpusRuns(model, sequences, usable.slice(progress.done))) {
    for (const { index, sequence, attention } of runs) {
      const words = wordRanges(sequence.tokens).filter(({ start }) => !sequence.tokens[start].special);
      if (!countGap(progress.counts, cases[index], { tokens: sequence.tokens, words, attention })) progress.skipped++;
    }
    progress.done += runs.length;
    yield progress;
    if (signal?.aborted === true) return;
  }
  if (progress.done < order.length) progress.skipped += order.length - progress.done;
  progress.done = order.length;
  yield progress;
}
