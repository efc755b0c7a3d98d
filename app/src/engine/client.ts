import { proxy, wrap } from 'comlink';
import type { Engine } from './engine.js';
import { unwrap } from './failure.js';
import type { WorkerApi } from './worker.js';

/** Starts the worker: the Engine, seen from the page. */
export function startEngine(): Engine {
  const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  const remote = wrap<WorkerApi>(worker);
  void remote.start({ site: new URL('.', document.baseURI).href });
  return {
    open: async (source, { device }, report) => unwrap(await remote.open(source, device, proxy(report))),
    cancelOpen: () => remote.cancelOpen(),
    run: async (handle, input, purpose) => unwrap(await remote.run(handle, input, purpose)),
    readRecord: async (file) => unwrap(await remote.readRecord(file)),
    close: async (handle) => unwrap(await remote.close(handle)),
  };
}
