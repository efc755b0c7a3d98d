import { LupaError, type Model } from 'lupa-attention';
import { fetchHubModel, openWebModel, webThreads, type Device, type WebFiles, type WebOpenOptions } from 'lupa-attention/web';
import { fetchBundled } from './bundled.js';
import type { ModelSource, ModelSummary, Progress } from './engine.js';
import { Cancelled } from './failure.js';
import { Newest } from './newest.js';
import { sayingOf } from './said.js';

/** Where the page's own files and the hub are. */
export interface Places {
  /** The folder of the page, with a slash at its end. */
  site: string;
  /** The hub's address. */
  hub: string;
}

/** A model in the worker. */
export interface Loaded {
  summary: ModelSummary;
  model: Model;
  runs: Newest;
  files: WebFiles;
  /** Whether it is served with the page. */
  bundled: boolean;
}

/** How to open a model. */
export interface OpenRequest {
  device: Device;
  report: (progress: Progress) => void;
  signal: AbortSignal;
}

/** The models that are loaded, by handle. */
export class Models {
  readonly #places: Places;
  readonly #loaded = new Map<number, Loaded>();
  /** Handles by what was asked for. */
  readonly #known = new Map<string, number>();
  #next = 1;

  constructor(places: Places) {
    this.#places = places;
  }

  /** @throws LupaError NotFound when the model was closed */
  get(handle: number): Loaded {
    const found = this.#loaded.get(handle);
    if (found === undefined) throw new LupaError('NotFound', 'this model is not loaded any more: load it again', { subject: 'model', value: handle });
    return found;
  }

  async open(source: ModelSource, { device, report, signal }: OpenRequest): Promise<ModelSummary> {
    const key = source.kind === 'files' ? null : `${source.kind} ${source.id} ${device}`;
    const known = key === null ? undefined : this.#known.get(key);
    if (known !== undefined) return this.get(known).summary;
    const files = await this.#fetch(source, report, signal);
    const total = Object.values(files.files).reduce((sum, { size }) => sum + size, 0);
    report({ stage: 'load', file: null, done: 0, total });
    const model = await openWebModel(files, { wasm: `${this.#places.site}ort/`, device, queriesAndKeys: true });
    if (signal.aborted) {
      await model.close();
      throw new Cancelled();
    }
    report({ stage: 'load', file: null, done: total, total });
    const handle = this.#next++;
    const summary = summarize(model, { handle, files, device });
    this.#loaded.set(handle, { summary, model, runs: new Newest(), files, bundled: source.kind === 'bundled' });
    if (key !== null) this.#known.set(key, handle);
    return summary;
  }

  /** Loads a model of the same files once more, in another way. Who asks for it closes it. */
  another({ files, summary: { device } }: Loaded, options: Pick<WebOpenOptions, 'head' | 'valueNorms'>): Promise<Model> {
    return openWebModel(files, { wasm: `${this.#places.site}ort/`, device, ...options });
  }

  async close(handle: number): Promise<void> {
    const { model } = this.get(handle);
    this.#loaded.delete(handle);
    for (const [key, known] of this.#known) if (known === handle) this.#known.delete(key);
    await model.close();
  }

  async #fetch(source: ModelSource, report: (progress: Progress) => void, signal: AbortSignal): Promise<WebFiles> {
    if (source.kind === 'bundled') return fetchBundled(this.#places.site, source.id, { report, signal });
    if (source.kind === 'hub') return fetchHubModel(source.id, { endpoint: this.#places.hub, report, signal });
    return { id: source.label, files: source.files };
  }
}

function summarize(model: Model, { handle, files, device }: { handle: number; files: WebFiles; device: Device }): ModelSummary {
  const { plan } = model;
  return {
    handle,
    id: files.id,
    revision: files.revision ?? null,
    family: plan.family,
    stacks: plan.stacks.map(({ name, layers, heads }) => ({ name, layers, heads })),
    says: sayingOf(model),
    readsText: (plan.inputs as string[]).includes('input_ids'),
    maxTokens: plan.maxTokens,
    device,
    threads: webThreads(),
    warnings: plan.warnings,
  };
}
