import { readJson, type Folder } from '../bytes/folder.js';
import type { ByteSource } from '../bytes/source.js';
import { LupaError } from '../errors.js';
import { readHeader } from './safetensors.js';
import { readTorchFile } from './torch-file.js';
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

/** What weights are published in, the first that is there counts: safetensors, then what torch.save wrote; whole, then in parts. */
const WEIGHT_FILES = ['model.safetensors', 'pytorch_model.bin'] as const;

/** Whether a folder with these files has weights that {@link openCheckpoint} reads. */
export function hasWeights(names: readonly string[]): boolean {
  return WEIGHT_FILES.some((name) => names.includes(name) || names.includes(`${name}.index.json`));
}

/**
 * Reads config.json and where the weights lie: the headers of model.safetensors, or of the files that
 * model.safetensors.index.json lists, else the descriptions in pytorch_model.bin, or in the files of pytorch_model.bin.index.json.
 * @throws LupaError NotFound when a file is missing, InvalidFile when one is damaged, InvalidCheckpoint when the index and its files disagree,
 *   Unsupported when a pytorch_model.bin holds anything but tensors
 */
export async function openCheckpoint(folder: Folder): Promise<Checkpoint> {
  const { label } = folder;
  const config = await readJson(folder, 'config.json');
  if (config === undefined) {
    throw new LupaError('NotFound', `${label} has no config.json: a model folder in the Hugging Face layout is needed`, {
      subject: `${label}/config.json`,
    });
  }
  const weights = new Map<string, Weight>();
  const files = new Map<string, ByteSource>();
  for (const name of WEIGHT_FILES) {
    const whole = await folder.open(name);
    if (whole !== undefined) await addFile(name, whole);
    else await addParts(`${name}.index.json`);
    if (files.size > 0) return { config, weights, files, label };
  }
  const found = (await folder.names()).join(', ');
  throw new LupaError('NotFound', `${label} has no model.safetensors or pytorch_model.bin (or model.safetensors.index.json, pytorch_model.bin.index.json): found ${found}`, {
    subject: `${label}/model.safetensors`, value: found,
  }); // prettier-ignore

  async function addParts(indexName: string): Promise<void> {
    const index = await readJson(folder, indexName);
    if (index === undefined) return;
    const shards = shardsOf(index, `${label}/${indexName}`);
    // In the order of their names, whatever the files are called on disk: the hash of the weights goes by it.
    for (const name of [...new Set(shards.values())].sort()) {
      const source = await folder.open(name);
      if (source === undefined) throw new LupaError('NotFound', `${label} has no ${name}, which ${indexName} lists`, { subject: `${label}/${name}` });
      await addFile(name, source);
    }
    for (const name of shards.keys()) {
      if (!weights.has(name)) {
        throw new LupaError('InvalidCheckpoint', `${label}: weight ${name} is not in ${shards.get(name)}, where ${indexName} puts it`, {
          subject: name, value: shards.get(name),
        }); // prettier-ignore
      }
    }
  }

  async function addFile(name: string, source: ByteSource): Promise<void> {
    const subject = `${label}/${name}`;
    const entries = name.endsWith('.bin') ? await readTorchFile(source, subject) : (await readHeader(source, subject)).entries;
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
    throw new LupaError('InvalidFile', `${label} has no weight_map of file names`, { subject: label });
  }
  return new Map(entries as [string, string][]);
}
