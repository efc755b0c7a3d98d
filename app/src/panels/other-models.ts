import type { Engine, ModelSource, ModelSummary } from '../engine/engine.js';
import { modelKind, plainName } from '../state/state.js';

/** The models of second runs: by their names, as in the state; those of folders stay in this page. */
export class OtherModels {
  readonly #folders = new Map<string, Record<string, Blob>>();
  /** Models of folders: opened again each would be another copy. */
  readonly #opened = new Map<string, Promise<ModelSummary>>();
  /** Another number once there is another folder. */
  version = 0;

  /**
   * Opens a model.
   * @returns null where nothing is named yet, or a folder that is not there any more
   */
  async open(engine: Engine, name: string, device: ModelSummary['device']): Promise<ModelSummary | null> {
    const source = this.#sourceOf(name);
    if (source === null) return null;
    const open = (): Promise<ModelSummary> => engine.open(source, { device }, () => undefined);
    if (source.kind !== 'files') return open();
    const known = this.#opened.get(name) ?? open();
    this.#opened.set(name, known);
    // What failed may be tried again.
    known.catch(() => this.#opened.delete(name));
    return known;
  }

  /**
   * Keeps the files of a folder that was chosen.
   * @returns how the state names it; null for an empty one
   */
  keep(list: Iterable<File>): string | null {
    const files = [...list];
    if (files.length === 0) return null;
    const [root] = files[0].webkitRelativePath.split('/');
    const label = root === '' ? files[0].name : root;
    const name = `file:${label}`;
    this.#folders.set(name, Object.fromEntries(files.map((file) => [file.webkitRelativePath.split('/').slice(1).join('/') || file.name, file])));
    this.#opened.delete(name);
    this.version++;
    return name;
  }

  #sourceOf(name: string): ModelSource | null {
    const kind = modelKind(name);
    if (kind === 'bundled' || kind === 'hub') return { kind, id: plainName(name) };
    const files = this.#folders.get(name);
    return files === undefined ? null : { kind: 'files', label: name.slice('file:'.length), files };
  }
}
