import { diskFolder } from '../../src/bytes/file.node.js';
import type { Folder } from '../../src/bytes/folder.js';
import { loadModel } from '../../src/model.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';

/** What a run leaves to be checked. */
export interface LargeRun {
  /** The most memory the process had, in bytes. */
  peak: number;
  /** Bytes of weight files that went through JavaScript. */
  read: number;
  shape: number[];
  /** Of the last layer: the largest distance of a row's sum from 1, the largest attention to a later token, and the largest to any but the first. */
  sumError: number;
  later: number;
  largest: number;
}

/** Run as a program of its own: opens the checkpoint named on the command line, reads a text of 64 tokens, prints a {@link LargeRun}. */
const [, , path] = process.argv;
let read = 0;
const disk = await diskFolder(path);
const folder: Folder = {
  ...disk,
  async open(name) {
    const source = await disk.open(name);
    if (source === undefined || !name.endsWith('.safetensors')) return source;
    const slice = (start: number, end: number): Promise<Uint8Array> => {
      read += end - start;
      return source.slice(start, end);
    };
    return { ...source, slice };
  },
};
const model = await loadModel(folder, { runtime: nodeRuntime });
const tokens = 64;
const ids = BigInt64Array.from({ length: tokens }, (_, i) => BigInt((i * 37) % 700));
const outputs = await model.session.run(
  { input_ids: { data: ids, shape: [1, tokens] }, attention_mask: { data: new BigInt64Array(tokens).fill(1n), shape: [1, tokens] } },
  model.plan.outputs,
);
const { data, shape } = outputs['attentions.21'];
let [sumError, later, largest] = [0, 0, 0];
for (let row = 0; row < data.length / tokens; row++) {
  const values = Array.from(data.subarray(row * tokens, (row + 1) * tokens), Number);
  sumError = Math.max(sumError, Math.abs(values.reduce((a, b) => a + b) - 1));
  later = Math.max(later, ...values.slice((row % tokens) + 1));
  largest = Math.max(largest, ...values.slice(1));
}
await model.close();
console.log(JSON.stringify({ peak: process.resourceUsage().maxRSS * 1024, read, shape, sumError, later, largest } satisfies LargeRun));
