/** What somebody dropped on the page, or chose: files by their paths within the folder they came in. */
export type Given =
  | { kind: 'record'; file: File }
  | { kind: 'image'; file: File }
  | { kind: 'model'; label: string; files: Record<string, File> }
  | { kind: 'nothing'; message: string };

/** What a model is read from, and what may lie beside it. */
const OF_MODELS = /\.(json|safetensors|onnx|onnx_data|bin|model|spm|txt|data|jinja)$/i;
/** More files than any model has: a folder of folders was dropped. */
const MOST_FILES = 2000;

/** A configuration is a few kB. */
const MOST_CONFIG = 1e6;

/** What loose files are called, which have no folder that names them: as their config.json says, or `otherwise`. */
export async function looseName({ 'config.json': config }: Record<string, File>, otherwise: string): Promise<string> {
  if (config === undefined || config.size > MOST_CONFIG) return otherwise;
  try {
    const fields = JSON.parse(await config.text()) as Record<string, unknown> | null;
    // Where it was saved from, a path or a name of the hub: the last part names it.
    const [path, type] = [fields?._name_or_path, fields?.model_type].map((value) => (typeof value === 'string' ? value.trim() : ''));
    const name = path.split(/[\\/]/).findLast((part) => part !== '' && part !== '.') ?? type;
    return name === '' ? otherwise : name.slice(0, 80);
  } catch {
    return otherwise;
  }
}

/**
 * What files are: an image, a saved record, or a model.
 * @param loose the name of a model whose files are in no folder
 */
export function sortFiles(given: Record<string, File>, loose: string): Given {
  const files = withoutRoot(given);
  const names = Object.keys(files);
  if (names.length === 0) return { kind: 'nothing', message: '' };
  const [first] = names;
  if (names.length === 1 && /\.(png|jpe?g|webp)$/i.test(first)) return { kind: 'image', file: files[first] };
  if (names.length === 1 && /\.safetensors$/i.test(first)) return { kind: 'record', file: files[first] };
  const useful = names.filter((name) => OF_MODELS.test(name) && !/(^|\/)\./.test(name));
  const isModel = useful.some((name) => /(^|\/)config\.json$/.test(name) || /\.onnx$/i.test(name));
  if (!isModel) return { kind: 'nothing', message: names.slice(0, 3).join(', ') + (names.length > 3 ? ' …' : '') };
  const root = names[0] === Object.keys(given)[0] ? null : Object.keys(given)[0].split('/')[0];
  return {
    kind: 'model',
    label: root ?? (useful.length === 1 ? useful[0] : loose),
    files: Object.fromEntries(useful.map((name) => [name, files[name]])),
  };
}

/** Paths within the one folder that all files are in. */
function withoutRoot(files: Record<string, File>): Record<string, File> {
  const names = Object.keys(files);
  const root = names[0]?.split('/')[0];
  if (names.length === 0 || !names.every((name) => name.startsWith(`${root}/`))) return files;
  return withoutRoot(Object.fromEntries(names.map((name) => [name.slice(root.length + 1), files[name]])));
}

/** The files that were chosen in a dialog, of a folder or one by one. */
export function chosenFiles(list: Iterable<File>): Record<string, File> {
  return Object.fromEntries(Array.from(list, (file) => [file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file]));
}

/** The files in what was dropped, with those in folders. */
export async function droppedFiles(transfer: DataTransfer): Promise<Record<string, File>> {
  // Entries must be taken before the first wait: the list is empty afterwards.
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry?.() ?? null);
  const files: Record<string, File> = {};
  if (entries.every((entry) => entry === null)) return chosenFiles(transfer.files);
  for (const entry of entries) if (entry !== null) await collect(entry, files);
  return files;
}

async function collect(entry: FileSystemEntry, files: Record<string, File>): Promise<void> {
  if (Object.keys(files).length >= MOST_FILES) return;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    files[entry.fullPath.replace(/^\//, '')] = file;
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is given in parts.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const each of part) await collect(each, files);
  }
}
