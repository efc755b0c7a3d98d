import type { TokenRange } from './attention/words.js';
import type { Sentence } from './analysis/conllu.js';
import { countSyntax, syntaxCounts, type SyntaxCounts } from './analysis/syntax.js';
import { corpusOrder, corpusRuns } from './corpus.js';
import type { Model } from './model.js';
import type { Encoded, KnownWords } from './tokens/tokenizer.js';

/** How far a measurement over a corpus has come: plain data, to be stored and gone on from. */
export interface SyntaxProgress {
  counts: SyntaxCounts;
  /** Sentences done, of those that are not left out, in the order of `corpusOrder`. */
  done: number;
  /** Sentences that were left out: longer than the model can read, or with a word that has no token. */
  skipped: number;
}

/**
 * How often each head of a model finds the syntactic head of a word (`countSyntax`), over the sentences of a treebank. Words are tokenized one by one; attention between words is that of Clark
 * et al. 2019, section 4.1.
 * @param options `from`: where an earlier measurement of the same sentences stopped; `signal`: stops after the batch at work
 * @returns after each batch, how far it has come; each time the same object, brought up to date
 * @throws LupaError RuntimeFailed
 */
export async function* measureSyntax(
  model: Model,
  sentences: readonly Sentence[],
  { from, signal }: { from?: SyntaxProgress; signal?: AbortSignal } = {},
): AsyncGenerator<SyntaxProgress> {
  const [{ layers, heads }] = model.plan.stacks;
  const progress = from ?? { counts: syntaxCounts(layers, heads), done: 0, skipped: 0 };
  const known: KnownWords = new Map();
  const sequences = sentences.map(({ words }) => model.tokenizer.encodeWords(words, { known }));
  const ranges = sequences.map((sequence, index) => rangesOfWords(sequence, sentences[index].words.length));
  const usable = corpusOrder(sequences).filter((index) => ranges[index] !== null && sequences[index].tokens.length <= model.plan.maxTokens);
  progress.skipped = sentences.length - usable.length;
  for await (const runs of corpusRuns(model, sequences, usable.slice(progress.done))) {
    for (const run of runs) {
      countSyntax(progress.counts, sentences[run.index], run.attention, ranges[run.index] as TokenRange[]);
    }
    progress.done += runs.length;
    yield progress;
    if (signal?.aborted === true) return;
  }
  yield progress;
}

/** The tokens of each word; null where a word has none. */
export function rangesOfWords({ tokens }: Encoded, words: number): TokenRange[] | null {
  const ranges: (TokenRange | undefined)[] = new Array<undefined>(words).fill(undefined);
  tokens.forEach(({ word }, index) => {
    if (word === null) return;
    const range = ranges[word];
    if (range === undefined) ranges[word] = { start: index, end: index + 1 };
    else range.end = index + 1;
  });
  return ranges.every((range) => range !== undefined) ? ranges : null;
}
