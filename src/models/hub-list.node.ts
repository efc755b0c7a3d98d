import { lstat, readdir, readFile, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskFolder } from '../bytes/file.node.js';
import { LupaError, reasonOf } from '../errors.js';
import { cachedRepository, missingFiles } from './hub-cache.node.js';
import { isCommit, parseHubName } from './hub.js';
import { planFolder } from './plan-folder.js';

/** One commit of a model in the cache. */
export interface CachedModel {
  id: string;
  commit: string;
  /** The branches and tags that stood for it when they were last fetched. */
  refs: string[];
  /** `model_type` of config.json; null where there is none. */
  family: string | null;
  /** The size of its files, in bytes; a file that several commits share counts in each. */
  bytes: number;
  /** Why Lupa cannot open it; null where it can. */
  problem: string | null;
  /** The folder of its files. */
  folder: string;
}

/** The models in the cache, by name. Nothing is read but config.json and the headers of weights. */
export async function cachedModels(cache: string): Promise<CachedModel[]> {
  const models: CachedModel[] = [];
  for (const entry of (await readdir(cache).catch(() => [])).sort()) {
    const id = entry.startsWith('models--') ? entry.slice('models--'.length).replace('--', '/') : '';
    if (parseHubName(id) === null) continue;
    const path = cachedRepository(cache, id).path;
    const refs = await readRefs(path);
    const commits = await readdir(join(path, 'snapshots')).catch(() => []);
    for (const commit of commits.filter(isCommit).sort()) models.push(await describe(cache, { id, commit, refs: refs.get(commit) ?? [] }));
  }
  return models;
}

async function describe(cache: string, { id, commit, refs }: Pick<CachedModel, 'id' | 'commit' | 'refs'>): Promise<CachedModel> {
  const repository = cachedRepository(cache, id);
  const folder = repository.snapshot(commit);
  const files = new Set<string>();
  for (const name of await readdir(folder, { recursive: true })) {
    const file = await realpath(join(folder, name)).catch(() => null);
    if (file !== null) files.add(file);
  }
  let bytes = 0;
  for (const file of files) {
    const info = await stat(file);
    if (info.isFile()) bytes += info.size;
  }
  const family = await readFamily(join(folder, 'config.json'));
  const missing = await missingFiles(repository, commit);
  const problem = missing.length > 0 ? `missing: ${missing.join(', ')}` : await whyNot(folder, id);
  return { id, commit, refs, family, bytes, problem, folder };
}

async function readFamily(config: string): Promise<string | null> {
  try {
    const { model_type: family } = JSON.parse(await readFile(config, 'utf8')) as { model_type?: unknown };
    return typeof family === 'string' ? family : null;
  } catch {
    return null;
  }
}

/** Plans the model's run, which reads no weights, to see whether Lupa can. */
async function whyNot(folder: string, id: string): Promise<string | null> {
  try {
    await planFolder({ ...(await diskFolder(folder)), label: id });
    return null;
  } catch (error) {
    return reasonOf(error);
  }
}

/** The names in refs/, at any depth, by the commit they hold. */
async function readRefs(path: string): Promise<Map<string, string[]>> {
  const refs = new Map<string, string[]>();
  for (const name of (await readdir(join(path, 'refs'), { recursive: true }).catch(() => [])).sort()) {
    const commit = (await readFile(join(path, 'refs', name), 'utf8').catch(() => '')).trim();
    if (isCommit(commit)) refs.set(commit, [...(refs.get(commit) ?? []), name]);
  }
  return refs;
}

/**
 * Removes a model from the cache, all commits of it. Links are removed, never followed.
 * @returns the folder that is gone
 * @throws LupaError NotFound when it is not there
 */
export async function removeModel(cache: string, id: string): Promise<string> {
  const { path } = cachedRepository(cache, id);
  if ((await lstat(path).catch(() => null)) === null) {
    throw new LupaError('NotFound', `the model ${id} is not in the cache ${cache}: lupa models shows what is`, { subject: id });
  }
  await rm(path, { recursive: true });
  return path;
}
