import type { AttentionRecord } from '../../src/attention/record.js';
import { randomNumbers, softmaxRows } from './numbers.js';
import { invented } from './texts.js';

/**
 * A record with queries and keys of 16 numbers, and the attention that comes from them: softmax(q · k / 4 + bias).
 * @param options `bias`: a number for each step to the left, as in ALiBi; words to the right cannot be seen then
 */
export function neurons(
  text: string,
  { bias = null, heads = 2, seed = 1 }: { bias?: number | null; heads?: number; seed?: number } = {},
): AttentionRecord {
  const record = invented(text, { heads });
  const size = record.tokens[0].length;
  const width = 16;
  const random = randomNumbers(seed);
  const vectors = (): Float32Array => Float32Array.from({ length: heads * size * width }, () => 3 * random() - 1.5);
  const [queries, keys] = [vectors(), vectors()];
  const added = Float32Array.from({ length: size * size }, (_, i) => {
    const back = Math.floor(i / size) - (i % size);
    return bias === null ? 0 : back < 0 ? -3.4e38 : bias * back;
  });
  const scores = Float64Array.from({ length: heads * size * size }, (_, i) => {
    const [head, query, key] = [Math.floor(i / size / size), Math.floor(i / size) % size, i % size];
    let dot = 0;
    for (let d = 0; d < width; d++) dot += queries[(head * size + query) * width + d] * keys[(head * size + key) * width + d];
    return dot / 4 + added[query * size + key];
  });
  record.tensors['attentions.0'] = { data: softmaxRows(scores, size), shape: [1, heads, size, size] };
  record.tensors['queries.0'] = { data: queries, shape: [1, heads, size, width] };
  record.tensors['keys.0'] = { data: keys, shape: [1, heads, size, width] };
  if (bias !== null) record.tensors['biases.0'] = { data: added, shape: [1, 1, size, size] };
  record.model.stacks = [{ name: '', layers: 1, heads, keyHeads: heads, scale: 0.25 }];
  return record;
}
