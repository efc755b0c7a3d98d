import { proxy, wrap } from 'comlink';
import type { BundledModel, Engine } from './engine.js';
import { unwrap } from './failure.js';
import { keepOffline, siteFolder } from './offline.js';
import type { WorkerApi } from './worker.js';

/** Starts the worker: the Engine, seen from the page. */
export function startEngine(): Engine {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const remote = wrap<WorkerApi>(worker);
  const { content: hub = '' } = document.querySelector<HTMLMetaElement>('meta[name="lupa-hub"]') ?? {};
  void remote.start({ site: siteFolder(), hub });
  return {
    bundled: async () => unwrap<BundledModel[]>(await remote.bundled()),
    async open(source, { device }, report) {
      const model = unwrap(await remote.open(source, device, proxy(report)));
      // Not sooner: the copies that it makes must not hold up the first model.
      void keepOffline();
      return model;
    },
    cancelOpen: () => remote.cancelOpen(),
    run: async (handle, input, purpose) => unwrap(await remote.run(handle, input, purpose)),
    heads: async (handle, texts, report) => unwrap(await remote.heads(handle, texts, proxy(report))),
    savedHeads: async (handle) => unwrap(await remote.savedHeads(handle)),
    check: async (handle, input, choice, report) => unwrap(await remote.check(handle, input, choice, proxy(report))),
    cancelCheck: () => remote.cancelCheck(),
    readRecord: async (file) => unwrap(await remote.readRecord(file)),
    close: async (handle) => unwrap(await remote.close(handle)),
  };
}
