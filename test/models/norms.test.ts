import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightedNorms } from '../../src/analysis/norms.js';
import { residualAttention } from '../../src/analysis/residual.js';
import { layerAttention } from '../../src/attention/record.js';
import { inspect } from '../../src/inspect.js';
import { openModel } from '../../src/open.node.js';
import { run } from '../../src/steer.js';
import type { Tensor } from '../../src/tensor.js';
import { assertClose, readGolden } from '../helpers/golden.js';

/** By weights, and by exports of the same weights, where fixtures have one. */
const DOORS: Record<string, string[]> = {
  bert: [
    'checkpoints/bert',
    'onnx/bert-script-eager',
    'onnx/bert-script-sdpa',
    'onnx/bert-dynamo-20',
    'onnx/bert-dynamo-23',
    'onnx/bert-script-eager-fused',
  ],
  gpt2: ['checkpoints/gpt2', 'onnx/gpt2-script', 'onnx/gpt2-dynamo-23'],
  llama: ['checkpoints/llama', 'onnx/llama-dynamo-20'],
  modernbert: ['checkpoints/modernbert'],
  bart: ['checkpoints/bart', 'onnx/bart-script'],
  t5: ['checkpoints/t5'],
};

for (const [family, folders] of Object.entries(DOORS)) {
  for (const folder of folders) {
    test(`${folder}: value norms as PyTorch has them`, async () => {
      const golden = await readGolden(`test/fixtures/norms/${family}.safetensors`);
      const inputs = golden.get('feeds') as Record<string, Tensor>;
      const model = await openModel(`test/fixtures/${folder}`, { threads: 1, hash: false, valueNorms: true });
      const own = Object.fromEntries(Object.entries(inputs).filter(([name]) => (model.plan.inputs as string[]).includes(name)));
      const plain = await inspect(model, null, { inputs: own });
      // A run that is changed says the same where nothing was: the last head of the last layer changes no value before it.
      const last = model.plan.stacks[model.plan.stacks.length - 1];
      const steered = await run(model, { text: null, inputs: own }, { headMask: [{ stack: last.name, layer: last.layers - 1, head: 0 }] });
      let compared = 0;
      for (const { name, layers } of model.plan.stacks) {
        const prefix = name === '' ? '' : `${name}_`;
        for (let layer = 0; layer < layers; layer++) {
          const expected = golden.get(`${prefix}norms`)?.[String(layer)] as Tensor;
          for (const { tensors } of [plain, steered]) assertClose(tensors[`${prefix}value_norms.${layer}`], expected, 1e-5, `${name} ${layer}`);
          compared++;
        }
      }
      assert.ok(compared >= 2);
      await model.close();
    });
  }
}

test('weighted norms are attention times norm, and rollout can be made of them', async () => {
  const model = await openModel('test/fixtures/checkpoints/llama', { threads: 1, hash: false, valueNorms: true });
  const record = await inspect(model, ['Who is it?', 'The cat sat on the mat because it was tired.']);
  await model.close();
  const norms = record.tensors['value_norms.1'];
  const [, heads, padded] = norms.shape;
  for (const sequence of [0, 1]) {
    const { data, queries, keys } = weightedNorms(record, 1, { sequence });
    const attention = layerAttention(record, 1, { sequence });
    assert.equal(keys, record.tokens[sequence].length);
    for (const [head, query, key] of [
      [0, 0, 0],
      [3, keys - 1, 2],
      [heads - 1, queries - 1, keys - 2],
    ]) {
      const at = (head * queries + query) * keys + key;
      const expected = attention.data[at] * Number(norms.data[(sequence * heads + head) * padded + key]);
      assert.ok(expected > 0);
      assert.ok(Math.abs(data[at] - expected) < 1e-7);
    }
  }
  const { layers, tokens } = residualAttention(record, { weights: 'norms' });
  for (const matrix of layers) {
    for (let row = 0; row < tokens; row++) {
      const own = matrix.subarray(row * tokens, (row + 1) * tokens);
      assert.ok(Math.abs(own.reduce((a, b) => a + b, 0) - 1) < 1e-9);
      assert.ok(own[row] >= 0.5, 'the residual connection keeps its half');
    }
  }
  // By hand, of the last row in layer 1: the sum over heads of what they take from a key, as a share of all that they take, and half of it.
  const own = weightedNorms(record, 1);
  const taken = Array.from({ length: tokens }, (_, key) =>
    Array.from({ length: heads }, (_, head) => own.data[(head * tokens + tokens - 1) * tokens + key]).reduce((a, b) => a + b, 0),
  );
  const all = taken.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(layers[1][(tokens - 1) * tokens] - taken[0] / all / 2) < 1e-7);
});

test('a record without norms, and a graph in which the projection is not found, are refused in a sentence', async () => {
  const model = await openModel('test/fixtures/checkpoints/bert', { threads: 1, hash: false });
  const record = await inspect(model, 'Who is it?');
  await model.close();
  assert.throws(() => weightedNorms(record, 1), /^LupaError: the record has no value norms of layer 1: load the model with valueNorms/);
  await assert.rejects(openModel('test/fixtures/onnx/bert-script-eager-int8', { valueNorms: true }), {
    message:
      /^the value norms of layer 0 cannot be computed, since DynamicQuantizeLinear \(.*\) stands between the heads and their output projection: ask for the record without them$/,
  });
});
