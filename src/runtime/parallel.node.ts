import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { LupaError, reasonOf } from '../errors.js';
import type { Tensor } from '../tensor.js';
import { engineInput, nodeRuntime, type EngineInput } from './onnxruntime.node.js';
import type { WorkerAnswer, WorkerTask } from './parallel-worker.node.js';
import type { Runtime, Session } from './session.js';

/** Copies of a model: more than this, and the thread that reads what they give could not keep up. */
const MAX_COPIES = 4;
/** Bytes that the weights of all copies may have together, as they are on disk. */
const MAX_BYTES = 2 ** 30;

/**
 * onnxruntime-node for many runs that need not wait for one another: copies of the model, each in a worker. onnxruntime-node holds up the thread that calls it; here that thread is free, and
 * each core has a whole run to itself, so that none waits for the others after every operator. Results do not depend on it. A model too large for copies runs as `nodeRuntime` runs it.
 */
export const parallelRuntime: Runtime = async (input) => {
  const threads = input.threads > 0 ? input.threads : availableParallelism();
  const bytes = Array.from(input.files.values()).reduce((sum, { byteLength }) => sum + byteLength, 0);
  const copies = Math.min(threads, MAX_COPIES, Math.floor(MAX_BYTES / bytes));
  if (copies < 2) return nodeRuntime(input);
  const engine = await engineInput({ ...input, threads: Math.floor(threads / copies) });
  const started = await Promise.allSettled(Array.from({ length: copies }, () => startCopy(engine)));
  const ready = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const refusal = started.find((result) => result.status === 'rejected');
  if (refusal !== undefined) {
    await Promise.all(ready.map((copy) => copy.close()));
    throw refusal.reason;
  }
  return shared(ready);
};

/** One session over several that are each at one run at a time. */
function shared(copies: readonly Session[]): Session {
  const idle = [...copies];
  const waiting: ((copy: Session) => void)[] = [];
  const free = (copy: Session): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(copy);
    else next(copy);
  };
  return {
    runtime: copies[0].runtime,
    // One more than there are copies: who is done finds work at once.
    ahead: copies.length + 1,
    async run(feeds, outputs) {
      const copy = idle.pop() ?? (await new Promise<Session>((resolve) => waiting.push(resolve)));
      return copy.run(feeds, outputs).finally(() => free(copy));
    },
    async close() {
      await Promise.all(copies.map((copy) => copy.close()));
    },
  };
}

/** A session in a worker. */
async function startCopy(engine: EngineInput): Promise<Session> {
  // Without the flags of the process: some, `--input-type`, no worker takes.
  const worker = new Worker(new URL('./parallel-worker.node.js', import.meta.url), { workerData: engine, execArgv: [] });
  let settle: { resolve: (answer: WorkerAnswer) => void; reject: (error: LupaError) => void } | null = null;
  let broken: LupaError | null = null;
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const breakOff = (reason: string): void => {
    broken ??= new LupaError('RuntimeFailed', `the engine's worker stopped: ${reason}`, { subject: 'onnxruntime-node' });
    settle?.reject(broken);
  };
  worker.on('error', (error) => breakOff(reasonOf(error)));
  void ended.then(() => breakOff('it has ended'));
  worker.on('message', (answer: WorkerAnswer) => settle?.resolve(answer));
  /** The next thing the worker says. Meanwhile, and only then, it keeps the process alive. */
  const next = async <Kind extends WorkerAnswer>(): Promise<Kind> => {
    worker.ref();
    try {
      const answer = await new Promise<WorkerAnswer>((resolve, reject) => {
        settle = { resolve, reject };
        if (broken !== null) reject(broken);
      });
      if ('failed' in answer) throw new LupaError(answer.failed.kind, answer.failed.message, { subject: 'onnxruntime-node' });
      return answer as Kind;
    } finally {
      settle = null;
      worker.unref();
    }
  };
  const tell = (task: WorkerTask): void => worker.postMessage(task);
  const { runtime } = await next<{ runtime: string }>();
  return {
    runtime,
    ahead: 1,
    async run(feeds: Record<string, Tensor>, outputs: string[]) {
      tell({ feeds, outputs });
      return (await next<{ results: Record<string, Tensor> }>()).results;
    },
    async close() {
      worker.ref();
      tell(null);
      await ended;
    },
  };
}
