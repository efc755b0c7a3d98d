import { loadModel, type Model } from '../../src/model.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../src/tensor.js';
import { changedCheckpoint } from './changed-checkpoint.js';
import { assertClose, readGolden } from './golden.js';

/** Where a fixture lies. */
export const FOLDER = (name: string): string => `test/fixtures/checkpoints/${name}`;

/** Changes weights, by name, and config.json of a fixture. */
export type Change = (weights: Map<string, Tensor>, config: Record<string, unknown>) => unknown;

/** A fixture with its weights and config changed, in memory. */
export async function changed(name: string, change: Change, options: { head?: boolean } = {}): Promise<Model> {
  const folder = await changedCheckpoint(FOLDER(name), ({ weights, config }) => void change(weights, config));
  return loadModel(folder, { runtime: nodeRuntime, ...options });
}

/** Compares a model's outputs with a fixture's golden tensors, and closes it. */
export async function checkGolden(model: Model, name: string): Promise<void> {
  for (const [tag, tensors] of await readGolden(`${FOLDER(name)}/golden.safetensors`)) {
    const feeds = Object.fromEntries(model.plan.inputs.map((input) => [input, tensors[input]]));
    const outputs = await model.session.run(feeds, model.plan.outputs);
    for (const key of model.plan.outputs) {
      if (Object.hasOwn(tensors, key)) assertClose(outputs[key], tensors[key], key.startsWith('att') ? 1e-5 : 1e-4, `${tag}.${key}`);
    }
  }
  await model.close();
}

/** Renames weights. */
export const rename = (weights: Map<string, Tensor>, from: RegExp, to: string): void => {
  for (const [key, tensor] of [...weights]) {
    weights.delete(key);
    weights.set(key.replace(from, to), tensor);
  }
};
/** A tensor of zeros. */
export const zeros = (...shape: number[]): Tensor => ({ data: new Float32Array(shape.reduce((a, b) => a * b)), shape });
