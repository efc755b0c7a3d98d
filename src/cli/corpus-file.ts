import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseConllu, type Sentence } from '../analysis/conllu.js';
import { LEAST_DEPENDENTS } from '../analysis/evidence.js';
import { parseGap, type PronounCase } from '../analysis/gap.js';
import { isCounted } from '../analysis/syntax.js';
import { LupaError, reasonOf } from '../errors.js';

/** A corpus that was read, not yet counted over. */
export type Corpus = { file: string; label: string; sha256: string } & (
  { kind: 'treebank'; items: Sentence[] } | { kind: 'gap'; items: PronounCase[] }
);

/**
 * Reads the file of a corpus: a treebank in CoNLL-U (.conllu), or pronouns as GAP has them (.tsv).
 * @throws LupaError InvalidInput for another kind of file, or one in which nothing can be counted; NotFound; InvalidFile naming the line of the first mistake
 */
export async function readCorpus(file: string): Promise<Corpus> {
  const label = basename(file);
  const fail = (what: string): LupaError => new LupaError('InvalidInput', what, { subject: '--corpus', value: file });
  const extension = /\.(conllu|tsv)$/i.exec(file)?.[1].toLowerCase();
  if (extension === undefined) throw fail(`--corpus takes a treebank, FILE.conllu, or pronouns as GAP has them, FILE.tsv, and is ${file}`);
  const bytes = await readFile(file).catch((cause: unknown) => {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new LupaError('NotFound', missing ? `there is no corpus ${file}` : `cannot read the corpus ${file}: ${reasonOf(cause)}`, {
      subject: '--corpus', value: file, cause,
    }); // prettier-ignore
  });
  const text = decode(bytes, label);
  if (text.trim() === '') throw new LupaError('InvalidFile', `${label} is empty: ${extension === 'tsv' ? 'a GAP table' : 'a CoNLL-U file'} is expected`, { subject: label }); // prettier-ignore
  const common = { file, label, sha256: createHash('sha256').update(bytes).digest('hex') };
  if (extension === 'tsv') {
    const items = parseGap(text, { label });
    if (items.length === 0) throw fail(`${label} has no row in which exactly one of the two names is the antecedent: there is nothing to count`);
    return { ...common, kind: 'gap', items };
  }
  return { ...common, kind: 'treebank', items: parseConllu(text, { label }) };
}

/**
 * Checks that treebanks together have a relation that is tested.
 * @throws LupaError InvalidInput naming the most frequent one
 */
export function checkRelations(corpora: readonly Corpus[]): void {
  const found = new Map<string, number>();
  const treebanks = corpora.filter(({ kind }) => kind === 'treebank');
  for (const { kind, items } of corpora) {
    if (kind !== 'treebank') continue;
    for (const sentence of items) {
      sentence.relations.forEach((relation, word) => {
        if (isCounted(sentence, word)) found.set(relation, (found.get(relation) ?? 0) + 1);
      });
    }
  }
  const [most = null] = [...found].sort(([, a], [, b]) => b - a);
  if (treebanks.length === 0 || (most !== null && most[1] >= LEAST_DEPENDENTS)) return;
  const names = treebanks.map(({ label }) => label).join(', ');
  const best = most === null ? '' : ` (the most frequent, ${most[0]}, has ${most[1]})`;
  throw new LupaError('InvalidInput', `${names} has no relation with at least ${LEAST_DEPENDENTS} dependents${best}: a larger treebank is needed`, {
    subject: '--corpus', value: most?.[1] ?? 0, limit: LEAST_DEPENDENTS,
  }); // prettier-ignore
}

function decode(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new LupaError('InvalidFile', `${label} is not text in UTF-8`, { subject: label, cause });
  }
}
