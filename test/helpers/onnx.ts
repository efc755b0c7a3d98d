import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-common';
import { ModelProtoSchema, type ModelProto } from '../../src/models/onnx/generated/onnx_pb.js';
import type { Tensor, TensorData } from '../../src/tensor.js';

const ort = createRequire(import.meta.url)('onnxruntime-node') as {
  InferenceSession: { create(bytes: Uint8Array, options: InferenceSession.SessionOptions): Promise<InferenceSession> };
  Tensor: TensorConstructor;
};

/** The ONNX model in a file. */
export function readModel(path: string): ModelProto {
  return fromBinary(ModelProtoSchema, readFileSync(path));
}

/** Runs a model in onnxruntime itself, without what Lupa puts around it; not `optimised`: node by node, as the file says. */
export async function loadModel(
  model: ModelProto,
  { optimised = true }: { optimised?: boolean } = {},
): Promise<{ inputs: readonly string[]; run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> }> {
  const session = await ort.InferenceSession.create(toBinary(ModelProtoSchema, model), {
    logSeverityLevel: 4,
    intraOpNumThreads: 1,
    graphOptimizationLevel: optimised ? 'all' : 'disabled',
  });
  return {
    inputs: session.inputNames,
    async run(feeds) {
      const given = Object.entries(feeds).map(([name, { data, shape }]) => [name, new ort.Tensor(typeOf(data), data as Float32Array, shape)]);
      const results = await session.run(Object.fromEntries(given) as Record<string, OrtTensor>);
      return Object.fromEntries(Object.entries(results).map(([name, { data, dims }]) => [name, { data: data as TensorData, shape: [...dims] }]));
    },
  };
}

function typeOf(data: TensorData): 'int64' | 'float32' {
  return data instanceof BigInt64Array ? 'int64' : 'float32';
}
