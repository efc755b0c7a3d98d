import { LupaError } from 'lupa-attention';
import { download, openCache, type DownloadOptions, type WebFiles } from 'lupa-attention/web';
import type { BundledModel } from './engine.js';

/**
 * Which models are served with the page.
 * @param site the folder of the page, with a slash at its end
 * @throws LupaError DownloadFailed
 */
export async function bundledModels(site: string, signal?: AbortSignal): Promise<BundledModel[]> {
  const url = `${site}models/index.json`;
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return (await response.json()) as BundledModel[];
    throw new Error(`status ${response.status}`);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new LupaError('DownloadFailed', `the list of models beside this page cannot be read (${(cause as Error).message}): try again later`, {
      subject: url, cause,
    }); // prettier-ignore
  }
}

/** Fetches a model from the page's own origin, once: its files stay in the browser, those of another version are let go. */
export async function fetchBundled(site: string, id: string, options: Omit<DownloadOptions, 'cache'>): Promise<WebFiles> {
  const model = (await bundledModels(site, options.signal)).find((each) => each.id === id);
  if (model === undefined) throw new LupaError('NotFound', `there is no model ${id} beside this page`, { subject: id });
  const folder = `${site}models/${encodeURIComponent(id)}/`;
  const files = Object.entries(model.files).map(([name, size]) => ({ name, size, url: `${folder}${encodeURI(name)}?v=${model.version}` }));
  const cache = await openCache('lupa-models');
  const found = await download(files, { ...options, cache });
  for (const { url } of (await cache?.keys()) ?? []) {
    if (url.startsWith(folder) && !url.endsWith(`?v=${model.version}`)) await cache?.delete(url);
  }
  return { id, files: found };
}
