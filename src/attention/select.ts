import type { Tensor } from '../tensor.js';
import type { AttentionRecord } from './record.js';

/** Names of tensors that belong to one layer and have heads as their second dimension: [B,H,…]. */
const PER_HEAD = /^(attentions|queries|keys)\.(\d+)$/;

/**
 * A record with only some layers and heads. Layers keep their names; heads are those asked for, in that order.
 * @param options `layers`, `heads`: which to keep; left out, all
 */
export function selectRecord(record: AttentionRecord, { layers, heads }: { layers?: number[]; heads?: number[] } = {}): AttentionRecord {
  if (layers === undefined && heads === undefined) return record;
  const tensors: [string, Tensor][] = [];
  for (const [name, tensor] of Object.entries(record.tensors)) {
    const layer = PER_HEAD.exec(name)?.[2];
    if (layer === undefined) tensors.push([name, tensor]);
    else if (layers === undefined || layers.includes(Number(layer))) tensors.push([name, heads === undefined ? tensor : pickHeads(tensor, heads)]);
  }
  return { ...record, tensors: Object.fromEntries(tensors) };
}

function pickHeads({ data, shape }: Tensor, heads: number[]): Tensor {
  const [batch, count, ...rest] = shape;
  const plane = rest.reduce((product, size) => product * size, 1);
  const picked = new Float32Array(batch * heads.length * plane);
  for (let b = 0; b < batch; b++) {
    heads.forEach((head, index) => {
      const from = (b * count + head) * plane;
      picked.set((data as Float32Array).subarray(from, from + plane), (b * heads.length + index) * plane);
    });
  }
  return { data: picked, shape: [batch, heads.length, ...rest] };
}
