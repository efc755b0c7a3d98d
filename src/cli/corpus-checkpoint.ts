import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GapProgress } from '../gap.js';
import type { SyntaxProgress } from '../treebank.js';
import type { Corpus } from './corpus-file.js';
import { writeResult } from './output.js';

/** Goes up when a corpus is counted in another way: older counts are then no longer read. */
const MEASURE = 1;

/** What must be the same for counts to be gone on from. */
interface Identity {
  format: 'lupa-counts';
  measure: number;
  kind: Corpus['kind'];
  corpus: string;
  model: string;
}

/** Where the counts over a corpus are kept, from the first batch on. */
export interface Checkpoint<Progress> {
  path: string;
  /** What an earlier call left; null where there is none of this corpus, model and measure. */
  read(): Promise<Progress | null>;
  /** Replaces it, in one step. */
  write(progress: Progress): Promise<void>;
}

/**
 * The file of counts of a corpus and a model: `$XDG_CACHE_HOME/lupa/counts/HASH.json` (`~/.cache` where that is not set), named by what must be the same.
 * @param model SHA-256 of the weights
 */
export function corpusCheckpoint<Progress extends SyntaxProgress | GapProgress>(
  { kind, sha256 }: Pick<Corpus, 'kind' | 'sha256'>,
  model: string,
): Checkpoint<Progress> {
  const identity: Identity = { format: 'lupa-counts', measure: MEASURE, kind, corpus: sha256, model };
  const name = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  const { XDG_CACHE_HOME: cache = '' } = process.env;
  const path = join(cache === '' ? join(homedir(), '.cache') : cache, 'lupa', 'counts', `${name}.json`);
  return {
    path,
    async read() {
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text === null) return null;
      try {
        const { progress, ...found } = JSON.parse(text) as Identity & { progress: Progress };
        const usable = JSON.stringify(found) === JSON.stringify(identity) && typeof progress.done === 'number' && typeof progress.counts === 'object';
        return usable ? progress : null;
      } catch {
        // A file that was damaged is as good as none.
        return null;
      }
    },
    async write(progress) {
      await mkdir(dirname(path), { recursive: true });
      await writeResult(path, [JSON.stringify({ ...identity, progress })]);
    },
  };
}
