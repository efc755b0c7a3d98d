import { blobFolder } from './bytes/blob.js';
import { loadModel, type LoadOptions, type Model } from './model.js';
import { webRuntime, type WebRuntimeOptions } from './runtime/onnxruntime.web.js';

/** A model's files in a browser: fetched, chosen or dropped. */
export interface WebFiles {
  /** How records and messages name the model. */
  id: string;
  /** The commit, where the files are of the hub. */
  revision?: string;
  /** By their paths in the model's folder. */
  files: Record<string, Blob>;
}

/** How to open a model in a browser: as {@link LoadOptions}, with the engine set up. */
export interface WebOpenOptions extends WebRuntimeOptions, Omit<LoadOptions, 'runtime' | 'id' | 'revision' | 'hash' | 'wasm'> {}

/**
 * Opens a model in a browser, best in a worker: a run takes the thread that it is in.
 * @throws LupaError NotFound, InvalidFile, InvalidCheckpoint, Unsupported, RuntimeFailed
 */
export async function openWebModel({ id, revision, files }: WebFiles, { wasm, device = 'wasm', ...options }: WebOpenOptions): Promise<Model> {
  return loadModel(blobFolder(files, { label: id }), { ...options, runtime: webRuntime({ wasm, device }), id, revision, hash: webHash });
}

/** Larger weights are not hashed: the browser hashes only what is in memory as a whole. */
const MAX_HASHED = 2 ** 30;

/** SHA-256, in hex, of one file; null where there are several, or one that is too large. */
async function webHash(files: { byteLength: number; slice(start: number, end: number): Promise<Uint8Array> }[]): Promise<string | null> {
  const [file, ...others] = files;
  // Browsers hash only in pages of https: and of the own machine.
  if (others.length > 0 || file.byteLength > MAX_HASHED || globalThis.crypto?.subtle === undefined) return null;
  const digest = await crypto.subtle.digest('SHA-256', (await file.slice(0, file.byteLength)) as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
