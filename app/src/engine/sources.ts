import { LupaError } from 'lupa-attention';
import type { ModelSource } from './engine.js';

/** What the user chose or dropped: a model's files, or a saved record. */
export type Chosen = { kind: 'model'; source: Extract<ModelSource, { kind: 'files' }> } | { kind: 'record'; name: string; file: Blob };

/** More files than this are no model, but somebody's whole disk. */
const MOST_FILES = 5000;

/**
 * What was dropped on the page: files, or folders with all that is in them. To be called while the event is handled, since the browser takes its data away after.
 * @throws LupaError InvalidInput when there is nothing that Lupa reads
 */
export async function droppedFiles({ items, files }: DataTransfer): Promise<Chosen> {
  const entries = Array.from(items, (item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null)).filter((entry) => entry !== null);
  const loose = Array.from(files);
  if (entries.length === 0) return sortFiles(Object.fromEntries(loose.map((file) => [file.name, file])));
  const found: Record<string, Blob> = {};
  for (const entry of entries) await readEntry(entry, found);
  return sortFiles(found);
}

/**
 * What an `<input type="file">` gave, of files or (webkitdirectory) of a folder.
 * @throws LupaError InvalidInput when there is nothing that Lupa reads
 */
export function chosenFiles(list: Iterable<File>): Chosen {
  return sortFiles(Object.fromEntries(Array.from(list, (file) => [file.webkitRelativePath || file.name, file])));
}

/**
 * Finds the model or the record among files.
 * @param files by path; those of one model may lie in any folder, which is then left out of their names
 */
export function sortFiles(files: Record<string, Blob>): Chosen {
  const paths = Object.keys(files).filter((path) => !path.split('/').some((part) => part.startsWith('.')));
  const none = (why: string): LupaError =>
    new LupaError('InvalidInput', `${why}: drop a folder with config.json and weights, an .onnx file, or a saved record (.safetensors)`, {
      subject: 'files',
      value: paths.slice(0, 20),
    });
  if (paths.length === 0) throw none('there are no files');
  // The one nearest to the top says where the model is.
  const root = (pattern: RegExp): string | undefined => {
    const [first] = paths.filter((path) => pattern.test(path)).sort((a, b) => a.split('/').length - b.split('/').length || (a < b ? -1 : 1));
    return first?.replace(/[^/]*$/, '').replace(/(^|\/)onnx\/$/, '$1');
  };
  const folder = root(/(^|\/)config\.json$/) ?? root(/\.onnx$/);
  if (folder === undefined) {
    const [record, ...others] = paths.filter((path) => path.endsWith('.safetensors'));
    if (record === undefined) throw none(paths.length === 1 ? `${paths[0]} is nothing that Lupa reads` : 'there is no model among these files');
    if (others.length > 0) throw none('there are several .safetensors files and no config.json among them');
    return { kind: 'record', name: record.replace(/^.*\//, ''), file: files[record] };
  }
  const inside = paths.filter((path) => path.startsWith(folder)).map((path) => [path.slice(folder.length), files[path]] as const);
  const own = inside.filter(([name]) => /^(onnx\/)?[^/]+$/.test(name));
  const [onnx] = own.map(([name]) => name).filter((name) => name.endsWith('.onnx'));
  const label = folder.replace(/\/$/, '').replace(/^.*\//, '') || (own.length === 1 && onnx !== undefined ? onnx : 'files');
  return { kind: 'model', source: { kind: 'files', label, files: Object.fromEntries(own) } };
}

/** Reads a dropped file, or a folder and what is in it. */
async function readEntry(entry: FileSystemEntry, found: Record<string, Blob>): Promise<void> {
  const path = entry.fullPath.replace(/^\//, '');
  if (Object.keys(found).length >= MOST_FILES) {
    throw new LupaError('InvalidInput', `there are more than ${MOST_FILES} files in what was dropped: drop the folder of one model`, {
      subject: 'files',
    });
  }
  if (entry.isFile) {
    found[path] = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return;
  }
  if (entry.name.startsWith('.') && entry.name !== '') return;
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A reader gives a hundred at a time, and none when it is done.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return;
    for (const inner of some) await readEntry(inner, found);
  }
}
