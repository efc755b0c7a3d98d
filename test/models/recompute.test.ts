import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { diskFolder } from '../../src/bytes/file.node.js';
import { tensorName, type Stack } from '../../src/models/architectures/architecture.js';
import { openCheckpoint } from '../../src/models/checkpoint.js';
import { planModel } from '../../src/models/plan.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import { formatShape, type Tensor } from '../../src/tensor.js';
import { readGolden } from '../helpers/golden.js';

const ROOT = 'test/fixtures/checkpoints';

/** An element of a tensor [B,H,S,S], or of one that is broadcast to it. */
function at({ data, shape }: Tensor, index: number[]): number {
  return Number(data[index.reduce((offset, place, axis) => offset * shape[axis] + (shape[axis] === 1 ? 0 : place), 0)]);
}

/** softmax(cap(scale · q Kᵀ) + bias) of one query, in double precision but for the sum with the mask, whose rounding hides all that is masked. */
function attend(
  index: number[],
  { queries, keys, bias }: { queries: Tensor; keys: Tensor; bias: Tensor | undefined },
  { scale, softcap, heads, keyHeads }: Stack,
): number[] {
  const [batch, head, query] = index;
  const shared = Math.floor(head / (heads / keyHeads));
  const scores = Array.from({ length: keys.shape[2] }, (_, key) => {
    let product = 0;
    for (let i = 0; i < keys.shape[3]; i++) product += at(queries, [batch, head, query, i]) * at(keys, [batch, shared, key, i]);
    const score = softcap === null ? scale * product : softcap * Math.tanh((scale * product) / softcap);
    return bias === undefined ? score : Math.fround(Math.fround(score) + at(bias, [batch, head, query, key]));
  });
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/** The largest difference between the attention of a layer and what its queries, keys and biases give. */
function worstOf(outputs: Record<string, Tensor>, stack: Stack, layer: number): number {
  const [attention, queries, keys, bias] = (['attentions', 'queries', 'keys', 'biases'] as const).map(
    (kind) => outputs[tensorName(stack, kind, layer)],
  );
  const [batches, heads, length, width] = queries.shape;
  assert.equal(heads, stack.heads);
  assert.equal(formatShape(keys.shape), formatShape([batches, stack.keyHeads, keys.shape[2], width]));
  assert.equal(formatShape(attention.shape), formatShape([batches, heads, length, keys.shape[2]]));
  let worst = 0;
  for (let batch = 0; batch < batches; batch++) {
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < length; query++) {
        const expected = attend([batch, head, query], { queries, keys, bias }, stack);
        expected.forEach((share, key) => (worst = Math.max(worst, Math.abs(share - at(attention, [batch, head, query, key])))));
      }
    }
  }
  return worst;
}

for (const name of readdirSync(ROOT)) {
  test(`${name}: queries, keys and biases give the attention again`, async () => {
    const plan = planModel(await openCheckpoint(await diskFolder(`${ROOT}/${name}`)), { queriesAndKeys: true, head: false });
    const session = await nodeRuntime({ ...plan, threads: 1 });
    for (const [tag, tensors] of await readGolden(`${ROOT}/${name}/golden.safetensors`)) {
      const outputs = await session.run(Object.fromEntries(plan.inputs.map((input) => [input, tensors[input]])), plan.outputs);
      for (const stack of plan.stacks) {
        for (let layer = 0; layer < stack.layers; layer++) {
          const worst = worstOf(outputs, stack, layer);
          assert.ok(worst <= 1e-5, `${tag}: ${tensorName(stack, 'attentions', layer)} differs by ${worst}`);
        }
      }
    }
    await session.close();
  });
}
