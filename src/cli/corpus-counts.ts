import { addGap, type GapCounts } from '../analysis/gap.js';
import type { CorpusCounts } from '../analysis/report.js';
import { addSyntax, type SyntaxCounts } from '../analysis/syntax.js';
import { LupaError } from '../errors.js';
import type { GapProgress } from '../gap.js';
import type { Model } from '../model.js';
import type { SyntaxProgress } from '../treebank.js';
import { corpusCheckpoint } from './corpus-checkpoint.js';
import { checkRelations, readCorpus, type Corpus } from './corpus-file.js';
import { say } from './output.js';
import { counter, hubReport } from './progress.js';

/** Counts are stored at most this often, in milliseconds. */
const INTERVAL = 2000;

/** What was counted over all corpora. */
export interface CountedCorpora {
  syntax: CorpusCounts<SyntaxCounts> | null;
  gap: CorpusCounts<GapCounts> | null;
}

/** How corpora are counted over. */
export interface CountOptions {
  model?: string;
  threads: number;
  /** Whether counts of earlier calls are left aside. */
  fresh?: boolean;
}

/**
 * Counts over corpora, with a progress bar on stderr. Counts are kept in the user's cache: a call that was stopped (Ctrl-C) goes on where it was, and one that has finished need not run
 * again. Several treebanks count as one, and so do several tables of pronouns.
 * @throws LupaError InvalidInput, NotFound, InvalidFile before anything runs; RuntimeFailed when it was stopped
 */
export async function countCorpora(files: readonly string[], { model: where, threads, fresh = false }: CountOptions): Promise<CountedCorpora> {
  const corpora: Corpus[] = [];
  for (const file of new Set(files)) corpora.push(await readCorpus(file));
  checkRelations(corpora);
  const [{ openModel }, { measureSyntax }, { measureGap }] = await Promise.all([import('../open.node.js'), import('../treebank.js'), import('../gap.js')]); // prettier-ignore
  const model = await openModel(where, { threads, results: false, parallel: true, report: hubReport() });
  const counted: CountedCorpora = { syntax: null, gap: null };
  try {
    for (const corpus of corpora) {
      const common = { model, fresh, corpus };
      if (corpus.kind === 'treebank') {
        const progress = await run<SyntaxProgress>(common, (options) => measureSyntax(model, corpus.items, options));
        counted.syntax = joined(counted.syntax, { corpus, progress, n: progress.counts.sentences, add: addSyntax });
      } else {
        const progress = await run<GapProgress>(common, (options) => measureGap(model, corpus.items, options));
        counted.gap = joined(counted.gap, { corpus, progress, n: progress.counts.cases, add: addGap });
      }
    }
  } finally {
    await model.close();
  }
  if (counted.gap !== null) {
    const { cases, nearest, first } = counted.gap.counts;
    if (cases > 0) counted.gap.source.baselines = { nearest: nearest / cases, first: first / cases };
  }
  return counted;
}

/** One corpus, from where an earlier call stopped. */
async function run<Progress extends SyntaxProgress | GapProgress>(
  { model, corpus, fresh }: { model: Model; corpus: Corpus; fresh: boolean },
  measure: (options: { from?: Progress; signal: AbortSignal }) => AsyncGenerator<Progress>,
): Promise<Progress> {
  const { sha256, id } = await model.info();
  const checkpoint = corpusCheckpoint<Progress>(corpus, sha256 ?? id);
  const from = fresh ? null : await checkpoint.read();
  const total = corpus.items.length;
  const what = corpus.kind === 'treebank' ? 'sentences' : 'pronouns';
  const before = from === null ? 0 : from.done + (corpus.kind === 'treebank' ? from.skipped : 0);
  if (from !== null && before >= total) say(`${corpus.label}: counted before with this model (--fresh counts again)`);
  else if (from !== null) say(`${corpus.label}: ${before} of ${total} ${what} are counted, going on (--fresh starts over)`);

  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt);
  const bar = counter(corpus.label, { total, done: before });
  let last = from;
  let stored = Date.now();
  try {
    for await (const progress of measure({ ...(from === null ? {} : { from }), signal: stop.signal })) {
      last = progress;
      bar.show(progress.done + (corpus.kind === 'treebank' ? progress.skipped : 0));
      if (Date.now() - stored < INTERVAL) continue;
      await checkpoint.write(progress);
      stored = Date.now();
    }
  } finally {
    bar.clear();
    process.off('SIGINT', interrupt);
    // What is done is done, whatever happened then.
    if (last !== null) await checkpoint.write(last);
  }
  const done = last === null ? 0 : last.done + (corpus.kind === 'treebank' ? last.skipped : 0);
  if (last === null || done < total) {
    throw new LupaError('RuntimeFailed', `stopped after ${done} of ${total} ${what} of ${corpus.label}: the same command goes on from there`, {
      subject: '--corpus', value: done, limit: total,
    }); // prettier-ignore
  }
  return last;
}

/** The counts of one more corpus of a kind. */
function joined<Counts>(
  before: CorpusCounts<Counts> | null,
  { corpus, progress, n, add }: { corpus: Corpus; progress: { counts: Counts; skipped: number }; n: number; add: (a: Counts, b: Counts) => Counts },
): CorpusCounts<Counts> {
  const source = { kind: corpus.kind, label: corpus.label, n, skipped: progress.skipped };
  if (before === null) return { counts: progress.counts, source };
  const { label, n: others, skipped } = before.source;
  return {
    counts: add(before.counts, progress.counts),
    source: { ...source, label: `${label}, ${corpus.label}`, n: others + n, skipped: skipped + progress.skipped },
  };
}
