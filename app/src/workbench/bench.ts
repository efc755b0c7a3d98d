import type { AttentionRecord } from 'lupa-attention';
import type { Engine, EngineError, ModelSource, ModelSummary, Progress, RunInput, RunResult } from '../engine/engine.js';
import { BUNDLED_MODEL, isChanged, modelKind, NO_INTERVENTION, plainName, type WorkbenchState } from '../state/state.js';
import type { Given } from './dropped.js';
import { runInput } from './run-input.js';

/** What went wrong, and with what. */
export interface Problem {
  what: 'model' | 'run' | 'record' | 'files' | 'needFiles' | 'needRecord' | 'badName' | 'cancelled';
  kind: EngineError['kind'] | null;
  /** The engine's own sentence, or the name that is meant. */
  message: string;
}

/** How long a pause in typing is waited for before the model runs, in ms: several keys at once are one run. */
const TYPING = 25;
/** After this long without a new text a run belongs into the list of earlier ones, in ms. */
const SETTLED = 1500;

/** Whom the bench tells. */
export interface BenchEvents {
  /** Something is to be shown anew. */
  changed: () => void;
  /** A run stands for a while. */
  settled: (state: WorkbenchState) => void;
}

/**
 * The workbench without its looks: it brings model and runs to what the state asks for. Of what is asked for while something is under way only the newest
 * counts.
 */
export class Bench {
  state: WorkbenchState;
  model: ModelSummary | null = null;
  /** How far loading is; null while nothing is loaded. */
  progress: Progress | null = null;
  loading = false;
  running = false;
  /** What is wrong with the model, and what with the run. */
  modelProblem: Problem | null = null;
  runProblem: Problem | null = null;
  /** What was run. */
  input: RunInput | null = null;
  result: RunResult | null = null;
  changed: RunResult | null = null;
  /** The image that is given, of models that read images. */
  image: File | null = null;
  device: 'wasm' | 'webgpu' = 'wasm';
  /** Models that are served beside the page, other than the one that comes with Lupa, as a state names them. */
  served: string[] = [];
  readonly #engine: Engine;
  readonly #events: BenchEvents;
  readonly #sources = new Map<string, ModelSource>();
  readonly #records = new Map<string, AttentionRecord>();
  #opening = 0;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;
  #ran: { key: string; result: RunResult } | null = null;
  #fileHandle: number | null = null;

  constructor(engine: Engine, state: WorkbenchState, events: BenchEvents) {
    this.#engine = engine;
    this.state = state;
    this.#events = events;
  }

  /** The record on show: that of the changed run where something is changed. */
  get record(): AttentionRecord | null {
    return (this.changed ?? this.result)?.record ?? null;
  }

  /** Whether what is on show is a saved record: no model, nothing to run. */
  get isRecord(): boolean {
    return modelKind(this.state.model) === 'record';
  }

  /** Brings everything to another state: another model is opened, other texts are run. */
  go(state: WorkbenchState): void {
    const before = this.state;
    this.state = state;
    if (state.model !== before.model) void this.open();
    else if (runKey(state) !== runKey(before)) this.run(TYPING);
    this.#events.changed();
  }

  /** Changes parts of the state, by the user. Changes of a run belong to its model, masked tokens to its text. */
  change(changes: Partial<WorkbenchState>): void {
    const next = { ...this.state, ...changes };
    if (next.model !== this.state.model && changes.intervention === undefined) next.intervention = NO_INTERVENTION;
    const other = (['text', 'pair', 'mode', 'target'] as const).some((name) => next[name] !== this.state[name]);
    if (other && changes.intervention === undefined && next.intervention.masked.length > 0) next.intervention = { ...next.intervention, masked: [] };
    this.go(next);
  }

  /** Takes what was dropped on the page, or chosen. */
  async take(given: Given): Promise<void> {
    if (given.kind === 'model') this.useFiles(given.label, given.files);
    else if (given.kind === 'image') this.useImage(given.file);
    else if (given.kind === 'nothing') this.refuseFiles(given.message);
    else await this.useRecord(given.file);
  }

  /** Opens files of the user as a model. */
  useFiles(label: string, files: Record<string, Blob>): void {
    const model = `file:${label}`;
    this.#sources.set(model, { kind: 'files', label, files });
    if (this.state.model === model) void this.open();
    else this.change({ model });
  }

