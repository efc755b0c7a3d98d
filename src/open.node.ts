import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskFolder } from './bytes/file.node.js';
import type { Folder } from './bytes/folder.js';
import { sha256 } from './bytes/sha256.node.js';
import { isLupaError, LupaError } from './errors.js';
import { nodeWasm } from './media/wasm.node.js';
import { loadModel, type LoadOptions, type Model } from './model.js';
import { weightsHash } from './models/hub-cache.node.js';
import { fetchModel, type HubReport } from './models/hub-fetch.node.js';
import { hubSettings } from './models/hub-settings.node.js';
import { parseHubName } from './models/hub.js';
import { nodeRuntime } from './runtime/onnxruntime.node.js';

/** The model that comes with Lupa. */
const DEFAULT_MODEL = 'minilm-squad';

/** How to open a model in Node: as {@link LoadOptions}, with the engine chosen. */
export interface OpenOptions extends Omit<LoadOptions, 'runtime' | 'id' | 'revision' | 'hash' | 'wasm'> {
  /** Told of the progress of a download. */
  report?: HubReport;
  /** Whether records say the SHA-256 of the weights; default true. It is computed with the first record and reads every weight once. */
  hash?: boolean;
}

/**
 * Opens a model.
 * @param where a folder in the Hugging Face layout; or a model of the hub, `bert-base-uncased`, `org/name@revision`, which
 *   is downloaded unless the cache has it; left out, the model that comes with Lupa
 * @throws LupaError NotFound, DownloadFailed, InvalidFile, InvalidCheckpoint, Unsupported, RuntimeFailed
 */
export async function openModel(where: string = DEFAULT_MODEL, { report, hash = true, ...options }: OpenOptions = {}): Promise<Model> {
  const { folder, id, revision, path } = await findModel(where, report);
  return loadModel(folder, {
    ...options,
    runtime: nodeRuntime,
    wasm: nodeWasm,
    id,
    revision,
    hash: hash
      ? async (files) => (revision !== undefined && files.length === 1 ? await weightsHash(path) : undefined) ?? (await sha256(files))
      : undefined,
  });
}

/** A model's files, and how records name it. */
interface Found {
  folder: Folder;
  path: string;
  id: string;
  /** The commit, of a model of the hub. */
  revision?: string;
}

/** What a name stands for. A folder of that name comes first, then the model that comes with Lupa, then the hub. */
async function findModel(where: string, report?: HubReport): Promise<Found> {
  if (where === '') throw new LupaError('InvalidInput', 'the name of the model is empty', { subject: 'model', value: where });
  const info = await stat(where).catch(() => null);
  if (info?.isDirectory()) return { folder: await diskFolder(where), path: where, id: where };
  if (info === null && where === DEFAULT_MODEL) {
    const path = dirname(fileURLToPath(import.meta.resolve(`lupa-model-${DEFAULT_MODEL}/config.json`)));
    return { folder: await diskFolder(path), path, id: where };
  }
  const name = info === null ? parseHubName(where) : null;
  if (name === null) {
    const found = info === null ? `there is no folder ${where}` : `${where} is not a folder`;
    throw new LupaError(
      'NotFound',
      `${found}: a model is a folder with config.json, model.safetensors and a tokenizer, a name on the Hugging Face hub (org/name), or ${DEFAULT_MODEL}, which comes with Lupa`,
      { subject: 'model', value: where },
    );
  }
  try {
    const { id, commit, folder } = await fetchModel(name, hubSettings(), report);
    // Messages name the model, not the cache's folder.
    return { folder: { ...(await diskFolder(folder)), label: id }, path: folder, id, revision: commit };
  } catch (error) {
    // Who mistyped a folder's name did not mean the hub.
    if (isLupaError(error, 'NotFound'))
      throw new LupaError('NotFound', `there is no folder ${where}, and ${error.message}`, { subject: 'model', value: where, cause: error });
    throw error;
  }
}
