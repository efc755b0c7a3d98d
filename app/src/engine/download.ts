import { isLupaError, LupaError } from 'lupa-attention';
import type { Progress } from './engine.js';

/** One file to fetch. */
export interface Wanted {
  name: string;
  url: string;
  size: number;
}

/** What to fetch, and how. */
export interface Download {
  files: Wanted[];
  cacheName: string;
  report: (progress: Progress) => void;
  signal?: AbortSignal;
}

/** Bytes between two reports. */
const STEP = 1 << 18;

/**
 * Fetches files, those first that the browser keeps a copy of; what is new is kept. Where there is no cache to be had (a page of http:) nothing is.
 * @throws LupaError DownloadFailed; AbortError when `signal` says so
 */
export async function download({ files, cacheName, report, signal }: Download): Promise<Record<string, Blob>> {
  const cache = await globalThis.caches?.open(cacheName).catch(() => undefined);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const found: Record<string, Blob> = {};
  for (const { name, url, size } of files) {
    const kept = await (await cache?.match(url))?.blob();
    const begin = done;
    if (kept?.size === size) found[name] = kept;
    else {
      found[name] = await fetchFile({
        name,
        url,
        size,
        signal,
        report: (bytes) => report({ stage: 'download', file: name, done: begin + bytes, total }),
      });
      // A full disk is no reason not to show the model.
      await cache?.put(url, new Response(found[name])).catch(() => undefined);
    }
    done += size;
    report({ stage: kept?.size === size ? 'read' : 'download', file: name, done, total });
  }
  return found;
}

/** One file, whole and of the size that it should have. */
async function fetchFile({ name, url, size, signal, report }: Wanted & { signal?: AbortSignal; report: (bytes: number) => void }): Promise<Blob> {
  const failed = (why: string, cause?: unknown): LupaError =>
    new LupaError('DownloadFailed', `${name} could not be downloaded: ${why}`, { subject: url, cause });
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw failed(`status ${response.status}`);
    let done = 0;
    let told = 0;
    const counted = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          done += chunk.length;
          if (done - told >= STEP) report((told = done));
          controller.enqueue(chunk);
        },
      }),
    );
    const blob = await new Response(counted).blob();
    if (blob.size !== size) throw failed(`${blob.size} of ${size} bytes arrived`);
    return blob;
  } catch (error) {
    if (isLupaError(error) || (error as Error).name === 'AbortError') throw error;
    throw failed('the connection broke', error);
  }
}
