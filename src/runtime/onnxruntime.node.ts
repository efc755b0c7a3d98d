import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { InferenceSession } from 'onnxruntime-common';
import type { ByteSource } from '../bytes/source.js';
import { createSession } from './onnxruntime.js';
import type { Runtime, Session, SessionInput } from './session.js';

/** A graph with the engine's options: plain data, which a worker can be given. */
export interface EngineInput {
  graph: Uint8Array;
  options: InferenceSession.SessionOptions;
}

/**
 * onnxruntime-node. It reads the weights from the files where they lie: the graph names them relative to a folder that
 * is given when the session is made. Only weights without a path (in memory, or in several folders) are handed over as bytes.
 */
export const nodeRuntime: Runtime = async (input) => startEngine(await engineInput(input));

/** What the engine is given for a graph and its files. */
export async function engineInput({ graph, files, threads }: SessionInput): Promise<EngineInput> {
  const folder = commonFolder(files);
  const externalData =
    folder === undefined
      ? await Promise.all(Array.from(files, async ([path, source]) => ({ path, data: await source.slice(0, source.byteLength) })))
      : undefined;
  const session = {
    // Work is handed out in small blocks, so that a core that is busy with something else does not hold up the others.
    dynamic_block_base: '4',
    ...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
  };
  const options = {
    extra: { session },
    ...(externalData === undefined ? {} : { externalData }),
    ...(threads > 0 ? { intraOpNumThreads: threads } : {}),
    interOpNumThreads: 1,
  };
  return { graph, options };
}

/** The engine itself, in this thread. */
export async function startEngine({ graph, options }: EngineInput): Promise<Session> {
  const ort = await import('onnxruntime-node');
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  return createSession(ort, graph, { options, name: `onnxruntime-node ${version}` });
}

/** The folder that all files are in, if there is one. */
function commonFolder(files: Map<string, ByteSource>): string | undefined {
  const folders = new Set(Array.from(files.values(), ({ path }) => (path === undefined ? undefined : dirname(path))));
  return folders.size === 1 ? [...folders][0] : undefined;
}
