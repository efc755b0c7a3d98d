import { LupaError } from 'lupa-attention';
import type { WebFiles } from 'lupa-attention/web';
import { download, type Download } from './download.js';

/** What `models/index.json` of the site says of a model that is served with it. */
export interface BundledModel {
  id: string;
  /** Another one where the files are others: copies of older ones are not used any more. */
  version: string;
  /** The files' sizes in bytes. */
  files: Record<string, number>;
}

/**
 * Which models are served with the page.
 * @param site the folder of the page, with a slash at its end
 */
export async function bundledModels(site: string, signal?: AbortSignal): Promise<BundledModel[]> {
  const response = await fetch(`${site}models/index.json`, { signal });
  if (!response.ok) throw new LupaError('DownloadFailed', `${response.url} is answered with status ${response.status}`, { subject: response.url });
  return (await response.json()) as BundledModel[];
}

/** Fetches a model from the page's own origin, once: its files stay in the browser's cache. */
export async function fetchBundled(site: string, id: string, options: Omit<Download, 'files' | 'cacheName'>): Promise<WebFiles> {
  const found = (await bundledModels(site, options.signal)).find((model) => model.id === id);
  if (found === undefined) throw new LupaError('NotFound', `there is no model ${id} beside this page`, { subject: id });
  const files = Object.entries(found.files).map(([name, size]) => ({ name, size, url: `${site}models/${id}/${encodeURI(name)}?v=${found.version}` }));
  return { id, files: await download({ ...options, files, cacheName: 'lupa-models' }) };
}
