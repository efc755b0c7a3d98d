import { readFileSync } from 'node:fs';
import { memoryFolder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import { loadModel, type Model } from '../../src/model.js';
import { readHeader, readTensor, writeSafetensors } from '../../src/models/safetensors.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../src/tensor.js';
import { assertClose, readGolden } from './golden.js';

/** Where a fixture lies. */
export const FOLDER = (name: string): string => `test/fixtures/checkpoints/${name}`;

/** A fixture with its weights and config changed, in memory. */
export async function changed(name: string, change: (weights: Map<string, Tensor>, config: Record<string, unknown>) => void): Promise<Model> {
  const source = memorySource(readFileSync(`${FOLDER(name)}/model.safetensors`));
  const { entries } = await readHeader(source, name);
  const weights = new Map<string, Tensor>();
  for (const [key, entry] of entries) weights.set(key, await readTensor(source, entry));
  const config = JSON.parse(readFileSync(`${FOLDER(name)}/config.json`, 'utf8')) as Record<string, unknown>;
  change(weights, config);
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const folder = memoryFolder(
    {
      'config.json': memorySource(bytes(JSON.stringify(config))),
      'tokenizer.json': memorySource(readFileSync('test/fixtures/checkpoints/bert/tokenizer.json')),
      'model.safetensors': memorySource(new Uint8Array(Buffer.concat(writeSafetensors(Object.fromEntries(weights))))),
    },
    { label: name },
  );
  return loadModel(folder, { runtime: nodeRuntime });
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
