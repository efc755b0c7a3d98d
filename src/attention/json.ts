import type { Tensor } from '../tensor.js';
import type { AttentionRecord } from './record.js';

/**
 * A record as JSON text, in pieces: one document, a tensor a line as `{"shape": […], "data": […]}` in row-major order.
 * float32 numbers have the digits that give them back exactly; NaN and infinities, which JSON lacks, are null.
 */
export function* recordJson({ tensors, targets, ...said }: AttentionRecord): Generator<string> {
  yield '{"format":"lupa-attention","version":"1"';
  const fields = targets === null ? said : { ...said, target_tokens: targets };
  for (const [key, value] of Object.entries(fields)) yield `,\n${JSON.stringify(key)}:${JSON.stringify(value)}`;
  yield ',\n"tensors":{';
  let separator = '\n';
  for (const [name, tensor] of Object.entries(tensors)) {
    yield `${separator}${JSON.stringify(name)}:{"shape":${JSON.stringify(tensor.shape)},"data":[`;
    yield* numbers(tensor);
    yield ']}';
    separator = ',\n';
  }
  yield '\n}}\n';
}

/** Numbers a piece. */
const PIECE = 4096;

function* numbers({ data }: Tensor): Generator<string> {
  const single = data instanceof Float32Array;
  for (let start = 0; start < data.length; start += PIECE) {
    const words: string[] = [];
    for (let i = start; i < Math.min(start + PIECE, data.length); i++) {
      const value = data[i];
      if (typeof value === 'bigint') words.push(String(value));
      // Nine significant digits tell any two float32 apart.
      else words.push(Number.isFinite(value) ? String(single ? Number(value.toPrecision(9)) : value) : 'null');
    }
    yield (start > 0 ? ',' : '') + words.join(',');
  }
}