  /** Opens a saved record; a file that is none leaves everything as it is, with a word about it. */
  async useRecord(file: File): Promise<void> {
    const opening = ++this.#opening;
    try {
      const record = await this.#engine.readRecord(file);
      const model = `record:${file.name}`;
      this.#records.set(model, record);
      // Another may have been asked for meanwhile, or this very one, by an address.
      if (this.state.model === model) void this.open();
      else if (opening === this.#opening) this.change({ model, view: '', beside: '' });
    } catch (error) {
      this.modelProblem = problemOf('record', error);
      this.#events.changed();
    }
  }

  /** Says that what was dropped is nothing that can be opened. */
  refuseFiles(message: string): void {
    this.modelProblem = { what: 'files', kind: null, message };
    this.#events.changed();
  }

  useImage(image: File | null): void {
    this.image = image;
    this.run(0);
    this.#events.changed();
  }

  dismissProblem(): void {
    this.modelProblem = null;
    this.#events.changed();
  }

  /** Asks which further models are served beside the page. Without an answer there are none to choose. */
  async listServed(): Promise<void> {
    const models = await this.#engine.bundled().catch(() => []);
    this.served = models.filter(({ id }) => id !== BUNDLED_MODEL).map(({ id }) => `served:${id}`);
    this.#events.changed();
  }

  /** Calls off what is being loaded. */
  async cancel(): Promise<void> {
    await this.#engine.cancelOpen();
  }

  /** Opens the model of the state. */
  async open(): Promise<void> {
    const opening = ++this.#opening;
    this.#turn++;
    const name = this.state.model;
    Object.assign(this, {
      model: null,
      result: null,
      changed: null,
      input: null,
      modelProblem: null,
      runProblem: null,
      running: false,
      progress: null,
    });
    this.#ran = null;
    const source = this.#sourceOf(name);
    if (source === null) {
      this.loading = false;
      this.#showRecord(name);
      return;
    }
    this.loading = true;
    this.#events.changed();
    if (this.#fileHandle !== null) void this.#engine.close(this.#fileHandle).catch(() => undefined);
    this.#fileHandle = null;
    try {
      const model = await this.#engine.open(source, { device: this.device }, (progress) => {
        if (opening !== this.#opening) return;
        this.progress = progress;
        this.#events.changed();
      });
      if (opening !== this.#opening) return;
      this.model = model;
      if (source.kind === 'files') this.#fileHandle = model.handle;
      this.run(0);
    } catch (error) {
      if (opening !== this.#opening) return;
      const problem = problemOf('model', error);
      this.modelProblem = problem.kind === 'Cancelled' ? { ...problem, what: 'cancelled', message: name } : problem;
    }
    this.loading = false;
    this.progress = null;
    this.#events.changed();
  }

  #sourceOf(name: string): ModelSource | null {
    const kind = modelKind(name);
    if (kind === 'bundled' || kind === 'hub') return { kind, id: plainName(name) };
    return this.#sources.get(name) ?? null;
  }

  /** What has no model to be opened: a saved record, or what a link names and only its maker has. */
  #showRecord(name: string): void {
    const kind = modelKind(name);
    const record = this.#records.get(name);
    if (record !== undefined) this.result = { record, said: null, ms: 0 };
    else if (kind === 'record') this.modelProblem = { what: 'needRecord', kind: null, message: name.slice('record:'.length) };
    else if (kind === 'file') this.modelProblem = { what: 'needFiles', kind: null, message: name.slice('file:'.length) };
    else this.modelProblem = { what: 'badName', kind: null, message: name };
    this.#events.changed();
  }

  /** Runs what the state asks for, after a moment. */
  run(delay: number): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#settling);
    if (this.model === null) return;
    this.#turn++;
    const input = runInput(this.state, this.model, this.image);
    if (input === null) {
      Object.assign(this, { input: null, result: null, changed: null, runProblem: null, running: false });
      return;
    }
    this.running = true;
    this.#timer = setTimeout(() => void this.#runNow(input, this.#turn), delay);
  }

  async #runNow(input: RunInput, turn: number): Promise<void> {
    const { handle } = this.model as ModelSummary;
    const { intervention } = this.state;
    const { image } = this;
    const key = JSON.stringify([handle, input, image === null ? null : [image.name, image.size, image.lastModified]]);
    try {
      const result = this.#ran?.key === key ? this.#ran.result : await this.#engine.run(handle, input);
      if (turn !== this.#turn) return;
      this.#ran = { key, result };
      const changed = isChanged(intervention) ? await this.#engine.run(handle, { ...input, intervention }) : null;
      if (turn !== this.#turn) return;
      Object.assign(this, { input, result, changed, runProblem: null, running: false });
      this.#settling = setTimeout(() => this.#events.settled(this.state), SETTLED);
    } catch (error) {
      if (turn !== this.#turn) return;
      const problem = problemOf('run', error);
      // A panel has run something else on this model in the meantime.
      if (problem.kind === 'Cancelled') return this.run(2 * TYPING);
      Object.assign(this, { input, result: null, changed: null, runProblem: problem, running: false });
    }
    this.#events.changed();
  }
}

/** What a run depends on. */
function runKey({ mode, text, pair, target, intervention }: WorkbenchState): string {
  return JSON.stringify([mode, text, mode === 'text' ? '' : pair, target, intervention]);
}

function problemOf(what: Problem['what'], error: unknown): Problem {
  const { kind = 'Failed', message = String(error) } = error as Partial<EngineError>;
  return { what, kind, message };
}
