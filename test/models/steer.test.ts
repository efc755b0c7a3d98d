import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layerAttention, type AttentionRecord } from '../../src/attention/record.js';
import { inspect } from '../../src/inspect.js';
import type { Model } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { run, type Steering } from '../../src/steer.js';
import type { Tensor } from '../../src/tensor.js';
import { assertClose, readGolden } from '../helpers/golden.js';

const SENTENCE = 'The cat sat on the mat because it was tired.';
/** Both doors: weights, and an export of the same weights. */
const DOORS = {
  bert: ['test/fixtures/checkpoints/bert', 'test/fixtures/onnx/bert-script-eager', 'test/fixtures/onnx/bert-script-eager-fused'],
  bart: ['test/fixtures/checkpoints/bart', 'test/fixtures/exports/bart-pair'],
};

const filled = (shape: number[], value: number): Tensor<Float32Array> => ({
  data: new Float32Array(shape.reduce((a, b) => a * b)).fill(value),
  shape,
});

async function withModel<T>(where: string, use: (model: Model) => Promise<T>): Promise<T> {
  const model = await openModel(where, { threads: 1, hash: false });
  try {
    return await use(model);
  } finally {
    await model.close();
  }
}

for (const [family, folders] of Object.entries(DOORS)) {
  for (const folder of folders) {
    test(`${folder}: heads removed as PyTorch removes them`, () =>
      withModel(folder, async (model) => {
        const golden = await readGolden(`test/fixtures/steering/${family}.safetensors`);
        const inputs = golden.get('feeds') as Record<string, Tensor>;
        for (const { name } of model.plan.stacks) {
          const { value, ...expected } = golden.get(`${name === '' ? '' : `${name}_`}head_mask`) as Record<string, Tensor>;
          const record = await run(model, { text: null, inputs }, { headMask: { [name]: value } });
          for (const [key, tensor] of Object.entries(expected)) assertClose(record.tensors[key], tensor, 1e-5, `${name} ${key}`);
          assert.match(record.warnings.join(' '), /This run was changed: with(out)? the heads /);
        }
      }));

    test(`${folder}: what changes nothing changes no number`, () =>
      withModel(folder, async (model) => {
        const plain = await inspect(model, SENTENCE, family === 'bart' ? { target: 'O gato sentou.' } : {});
        const request = { text: SENTENCE, ...(family === 'bart' ? { target: 'O gato sentou.' } : {}) };
        const [{ name, layers, heads }] = model.plan.stacks;
        const stack = name === '' ? undefined : name;
        const same = (record: AttentionRecord): void => {
          for (const key of model.plan.outputs) assertClose(record.tensors[key], plain.tensors[key], 1e-6, key);
        };
        same(await run(model, request));
        same(await run(model, request, { headMask: { [name]: filled([layers, heads], 1) } }));
        const { queries, keys } = layerAttention(plain, 0, stack === undefined ? {} : { stack });
        same(await run(model, request, { bias: [{ stack, layer: 0, bias: filled([queries, keys], 0) }] }));
      }));
  }
}

test('a cut edge carries nothing, and the rest of its row makes up for it', () =>
  withModel('test/fixtures/onnx/bert-script-eager', async (model) => {
    const plain = layerAttention(await inspect(model, SENTENCE), 1);
    const bias = filled([plain.queries, plain.keys], 0);
    bias.data[3 * plain.keys + 5] = -Infinity;
    const record = await run(model, { text: SENTENCE }, { bias: [{ layer: 1, bias }] });
    const { data, keys, queries, heads } = layerAttention(record, 1);
    for (let head = 0; head < heads; head++) {
      const at = (row: number, column: number): number => (head * queries + row) * keys + column;
      assert.equal(data[at(3, 5)], 0);
      const left = 1 - plain.data[at(3, 5)];
      for (let key = 0; key < keys; key++) if (key !== 5) assert.ok(Math.abs(data[at(3, key)] - plain.data[at(3, key)] / left) < 1e-5);
    }
  }));

