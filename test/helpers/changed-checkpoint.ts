import { existsSync, readFileSync } from 'node:fs';
import { memoryFolder, type Folder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import { readHeader, readTensor, writeSafetensors } from '../../src/models/safetensors.js';
import type { Tensor } from '../../src/tensor.js';

/** A checkpoint's weights and config.json, to be changed in place. */
export interface Changing {
  weights: Map<string, Tensor>;
  config: Record<string, unknown>;
}

/** A checkpoint with tokenizer.json, its weights and config changed, in memory. */
export async function changedCheckpoint(folder: string, change: (parts: Changing) => void): Promise<Folder> {
  const source = memorySource(readFileSync(`${folder}/model.safetensors`));
  const { entries } = await readHeader(source, folder);
  const weights = new Map<string, Tensor>();
  for (const [key, entry] of entries) weights.set(key, await readTensor(source, entry));
  const config = JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')) as Changing['config'];
  change({ weights, config });
  const files = {
    'config.json': memorySource(new TextEncoder().encode(JSON.stringify(config))),
    'model.safetensors': memorySource(new Uint8Array(Buffer.concat(writeSafetensors(Object.fromEntries(weights))))),
  };
  // Models of images have none.
  const tokenizer = ['tokenizer.json', 'tokenizer_config.json'].filter((name) => existsSync(`${folder}/${name}`));
  const copied = Object.fromEntries(tokenizer.map((name) => [name, memorySource(readFileSync(`${folder}/${name}`))]));
  return memoryFolder({ ...files, ...copied }, { label: folder.split('/').pop() });
}
