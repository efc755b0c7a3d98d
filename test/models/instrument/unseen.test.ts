import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { instrument } from '../../../src/models/instrument/instrument.js';
import type { Tensor } from '../../../src/tensor.js';
import { assertClose, readGolden } from '../../helpers/golden.js';
import { loadModel, readModel } from '../../helpers/onnx.js';

const ROOT = 'test/fixtures/unseen';

/** Of the attention, from what transformers computes in float32. */
const toleranceOf = (form: string): number => (/int8|qdq|qoperator/.test(form) ? 5e-2 : form.includes('f16') ? 5e-3 : 1e-5);

/** Attention with the rows of padding as zeros: with a sliding window they look at nothing, where sdpa gives 0 and eager 1/S. */
function ofTokens({ data, shape }: Tensor, mask?: Tensor): Tensor {
  const [, heads, queries, keys] = shape;
  const isToken = (row: number): boolean => mask?.data[Math.floor(row / heads / queries) * queries + (row % queries)] !== 0n;
  return { shape, data: Float32Array.from(data as Float32Array, (share, i) => (isToken(Math.floor(i / keys)) ? share : 0)) };
}

for (const file of readdirSync(ROOT)) {
  const [, name, form] = /^(.+)_(.+)\.onnx$/.exec(file) as RegExpExecArray;
  for (const steer of [false, 'required'] as const) {
    test(`${file}${steer === false ? '' : ', steerable'}: attention as transformers computes it, and nothing else changed`, async () => {
      const model = readModel(`${ROOT}/${file}`);
      const { model: changed, refused, outputs, neutral } = instrument(model, { steer });
      assert.deepEqual(refused, []);
      // The engine's kernels for 8 bits round otherwise than the operators that they stand for, and need the softmax to themselves.
      const optimised = form !== 'qdq';
      const [plain, instrumented] = [await loadModel(model, { optimised }), await loadModel(changed, { optimised })];
      // Half precision is rounded at each operator's border, and there are others now: a unit or two of its last place.
      const same = form.includes('f16') ? 5e-3 : 1e-6;
      let compared = 0;
      for (const [tag, tensors] of await readGolden(`test/fixtures/checkpoints/${name}/golden.safetensors`)) {
        const feeds = Object.fromEntries(plain.inputs.map((input) => [input, tensors[input]]));
        const [expected, got] = [await plain.run(feeds), await instrumented.run({ ...feeds, ...neutral })];
        for (const key of Object.keys(expected)) assertClose(got[key], expected[key], same, `${tag}.${key}`);
        for (const key of outputs) {
          const mask = /^(attentions|encoder)/.test(key) ? tensors.attention_mask : undefined;
          assertClose(ofTokens(got[key], mask), ofTokens(tensors[key], mask), toleranceOf(form), `${tag}.${key}`);
          compared++;
        }
      }
      assert.ok(compared >= 2, `only ${compared} tensors were compared`);
    });
  }
}
