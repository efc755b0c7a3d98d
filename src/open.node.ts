import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { diskFolder } from './bytes/file.node.js';
import { sha256 } from './bytes/sha256.node.js';
import { LupaError } from './errors.js';
import { loadModel, type LoadOptions, type Model } from './model.js';
import { nodeRuntime } from './runtime/onnxruntime.node.js';

/** The model that comes with Lupa. */
const DEFAULT_MODEL = 'minilm-squad';

/** How to open a model in Node: as {@link LoadOptions}, with the engine chosen. */
export type OpenOptions = Omit<LoadOptions, 'runtime' | 'id' | 'hash'>;

/**
 * Opens a model.
 * @param where a folder in the Hugging Face layout; left out, the model that comes with Lupa
 * @throws LupaError NotFound, InvalidFile, InvalidCheckpoint, Unsupported, RuntimeFailed
 */
export async function openModel(where: string = DEFAULT_MODEL, options: OpenOptions = {}): Promise<Model> {
  const path = await modelFolder(where);
  return loadModel(await diskFolder(path), { ...options, runtime: nodeRuntime, id: where, hash: sha256 });
}

/** The folder a name stands for. A folder of that name comes before the model that comes with Lupa. */
async function modelFolder(where: string): Promise<string> {
  if (where === '') throw new LupaError('InvalidInput', 'the name of the model is empty', { subject: 'model', value: where });
  const info = await stat(where).catch(() => null);
  if (info?.isDirectory()) return where;
  if (info === null && where === DEFAULT_MODEL) return dirname(fileURLToPath(import.meta.resolve(`lupa-model-${DEFAULT_MODEL}/config.json`)));
  const found = info === null ? `there is no folder ${where}` : `${where} is not a folder`;
  throw new LupaError(
    'NotFound',
    `${found}: a model is a folder with config.json, model.safetensors and a tokenizer, or ${DEFAULT_MODEL}, which comes with Lupa`,
    {
      subject: 'model',
      value: where,
    },
  );
}
