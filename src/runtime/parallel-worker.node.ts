import { parentPort, workerData } from 'node:worker_threads';
import { isLupaError, reasonOf, type ErrorKind } from '../errors.js';
import type { Tensor } from '../tensor.js';
import { startEngine, type EngineInput } from './onnxruntime.node.js';

/** What a worker of `parallelRuntime` is sent: runs, one at a time; null ends it. */
export type WorkerTask = { feeds: Record<string, Tensor>; outputs: string[] } | null;

/** What it sends: the engine's name when it is loaded, then the outputs of each run; instead of either, what failed. */
export type WorkerAnswer = { runtime: string } | { results: Record<string, Tensor> } | { failed: { kind: ErrorKind; message: string } };

const port = parentPort as NonNullable<typeof parentPort>;
const answer = (message: WorkerAnswer, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);
const fail = (error: unknown): void =>
  answer({ failed: isLupaError(error) ? { kind: error.kind, message: error.message } : { kind: 'RuntimeFailed', message: reasonOf(error) } });

const session = await startEngine(workerData as EngineInput).catch(fail);
if (session !== undefined) {
  const work = async (task: WorkerTask): Promise<void> => {
    if (task === null) {
      await session.close();
      return port.close();
    }
    const results = await session.run(task.feeds, task.outputs);
    // Handed over, not copied: the engine made them for this run.
    const buffers = Object.values(results).map(({ data }) => data.buffer as ArrayBuffer);
    answer({ results }, [...new Set(buffers)]);
  };
  port.on('message', (task: WorkerTask) => void work(task).catch(fail));
  answer({ runtime: session.runtime });
}
