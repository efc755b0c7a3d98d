import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LupaError, reasonOf } from '../errors.js';
import { hasWeights } from './checkpoint.js';
import { findExport } from './export-files.js';
import { cachedRepository, missingFiles, type CachedRepository } from './hub-cache.node.js';
import { download } from './hub-download.node.js';
import { withLock } from './hub-lock.node.js';
import { hubJson, hubRequest } from './hub-request.node.js';
import { Transient, withRetries } from './hub-retry.node.js';
import type { HubSettings } from './hub-settings.node.js';
import { fileUrl, isCommit, listingUrl, planFiles, readListing, shardNames, type HubFile, type HubListing, type HubName } from './hub.js';
import { architectureOf, isKnownFamily } from './registry.js';

/** How a download tells what it does. */
export interface HubReport {
  /** A sentence for the user. */
  message?: (text: string) => void;
  /** Bytes of a file that have arrived, of its size; called often, and once more when the file is in its place. */
  progress?: (event: { id: string; file: string; done: number; size: number }) => void;
}

/** A model that is in the cache. */
export interface HubModel {
  id: string;
  /** The commit its files are of. */
  commit: string;
  /** The folder of its files. */
  folder: string;
}

interface Context {
  settings: HubSettings;
  name: HubName;
  repository: CachedRepository;
  report: HubReport;
}

/**
 * Sees to it that a model of the hub is in the cache: asks the hub which commit its revision stands for (a commit that is
 * there needs no asking), and downloads what the cache lacks. When the hub cannot be reached, what is there is used.
 * @throws LupaError NotFound, Unsupported, DownloadFailed, InvalidFile
 */
export async function fetchModel(name: HubName, settings: HubSettings, report: HubReport = {}): Promise<HubModel> {
  const { id, revision } = name;
  const repository = cachedRepository(settings.cache, id);
  const context = { settings, name, repository, report };
  const known = await repository.commitOf(revision);
  const missing = known === null ? null : await missingFiles(repository, known);
  const cached = known !== null && missing?.length === 0 ? { id, commit: known, folder: repository.snapshot(known) } : null;
  if (cached !== null && (isCommit(revision) || settings.offline)) return cached;
  const lack = missing === null ? 'not in the cache' : 'not whole in the cache';
  const notCached = `the model ${revision === 'main' ? id : `${id}@${revision}`} is ${lack} ${settings.cache}${missing === null ? '' : ` (missing: ${missing.join(', ')})`}`;
  if (settings.offline) throw new LupaError('NotFound', `${notCached} while HF_HUB_OFFLINE is set: unset it to download`, { subject: id });
  try {
    // With a copy at hand one try is enough.
    const tries = cached === null ? settings.timing.firstTries : 1;
    const listing = await withRetries({ ...settings.timing, tries }, () => readFiles(context));
    await fillSnapshot(context, listing);
    await repository.remember(revision, listing.commit);
    return { id, commit: listing.commit, folder: repository.snapshot(listing.commit) };
  } catch (error) {
    if (!(error instanceof Transient)) throw unwritable(error, settings);
    if (cached === null)
      throw new LupaError('DownloadFailed', `${notCached}, and the hub ${settings.endpoint} cannot be used (${error.message}): try again later`, {
        subject: id,
        cause: error,
      });
    report.message?.(
      `warning: the hub ${settings.endpoint} cannot be used (${error.message}): ${id} is the copy in the cache, commit ${cached.commit}`,
    );
    return cached;
  }
}

/** The files of the repository at the commit that the revision stands for. */
async function readFiles({ settings, name }: Context): Promise<HubListing> {
  const listing = readListing(await hubJson(settings, listingUrl(settings.endpoint, name), name));
  if (listing === null || (isCommit(name.revision) && listing.commit !== name.revision)) {
    throw new LupaError('DownloadFailed', `the hub ${settings.endpoint} gives no list of files for ${name.id}@${name.revision}: is it a hub?`, {
      subject: name.id,
    });
  }
  return listing;
}

/** Downloads what a commit's folder lacks: config.json first, which says whether Lupa can read the model at all, the weights last. */
async function fillSnapshot(context: Context, { commit, files }: HubListing): Promise<void> {
  const { name, repository } = context;
  const names = files.map(({ name: file }) => file);
  planFiles(names, name.id);
  const listed = new Map(files.map((file) => [file.name, file]));
  const fetchAll = async (wanted: string[], index = ''): Promise<void> => {
    for (const file of wanted) {
      const entry = listed.get(file);
      if (entry === undefined)
        throw new LupaError('InvalidFile', `${name.id} has no file ${file}, which ${index} lists`, { subject: `${name.id}/${file}` });
      if (!(await repository.has(commit, file))) await fetchFile(context, commit, entry);
    }
  };
  await fetchAll(['config.json']);
  const config = await readObject(join(repository.snapshot(commit), 'config.json'), `${name.id}/config.json`);
  const exported = findExport(names) !== null && (!hasWeights(names) || !isKnownFamily(config.model_type));
  if (!exported) architectureOf(config.model_type, name.id);
  const { small, weights, index } = planFiles(names, name.id, { exported });
  await fetchAll(small);
  if (index !== null) {
    await fetchAll([index]);
    weights.push(...shardNames(await readObject(join(repository.snapshot(commit), index), `${name.id}/${index}`), `${name.id}/${index}`));
  }
  await fetchAll(weights, index ?? '');
}

/** Brings one file into the cache, unless its bytes are there already. */
async function fetchFile({ settings, name: { id, revision }, repository, report }: Context, commit: string, file: HubFile): Promise<void> {
  const about = { id, revision, file: file.name };
  const url = fileUrl(settings.endpoint, { id, commit, name: file.name });
  const { etag, size } =
    file.etag !== null
      ? { etag: file.etag, size: file.size }
      : await withRetries(settings.timing, () => hubRequest(settings, url, { about, method: 'HEAD' }));
  if (etag === null || size === null) {
    throw new LupaError('DownloadFailed', `the hub ${settings.endpoint} gives no hash and size for ${file.name} of ${id}: it cannot be checked`, {
      subject: file.name,
    });
  }
  const path = repository.blob(etag);
  const progress = (done: number): void => report.progress?.({ id, file: file.name, done: Math.min(done, size - 1), size });
  const lock = join(settings.cache, '.locks', `models--${id.replace('/', '--')}`, `${etag}.lupa.lock`);
  const waiting = (): void => report.message?.(`another process is downloading ${file.name} of ${id}: waiting for it`);
  await withLock(lock, { poll: settings.timing.poll, waiting }, async () => {
    // A blob of another length was left by something that does not check what it writes.
    if ((await stat(path).catch(() => null))?.size !== size) await download(settings, { url, about, path, size, etag, progress });
    await repository.place(commit, file.name, etag);
  });
  report.progress?.({ id, file: file.name, done: size, size });
}

async function readObject(path: string, label: string): Promise<Record<string, unknown>> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as unknown;
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new LupaError('InvalidFile', `${label} is not valid JSON: ${reasonOf(cause)}`, { subject: label, cause });
  }
  throw new LupaError('InvalidFile', `${label} holds no JSON object`, { subject: label });
}

/** An error of the system while writing into the cache, in words; others stay as they are. */
function unwritable(error: unknown, { cache }: HubSettings): unknown {
  if (error instanceof LupaError || !(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  return new LupaError('DownloadFailed', `cannot write into the cache ${cache}: ${reasonOf(error)}`, {
    subject: cache,
    value: error.code,
    cause: error,
  });
}
