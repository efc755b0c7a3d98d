import { LupaError, reasonOf } from '../errors.js';
import { readText, type ByteSource } from './source.js';

/** A set of named files: a checkpoint on disk, files dropped on a page, or a test's map. Those in a folder inside it have its name before theirs: onnx/model.onnx. */
export interface Folder {
  /** How the user named it, for messages. */
  readonly label: string;
  /** The names of its files. */
  names(): Promise<string[]>;
  /** Opens one file, or `undefined` when it is not there. */
  open(name: string): Promise<ByteSource | undefined>;
}

/** A folder over bytes in memory, by file name. */
export function memoryFolder(files: Record<string, ByteSource>, { label = 'memory' }: { label?: string } = {}): Folder {
  return {
    label,
    names: () => Promise.resolve(Object.keys(files)),
    open: (name) => Promise.resolve(Object.hasOwn(files, name) ? files[name] : undefined),
  };
}

/**
 * Reads a JSON file of the folder.
 * @returns the parsed object, or `undefined` when there is no such file
 * @throws LupaError InvalidFile when the file is not a JSON object
 */
export async function readJson(folder: Folder, name: string): Promise<Record<string, unknown> | undefined> {
  const source = await folder.open(name);
  if (source === undefined) return undefined;
  const subject = `${folder.label}/${name}`;
  let value: unknown;
  try {
    value = JSON.parse(await readText(source));
  } catch (cause) {
    if (cause instanceof LupaError) throw cause;
    throw new LupaError('InvalidFile', `${subject} is not valid JSON: ${reasonOf(cause)}`, { subject, cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LupaError('InvalidFile', `${subject} holds no JSON object`, { subject });
  }
  return value as Record<string, unknown>;
}

/** Whether a path stays within its folder on any system: no root, no drive, no way up. */
export function isPlainPath(path: string): boolean {
  return path.length <= 1000 && !/[\\:\p{Cc}]/u.test(path) && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}
