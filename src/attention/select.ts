import { tensorName } from '../models/architectures/architecture.js';
import type { Tensor } from '../tensor.js';
import type { AttentionRecord } from './record.js';
import { readTensorName } from './stacks.js';

/**
 * A record with only some layers and heads, of every stack. Layers keep their names; heads are those asked for, in that order. Where heads share
 * keys, each head that was asked for gets the keys it used; a bias that serves all heads stays as it is.
 * @param options `layers`, `heads`: which to keep; left out, all
 */
export function selectRecord(record: AttentionRecord, { layers, heads }: { layers?: number[]; heads?: number[] } = {}): AttentionRecord {
  if (layers === undefined && heads === undefined) return record;
  const tensors: [string, Tensor][] = [];
  for (const [name, tensor] of Object.entries(record.tensors)) {
    const read = readTensorName(name);
    if (read !== null && layers !== undefined && !layers.includes(read.layer)) continue;
    if (read === null || heads === undefined) tensors.push([name, tensor]);
    else {
      const attention = record.tensors[tensorName({ name: read.stack }, 'attentions', read.layer)];
      tensors.push([name, pickHeads(tensor, heads, { of: attention?.shape[1] ?? tensor.shape[1] })]);
    }
  }
  return { ...record, tensors: Object.fromEntries(tensors) };
}

/** @param options `of`: how many heads the layer has; a tensor with fewer has one for several of them, side by side */
function pickHeads({ data, shape }: Tensor, heads: number[], { of }: { of: number }): Tensor {
  const [batch, count, ...rest] = shape;
  if (count === 1) return { data, shape };
  const plane = rest.reduce((product, size) => product * size, 1);
  const picked = new Float32Array(batch * heads.length * plane);
  for (let b = 0; b < batch; b++) {
    heads.forEach((head, index) => {
      const from = (b * count + Math.floor((head * count) / of)) * plane;
      picked.set((data as Float32Array).subarray(from, from + plane), (b * heads.length + index) * plane);
    });
  }
  return { data: picked, shape: [batch, heads.length, ...rest] };
}
