import { expose, transfer } from 'comlink';
import { decodeRecord, measureHeads, type AttentionRecord, type FaithfulnessReport } from 'lupa-attention';
import type { HeadsReport } from 'lupa-attention/interpretation';
import { blobSource, type Device } from 'lupa-attention/web';
import { bundledModels } from './bundled.js';
import { checkInput } from './check.js';
import type { BundledModel, CheckChoice, ModelSource, ModelSummary, Progress, RunInput, RunPurpose, RunResult } from './engine.js';
import { outcome, type Outcome } from './failure.js';
import { Models, type Places } from './models.js';
import { savedHeads } from './saved-heads.js';
import { runInput } from './run.js';

let site: string;
let models: Models;
let opening = new AbortController();
let checking = new AbortController();

/** What the worker gives, over comlink: the Engine's functions, with errors as data. */
const api = {
  start(places: Places): void {
    site = places.site;
    models = new Models(places);
  },

  bundled: (): Promise<Outcome<BundledModel[]>> => outcome(() => bundledModels(site)),

  open(source: ModelSource, device: Device, report: (progress: Progress) => void): Promise<Outcome<ModelSummary>> {
    opening.abort();
    opening = new AbortController();
    const { signal } = opening;
    return outcome(() => models.open(source, { device, report, signal }));
  },

  cancelOpen(): void {
    opening.abort();
  },

  async run(handle: number, input: RunInput, purpose?: RunPurpose): Promise<Outcome<RunResult>> {
    const result = await outcome(() => {
      const loaded = models.get(handle);
      return loaded.runs.run(() => runInput(loaded, input), purpose);
    });
    return transfer(result, 'value' in result ? buffersOf(result.value.record) : []);
  },

  heads(handle: number, texts: string[], report: (done: number) => void): Promise<Outcome<HeadsReport>> {
    return outcome(() => {
      const { model, runs } = models.get(handle);
      return runs.run(() => measureHeads(model, texts, { onText: report, command: 'lupa app' }), 'heads');
    });
  },

  savedHeads: (handle: number): Promise<Outcome<HeadsReport | null>> => outcome(() => savedHeads(models.get(handle))),

  check(handle: number, input: RunInput, choice: CheckChoice, report: (done: number, total: number) => void): Promise<Outcome<FaithfulnessReport>> {
    checking.abort();
    checking = new AbortController();
    const { signal } = checking;
    return outcome(() => {
      const loaded = models.get(handle);
      return loaded.runs.run(
        (giveWay) => checkInput(loaded, input, { ...choice, open: (more) => models.another(loaded, more), report, giveWay, signal }),
        'check',
      );
    });
  },

  cancelCheck(): void {
    checking.abort();
  },

  async readRecord(file: Blob): Promise<Outcome<AttentionRecord>> {
    const result = await outcome(() => decodeRecord(blobSource(file, 'the record')));
    return transfer(result, 'value' in result ? buffersOf(result.value) : []);
  },

  close: (handle: number): Promise<Outcome<void>> => outcome(() => models.close(handle)),
};
export type WorkerApi = typeof api;

/** The memory of a record, to be handed over instead of copied. */
function buffersOf({ tensors }: AttentionRecord): ArrayBuffer[] {
  return [...new Set(Object.values(tensors).map(({ data }) => data.buffer as ArrayBuffer))];
}

expose(api);
