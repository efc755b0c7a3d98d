import { download, openCache, type DownloadOptions, type WantedFile } from '../bytes/download.web.js';
import { briefly, LupaError } from '../errors.js';
import { hasWeights } from './checkpoint.js';
import { findExport } from './export-files.js';
import { fileUrl, isCommit, listingUrl, parseHubName, planFiles, readListing, shardNames, type HubListing, type HubName } from './hub.js';
import { architectureOf, isKnownFamily } from './registry.js';

/** The store of the hub's files. Addresses of files name the commit, so that a copy is right for ever. */
const CACHE = 'lupa-hub';

/** How to fetch a model of the hub. */
export interface HubWebOptions extends Omit<DownloadOptions, 'cache'> {
  /** The hub's address, without a slash at its end. */
  endpoint?: string;
}

/** A model of the hub in the browser. */
export interface HubFiles {
  id: string;
  /** The commit its files are of. */
  revision: string;
  files: Record<string, Blob>;
}

/**
 * Fetches a public model of the hub: asks which commit its revision stands for, then for the files that Lupa needs. Copies stay in the browser, by commit; where the
 * hub cannot be reached, what was there the last time is used. No token is sent, and none is asked for.
 * @param text `org/name` or `org/name@revision`
 * @throws LupaError InvalidInput, NotFound, Unsupported, DownloadFailed, InvalidFile; AbortError when `signal` says so
 */
export async function fetchHubModel(text: string, { endpoint = 'https://huggingface.co', ...options }: HubWebOptions = {}): Promise<HubFiles> {
  const name = parseHubName(text.trim());
  if (name === null) {
    throw new LupaError('InvalidInput', `${briefly(text)} is no name of a model on the hub: org/name or org/name@revision is expected`, {
      subject: 'model',
      value: text,
    });
  }
  const cache = await openCache(CACHE);
  const { commit, files } = await findListing(name, { endpoint, cache, signal: options.signal });
  const { id } = name;
  const names = files.map((file) => file.name);
  planFiles(names, id);
  const wanted = (name: string, index = ''): WantedFile => {
    const file = files.find((each) => each.name === name);
    if (file === undefined) throw new LupaError('InvalidFile', `${id} has no file ${name}, which ${index} lists`, { subject: `${id}/${name}` });
    const known = file.etag !== null;
    return { name, url: fileUrl(endpoint, { id, commit, name }), size: known ? file.size : null, hash: file.etag };
  };

  // config.json comes first: it says whether Lupa can read the model at all.
  const first = await download([wanted('config.json')], { ...options, report: undefined, cache });
  const { model_type: family } = await readObject(first['config.json'], `${id}/config.json`);
  const exported = findExport(names) !== null && (!hasWeights(names) || !isKnownFamily(family));
  if (!exported) architectureOf(family, id);
  const { small, weights, index } = planFiles(names, id, { exported });
  if (index !== null) {
    const list = await download([wanted(index)], { ...options, report: undefined, cache });
    weights.push(...shardNames(await readObject(list[index], `${id}/${index}`), `${id}/${index}`));
    small.push(index);
  }
  const all = [...small, ...weights].map((name) => wanted(name, index ?? ''));
  const found = await download(all, { ...options, cache });
  if (cache !== undefined) await forgetOthers(cache, `${endpoint}/${id}/resolve/`, commit);
  return { id, revision: commit, files: found };
}

/** Which files there are at which commit: from the hub, or as it was the last time. */
async function findListing(
  { id, revision }: HubName,
  { endpoint, cache, signal }: { endpoint: string; cache?: Cache; signal?: AbortSignal },
): Promise<HubListing> {
  const url = listingUrl(endpoint, { id, revision });
  const kept: unknown = await (await cache?.match(url))?.json();
  const known = kept === undefined ? null : readListing(kept);
  if (known !== null && isCommit(revision)) return known;
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    if (known !== null) return known;
    throw new LupaError('DownloadFailed', `the hub ${endpoint} cannot be reached, and there is no copy of ${id} in this browser: try again later`, {
      subject: id, cause,
    }); // prettier-ignore
  }
  if (!response.ok) throw refusal(response, { id, revision, endpoint });
  const json: unknown = await response.json().catch(() => null);
  const listing = readListing(json);
  if (listing === null) throw new LupaError('DownloadFailed', `the hub ${endpoint} gives no list of files for ${id}: is it a hub?`, { subject: id });
  await cache?.put(url, Response.json(json)).catch(() => undefined);
  return listing;
}

/** What an error of the hub means. */
function refusal({ status, headers }: Response, { id, revision, endpoint }: HubName & { endpoint: string }): LupaError {
  const elsewhere = 'load it with lupa models pull and drop its folder here';
  if (headers.get('x-error-code') === 'RevisionNotFound')
    return new LupaError('NotFound', `${id} has no revision ${revision} on the hub ${endpoint}`, { subject: id, value: status });
  if ([401, 404].includes(status))
    return new LupaError('NotFound', `the hub ${endpoint} has no public model ${id}: check the name, or where it is private, ${elsewhere}`, { subject: id, value: status }); // prettier-ignore
  if (status === 403) return new LupaError('DownloadFailed', `${id} is not open to everyone: ${elsewhere}`, { subject: id, value: status });
  return new LupaError('DownloadFailed', `the hub ${endpoint} answers with status ${status}: try again later`, { subject: id, value: status });
}

/** Lets go of the files of other commits. */
async function forgetOthers(cache: Cache, prefix: string, commit: string): Promise<void> {
  for (const { url } of await cache.keys()) {
    if (url.startsWith(prefix) && !url.startsWith(`${prefix}${commit}/`)) await cache.delete(url);
  }
}

async function readObject(blob: Blob, label: string): Promise<Record<string, unknown>> {
  try {
    const value = JSON.parse(await blob.text()) as unknown;
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new LupaError('InvalidFile', `${label} is not valid JSON`, { subject: label, cause });
  }
  throw new LupaError('InvalidFile', `${label} holds no JSON object`, { subject: label });
}
