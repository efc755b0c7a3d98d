import { readJson, type Folder } from '../bytes/folder.js';
import type { ByteSource } from '../bytes/source.js';
import { LupaError } from '../errors.js';
import { readHeader } from './safetensors.js';
import type { Weight } from './weights.js';

/** What a folder in the Hugging Face layout holds, nothing large read yet. */
export interface Checkpoint {
  /** config.json. */
  config: Record<string, unknown>;
  weights: Map<string, Weight>;
  /** The weight files by the names that {@link Weight.file} uses, in the order of the names they have in the checkpoint. */
  files: Map<string, ByteSource>;
  /** How the user named the folder. */
  label: string;
}

/**
 * Reads config.json and the headers of model.safetensors, or of the files that model.safetensors.index.json lists.
 * @throws LupaError NotFound when a file is missing, InvalidFile when one is damaged, InvalidCheckpoint when the index and its files disagree
 */
export async function openCheckpoint(folder: Folder): Promise<Checkpoint> {
  const { label } = folder;
  const config = await readJson(folder, 'config.json');
  if (config === undefined) {
    throw new LupaError('NotFound', `${label} has no config.json: a model folder in the Hugging Face layout is needed`, {
      subject: `${label}/config.json`,
    });
  }
  const index = await readJson(folder, 'model.safetensors.index.json');
  const single = await folder.open('model.safetensors');
  const weights = new Map<string, Weight>();
  const files = new Map<string, ByteSource>();
  if (single !== undefined) {
    await addFile('model.safetensors', single);
  } else if (index !== undefined) {
    const shards = shardsOf(index, label);
    // In the order of their names, whatever the files are called on disk: the hash of the weights goes by it.
    for (const name of [...new Set(shards.values())].sort()) {
      const source = await folder.open(name);
      if (source === undefined) {
        throw new LupaError('NotFound', `${label} has no ${name}, which model.safetensors.index.json lists`, { subject: `${label}/${name}` });
      }
      await addFile(name, source);
    }
    for (const name of shards.keys()) {
      if (!weights.has(name)) {
        throw new LupaError(
          'InvalidCheckpoint',
          `${label}: weight ${name} is not in ${shards.get(name)}, where model.safetensors.index.json puts it`,
          {
            subject: name,
            value: shards.get(name),
          },
        );
      }
    }
  } else {
    const found = (await folder.names()).join(', ');
    throw new LupaError('NotFound', `${label} has no model.safetensors (or model.safetensors.index.json): found ${found}`, {
      subject: `${label}/model.safetensors`,
      value: found,
    });
  }
  return { config, weights, files, label };

  async function addFile(name: string, source: ByteSource): Promise<void> {
    const { entries } = await readHeader(source, `${label}/${name}`);
    // Runtimes look for the file by the name it really has: in the hub's cache that of its blob.
    const location = source.path?.split(/[\\/]/).pop() ?? name;
    files.set(location, source);
    for (const [tensor, { dtype, shape, start, end }] of entries) {
      if (weights.has(tensor)) throw new LupaError('InvalidCheckpoint', `${label}: weight ${tensor} is in more than one file`, { subject: tensor });
      weights.set(tensor, { dtype, shape, file: location, offset: start, length: end - start });
    }
  }
}

/** The file of each weight, by the index. */
function shardsOf(index: Record<string, unknown>, label: string): Map<string, string> {
  const map = index.weight_map;
  const entries = typeof map === 'object' && map !== null ? Object.entries(map as Record<string, unknown>) : [];
  if (entries.length === 0 || entries.some(([, file]) => typeof file !== 'string')) {
    throw new LupaError('InvalidFile', `${label}/model.safetensors.index.json has no weight_map of file names`, {
      subject: `${label}/model.safetensors.index.json`,
    });
  }
  return new Map(entries as [string, string][]);
}
