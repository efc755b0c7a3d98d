import { randomBytes } from 'node:crypto';
import { copyFile, link, lstat, mkdir, readFile, readdir, readlink, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { hasInputFiles, isCommit, planFiles, shardNames } from './hub.js';

/**
 * One model's folder in the cache that huggingface_hub shares:
 *
 * ```
 * models--org--name/blobs/{hash}                      the bytes, each file once
 * models--org--name/snapshots/{commit}/{file}         links to the blobs
 * models--org--name/refs/{branch or tag}              a commit hash as text
 * ```
 */
export interface CachedRepository {
  id: string;
  /** The folder. */
  path: string;
  /** Where the bytes with this hash are, or will be. */
  blob(etag: string): string;
  /** The folder of a commit's files. */
  snapshot(commit: string): string;
  /** The commit that a revision stood for when it was last fetched; `null` when it was not. */
  commitOf(revision: string): Promise<string | null>;
  /** Whether a commit's file is there. */
  has(commit: string, name: string): Promise<boolean>;
  /** Makes a blob appear as a commit's file. */
  place(commit: string, name: string, etag: string): Promise<void>;
  /** Notes which commit a revision stands for. */
  remember(revision: string, commit: string): Promise<void>;
}

/** The folder of a model in the cache, whether it is there yet or not. */
export function cachedRepository(cache: string, id: string): CachedRepository {
  const path = join(cache, `models--${id.replace('/', '--')}`);
  const blob = (etag: string): string => join(path, 'blobs', etag);
  const snapshot = (commit: string): string => join(path, 'snapshots', commit);
  return {
    id,
    path,
    blob,
    snapshot,
    async commitOf(revision) {
      if (isCommit(revision)) return revision;
      const text = await readFile(join(path, 'refs', ...revision.split('/')), 'utf8').catch(() => '');
      return isCommit(text.trim()) ? text.trim() : null;
    },
    // Follows the link: one whose blob is gone is no file.
    has: async (commit, name) => (await stat(join(snapshot(commit), name)).catch(() => null))?.isFile() === true,
    async place(commit, name, etag) {
      const pointer = join(snapshot(commit), name);
      await mkdir(dirname(pointer), { recursive: true });
      await rm(pointer, { force: true });
      await pointTo(blob(etag), pointer);
    },
    async remember(revision, commit) {
      if (revision === commit) return;
      const file = join(path, 'refs', ...revision.split('/'));
      if ((await readFile(file, 'utf8').catch(() => '')) === commit) return;
      await mkdir(dirname(file), { recursive: true });
      const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
      await writeFile(temporary, commit);
      await rename(temporary, file);
    },
  };
}

/** A link, relative so that the cache can be moved; where the system has none, a second name of the file, or a copy. */
async function pointTo(blob: string, pointer: string): Promise<void> {
  const copy = async (): Promise<void> => {
    const temporary = `${pointer}.${randomBytes(4).toString('hex')}.incomplete`;
    await copyFile(blob, temporary);
    await rename(temporary, pointer);
  };
  const ways = [() => symlink(relative(dirname(pointer), blob), pointer), () => link(blob, pointer), copy];
  for (const way of ways) {
    try {
      return await way();
    } catch (cause) {
      // Another process was quicker, and can only have placed the same blob.
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
      if (way === ways[ways.length - 1]) throw cause;
    }
  }
}

/**
 * What a commit lacks before its model can be opened, judged by the files themselves; an empty list when it is all there.
 * @param names the names of the files that are there
 */
export async function missingFiles(repository: CachedRepository, commit: string): Promise<string[]> {
  const folder = repository.snapshot(commit);
  const entries = (await readdir(folder, { recursive: true }).catch(() => [])).map((entry) => entry.replaceAll('\\', '/'));
  const names: string[] = [];
  for (const name of entries) if (await repository.has(commit, name)) names.push(name);
  if (names.length === 0) return ['all files'];
  try {
    const { index, weights } = planFiles(names, repository.id);
    const shards = index === null ? weights : shardNames(JSON.parse(await readFile(join(folder, index), 'utf8')), index);
    const missing = shards.filter((name) => !names.includes(name));
    return hasInputFiles(names) ? missing : [...missing, 'the tokenizer'];
  } catch {
    return [names.includes('config.json') ? 'its weights' : 'config.json'];
  }
}

/**
 * The SHA-256 of a commit's weights where the cache knows it: a file in large file storage has it as its blob's name.
 * @returns `undefined` for weights in several files or outside of large file storage
 */
export async function weightsHash(folder: string): Promise<string | undefined> {
  for (const name of ['model.safetensors', 'pytorch_model.bin']) {
    const pointer = join(folder, name);
    if ((await lstat(pointer).catch(() => null)) === null) continue;
    const blob = basename(await readlink(pointer).catch(() => ''));
    return /^[0-9a-f]{64}$/.test(blob) ? blob : undefined;
  }
  return undefined;
}