test('probabilities are replaced in the heads that are named', () =>
  withModel('test/fixtures/checkpoints/bert', async (model) => {
    const plain = layerAttention(await inspect(model, SENTENCE), 0);
    const { queries, keys } = plain;
    const record = await run(model, { text: SENTENCE }, { override: [{ layer: 0, heads: [2], probabilities: filled([queries, keys], 1 / keys) }] });
    const { data } = layerAttention(record, 0);
    data.forEach((value, at) => {
      const head = Math.floor(at / (queries * keys));
      assert.ok(Math.abs(value - (head === 2 ? 1 / keys : plain.data[at])) < 1e-6);
    });
  }));

const WRONG: [string, Steering, RegExp][] = [
  ['a layer', { headMask: [{ layer: 9, head: 0 }] }, /there is no layer 9: this model has layers 0 to 1/],
  ['a head', { headMask: [{ layer: 0, head: 4 }] }, /there is no head 4: this model has heads 0 to 3/],
  ['a head that is no number', { headMask: [{ layer: 0, head: 1.5 }] }, /there is no head 1.5/],
  ['a stack', { headMask: [{ stack: 'cross', layer: 0, head: 0 }] }, /there is no cross attention: this model has one kind of attention only/],
  ['a mask of another shape', { headMask: filled([3, 4], 1) }, /headMask has shape \[3, 4\], float32 of shape \[2, 4\] is expected/],
  ['a mask of NaN', { headMask: filled([2, 4], NaN) }, /headMask holds NaN \(element 0\)/],
  ['a bias of another shape', { bias: [{ layer: 0, bias: filled([3, 3], 0) }] }, /bias has shape \[3, 3\], float32 of shape \[1, 4, \d+, \d+\]/],
  ['an endless bias', { bias: [{ layer: 0, bias: filled([1, 1], Infinity) }] }, /bias holds Infinity/],
  [
    'two biases of a layer',
    {
      bias: [
        { layer: 0, bias: filled([1, 1], 0) },
        { layer: 0, bias: filled([1, 1], 0) },
      ],
    },
    /attention_bias\.0 is given twice/,
  ],
  ['negative probabilities', { override: [{ layer: 0, probabilities: filled([1, 1], -1) }] }, /probabilities holds -1/],
  ['a head to override', { override: [{ layer: 0, heads: [7], probabilities: filled([1, 1], 1) }] }, /there is no head 7/],
];

test('what cannot be steered is said in a sentence', () =>
  withModel('test/fixtures/checkpoints/bert', async (model) => {
    for (const [name, steering, message] of WRONG) await assert.rejects(run(model, { text: SENTENCE }, steering), message, name);
  }));

test('a model that gives its queries and keys can be steered too, and gives the same', async () => {
  const short = 'The cat sat.';
  for (const name of [
    'bert',
    'deberta-v2',
    'modernbert',
    'albert',
    'gpt2',
    'gpt2-scaled',
    'gpt-neox',
    'bloom',
    'llama',
    'gemma3',
    'phi3',
    't5',
    'bart',
    'marian',
  ]) {
    const model = await openModel(`test/fixtures/checkpoints/${name}`, { threads: 1, hash: false, queriesAndKeys: true });
    const plain = await inspect(model, short, model.plan.decoder === undefined ? {} : { target: short });
    const [{ name: stack, layers, heads }] = model.plan.stacks;
    const request = { text: short, ...(model.plan.decoder === undefined ? {} : { target: short }) };
    const record = await run(model, request, { headMask: { [stack]: filled([layers, heads], 1) } });
    assert.ok(model.plan.outputs.some((key) => key.includes('queries.')));
    for (const key of model.plan.outputs) assertClose(record.tensors[key], plain.tensors[key], 1e-5, `${name} ${key}`);
    await model.close();
  }
});
