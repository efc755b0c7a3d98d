import type { InferenceSession, InferenceSessionFactory, Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-common';
import { LupaError, reasonOf } from '../errors.js';
import type { Tensor, TensorData } from '../tensor.js';
import type { Session } from './session.js';

/** The part of onnxruntime-node and onnxruntime-web that is used: they share it. */
export interface OnnxRuntime {
  InferenceSession: InferenceSessionFactory;
  Tensor: TensorConstructor;
}

/**
 * Loads a graph.
 * @param options session options of the engine, external data included
 * @param name the engine and its version
 * @throws LupaError RuntimeFailed when the engine refuses the graph
 */
export async function createSession(
  ort: OnnxRuntime,
  graph: Uint8Array,
  { options, name }: { options: InferenceSession.SessionOptions; name: string },
): Promise<Session> {
  const session = await ort.InferenceSession.create(graph, {
    graphOptimizationLevel: 'all',
    // Whatever the engine has to say comes as an exception too.
    logSeverityLevel: 4,
    ...options,
  }).catch((cause: unknown) => {
    throw failure('refused the model', name, cause);
  });
  return {
    runtime: name,
    ahead: 1,
    async run(feeds, outputs) {
      const given = Object.fromEntries(Object.entries(feeds).map(([key, tensor]) => [key, toOrt(ort, tensor)]));
      try {
        const results = await session.run(given, outputs);
        return Object.fromEntries(outputs.map((key) => [key, { data: results[key].data as TensorData, shape: [...results[key].dims] }]));
      } catch (cause) {
        throw failure('failed while running the model', name, cause);
      }
    },
    close: () => session.release(),
  };
}

function toOrt({ Tensor }: OnnxRuntime, { data, shape }: Tensor): OrtTensor {
  if (data instanceof BigInt64Array) return new Tensor('int64', data, shape);
  if (data instanceof Float32Array) return new Tensor('float32', data, shape);
  throw new LupaError('InvalidInput', `inputs are float32 or int64 tensors, found ${data.constructor.name}`);
}

/** The engine's own message, on one line. */
function failure(what: string, name: string, cause: unknown): LupaError {
  return new LupaError('RuntimeFailed', `${name} ${what}: ${reasonOf(cause)}`, { subject: name, cause });
}
