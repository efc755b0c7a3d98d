import { isLupaError, LupaError } from '../errors.js';

/** One file to fetch. */
export interface WantedFile {
  /** Its path in the model's folder. */
  name: string;
  url: string;
  /** In bytes; null where it is not known. */
  size: number | null;
  /** SHA-256 (64 hex digits), or git's hash of a blob (40), where either is known. */
  hash?: string | null;
}

/** How far a download has come: bytes of all its files together. `read` is said of files that the browser had. */
export interface DownloadProgress {
  stage: 'download' | 'read';
  file: string;
  done: number;
  /** null where a size is not known. */
  total: number | null;
}

/** How to fetch. */
export interface DownloadOptions {
  report?: (progress: DownloadProgress) => void;
  signal?: AbortSignal;
  /** Where the browser keeps copies; left out, it keeps none. */
  cache?: Cache;
  /** The wait before the second try, in ms; it doubles from try to try. */
  wait?: number;
}

/** Bytes between two reports, and those that are held in JavaScript's memory before the browser gets them. */
const STEP = 1 << 18;
const PIECE = 1 << 23;
const TRIES = 4;
/** Larger files are not checked by their hash: the browser hashes only what is in memory as a whole. */
const MAX_HASHED = 2 ** 29;

/** The browser's store of copies, or undefined where there is none: in pages of http:, and in private windows of some browsers. */
export async function openCache(name: string): Promise<Cache | undefined> {
  return globalThis.caches?.open(name).catch(() => undefined);
}

/**
 * Fetches files into Blobs, which the browser keeps outside of JavaScript's memory. A connection that breaks is taken up where it broke. What comes must
 * have the size and the hash that are known.
 * @throws LupaError DownloadFailed; AbortError when `signal` says so
 */
export async function download(files: WantedFile[], { report, signal, cache, wait = 1000 }: DownloadOptions = {}): Promise<Record<string, Blob>> {
  const total = files.some(({ size }) => size === null) ? null : files.reduce((sum, { size }) => sum + (size ?? 0), 0);
  let done = 0;
  const found: Record<string, Blob> = {};
  for (const file of files) {
    const { name, url, size } = file;
    signal?.throwIfAborted();
    const kept = await (await cache?.match(url))?.blob();
    const isWhole = kept !== undefined && (size === null || kept.size === size);
    const before = done;
    const tell = (bytes: number): void => report?.({ stage: isWhole ? 'read' : 'download', file: name, done: before + bytes, total });
    const blob = isWhole ? kept : await fetchFile(file, { report: tell, signal, wait });
    // A full disk is no reason not to show the model.
    if (!isWhole) await cache?.put(url, new Response(blob)).catch(() => undefined);
    found[name] = blob;
    done += blob.size;
    tell(blob.size);
  }
  return found;
}

/** A failure that may pass. */
class Broken extends Error {}

/** One file, whole, and what it should be. */
async function fetchFile(
  { name, url, size, hash = null }: WantedFile,
  { report, signal, wait }: { report: (bytes: number) => void; signal?: AbortSignal; wait: number },
): Promise<Blob> {
  const failed = (why: string, cause?: unknown): LupaError =>
    new LupaError('DownloadFailed', `${name} could not be downloaded: ${why}`, { subject: url, cause });
  const parts: Blob[] = [];
  for (let tries = 1; ; tries++) {
    const before = new Blob(parts).size;
    try {
      await readInto(parts, { url, signal, report });
      const blob = new Blob(parts);
      if (size !== null && blob.size > size) throw failed(`more than ${size} bytes came`);
      if (size !== null && blob.size < size) throw new Broken(`${blob.size} of ${size} bytes came`);
      if (hash !== null && !(await hasHash(blob, hash))) throw failed('its bytes are not those that the hub names');
      return blob;
    } catch (error) {
      if (isLupaError(error) || signal?.aborted) throw error;
      if (new Blob(parts).size > before) tries = 1;
      if (tries >= TRIES) throw failed(error instanceof Broken ? error.message : 'the connection broke', error);
      await pause(wait * 2 ** (tries - 1), signal);
    }
  }
}

/** Reads what is missing of a file. What arrived before a break stays in `parts`. */
async function readInto(
  parts: Blob[],
  { url, signal, report }: { url: string; signal?: AbortSignal; report: (bytes: number) => void },
): Promise<void> {
  let done = new Blob(parts).size;
  const response = await fetch(url, { signal, ...(done === 0 ? {} : { headers: { Range: `bytes=${done}-` } }) });
  if ([408, 425, 429].includes(response.status) || response.status >= 500) throw new Broken(`the server answers with status ${response.status}`);
  if (!response.ok || response.body === null) {
    throw new LupaError('DownloadFailed', `${url} is answered with status ${response.status}`, { subject: url, value: response.status });
  }
  if (response.status !== 206 || !response.headers.get('content-range')?.startsWith(`bytes ${done}-`)) done = parts.length = 0;
  let piece: Uint8Array<ArrayBuffer>[] = [];
  let [held, told] = [0, 0];
  const keep = (): void => {
    if (held > 0) parts.push(new Blob(piece));
    piece = [];
    held = 0;
  };
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done: ended, value } = await reader.read();
      if (ended) break;
      piece.push(value);
      held += value.length;
      done += value.length;
      if (held >= PIECE) keep();
      if (done - told >= STEP) report((told = done));
    }
  } finally {
    keep();
  }
}

async function hasHash(blob: Blob, hash: string): Promise<boolean> {
  const { subtle } = globalThis.crypto ?? {};
  if (subtle === undefined || blob.size > MAX_HASHED) return true;
  const isGit = hash.length === 40;
  const bytes = await (isGit ? new Blob([`blob ${blob.size}\0`, blob]) : blob).arrayBuffer();
  const digest = new Uint8Array(await subtle.digest(isGit ? 'SHA-1' : 'SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === hash;
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    });
  });
}
