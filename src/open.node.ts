import { stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
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
import { isExport } from './models/plan-folder.js';
import { nodeRuntime } from './runtime/onnxruntime.node.js';
import { parallelRuntime } from './runtime/parallel.node.js';

/** The model that comes with Lupa. */
export const DEFAULT_MODEL = 'minilm-squad';

/** How to open a model in Node: as {@link LoadOptions}, with the engine chosen. */
export interface OpenOptions extends Omit<LoadOptions, 'runtime' | 'file' | 'id' | 'revision' | 'hash' | 'wasm'> {
  /** Told of the progress of a download. */
  report?: HubReport;
  /** Whether records say the SHA-256 of the weights; default true. It is computed with the first record and reads every weight once. */
  hash?: boolean;
  /**
   * Whether several runs go on at once, each in a thread with a copy of the model, as far as that is not too large (`parallelRuntime`); default false. For corpora: a run alone takes longer.
   */
  parallel?: boolean;
}

/**
 * Opens a model.
 * @param where a folder in the Hugging Face layout; or an .onnx file, with config.json and tokenizer beside it or a folder above; or a model of the hub, `bert-base-uncased`, `org/name@revision`, which
 *   is downloaded unless the cache has it; left out, the model that comes with Lupa
 * @throws LupaError NotFound, DownloadFailed, InvalidFile, InvalidCheckpoint, Unsupported, RuntimeFailed
 */
export async function openModel(
  where: string = DEFAULT_MODEL,
  { report, hash = true, parallel = false, ...options }: OpenOptions = {},
): Promise<Model> {
  const { folder, id, revision, file, path } = await findModel(where, report);
  // The hub cache's name for weights is their hash; that of an export it is not asked for.
  const named = path !== undefined && file === undefined && !(await isExport(folder)) ? path : null;
  return loadModel(folder, {
    ...options,
    runtime: parallel ? parallelRuntime : nodeRuntime,
    wasm: nodeWasm,
    file,
    id,
    revision,
    hash: hash ? async (files) => (named !== null && files.length === 1 ? await weightsHash(named) : undefined) ?? (await sha256(files)) : undefined,
  });
}

/** A model's files, and how records name it. */
export interface FoundModel {
  folder: Folder;
  /** The .onnx file in it, where the user named one. */
  file?: string;
  id: string;
  /** The folder of a model of the hub, and the commit. */
  path?: string;
  revision?: string;
}

/** The folder that an .onnx file belongs to: where config.json is, beside it or one above (transformers.js keeps exports in onnx/), else its own. */
async function aroundFile(path: string): Promise<{ folder: Folder; file: string }> {
  const [own, name] = [dirname(path), basename(path)];
  const above = join(own, '..');
  const has = async (folder: string): Promise<boolean> => (await stat(join(folder, 'config.json')).catch(() => null)) !== null;
  if ((await has(own)) || !(await has(above))) return { folder: await diskFolder(own), file: name };
  return { folder: await diskFolder(above), file: `${basename(resolve(own))}/${name}` };
}

/** What a name stands for. A folder of that name comes first, then the model that comes with Lupa, then the hub. */
export async function findModel(where: string, report?: HubReport): Promise<FoundModel> {
  if (where === '') throw new LupaError('InvalidInput', 'the name of the model is empty', { subject: 'model', value: where });
  const info = await stat(where).catch(() => null);
  if (info?.isDirectory()) return { folder: await diskFolder(where), id: where };
  if (where.endsWith('.onnx') && info?.isFile()) return { ...(await aroundFile(where)), id: where };
  if (info === null && where === DEFAULT_MODEL) {
    const path = dirname(fileURLToPath(import.meta.resolve(`lupa-model-${DEFAULT_MODEL}/config.json`)));
    return { folder: await diskFolder(path), id: where };
  }
  const name = info === null ? parseHubName(where) : null;
  if (name === null) {
    const found = info === null ? `there is no ${where.endsWith('.onnx') ? 'file' : 'folder'} ${where}` : `${where} is not a folder`;
    throw new LupaError(
      'NotFound',
      `${found}: a model is a folder with config.json, model.safetensors and a tokenizer, an .onnx file, a name on the Hugging Face hub (org/name), or ${DEFAULT_MODEL}, which comes with Lupa`,
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
