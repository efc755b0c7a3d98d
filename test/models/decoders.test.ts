import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from '../../src/inspect.js';
import { loadModel, type Model } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../src/tensor.js';
import { changedCheckpoint, type Changing } from '../helpers/changed-checkpoint.js';
import { assertClose, readGolden } from '../helpers/golden.js';

// What each family and form computes is compared with transformers in golden.test.ts; the forms come from make_decoder_forms.py.
const FOLDER = (name: string): string => `test/fixtures/checkpoints/${name}`;

const changed = async (name: string, change: (parts: Changing) => void): Promise<Model> =>
  loadModel(await changedCheckpoint(FOLDER(name), change), { runtime: nodeRuntime });

/** Runs what transformers ran, and compares all that both give. */
async function checkGolden(model: Model, name: string): Promise<void> {
  for (const [tag, tensors] of await readGolden(`${FOLDER(name)}/golden.safetensors`)) {
    const feeds = Object.fromEntries(model.plan.inputs.map((input) => [input, tensors[input]]));
    const outputs = await model.session.run(feeds, model.plan.outputs);
    for (const key of model.plan.outputs) assertClose(outputs[key], tensors[key], key.startsWith('att') ? 1e-5 : 1e-4, `${tag}.${key}`);
  }
}

test('a decoder says next words, classes, the ends of an answer, or its hidden state', async () => {
  for (const [name, task, result, maxTokens] of [
    ['gpt2', 'text-generation', 'logits', 80],
    ['gpt2-scaled', 'text-generation', 'logits', 24],
    ['gpt2-classifier', 'text-classification', 'logits', 24],
    ['bloom-answers', 'question-answering', 'start_logits', Infinity],
    ['gpt-neo-windows', 'none', 'last_hidden_state', 24],
    ['opt', 'text-generation', 'logits', 80],
  ] as const) {
    const model = await openModel(FOLDER(name));
    const { plan } = model;
    assert.deepEqual([plan.task, plan.maxTokens, plan.inputs], [task, maxTokens, ['input_ids', 'attention_mask']], name);
    assert.ok(plan.outputs.includes(result), name);
    await model.close();
  }
});

test('without architectures the head is known by its weights', async () => {
  for (const [name, task] of [
    ['gpt2-scaled', 'text-generation'],
    ['gpt-neox', 'text-generation'],
    ['gpt2-classifier', 'text-classification'],
    ['bloom-answers', 'question-answering'],
  ] as const) {
    const model = await changed(name, ({ config }) => delete config.architectures);
    assert.equal(model.plan.task, task);
    await checkGolden(model, name);
    await model.close();
  }
});

test('GPT-NeoX scores words with embed_out, or with lm_head as transformers 5 calls it', async () => {
  const model = await changed('gpt-neox', ({ weights }) => {
    weights.set('lm_head.weight', weights.get('embed_out.weight') as Tensor);
    weights.delete('embed_out.weight');
  });
  await checkGolden(model, 'gpt-neox');
  await model.close();
});

test('config.json may call a size by its other name', async () => {
  for (const [name, other] of [
    ['gpt2', { n_embd: 'hidden_size', n_head: 'num_attention_heads', n_layer: 'num_hidden_layers', n_positions: 'max_position_embeddings' }],
    ['gpt-neo', { num_heads: 'num_attention_heads', num_layers: 'num_hidden_layers' }],
    ['bloom', { hidden_size: 'n_embed', n_head: 'num_attention_heads', n_layer: 'num_hidden_layers' }],
  ] as const) {
    const model = await changed(name, ({ config }) => {
      for (const [first, second] of Object.entries(other)) {
        config[second] = config[first];
        // Where both are there the second counts.
        config[first] = 1;
      }
    });
    await checkGolden(model, name);
    await model.close();
  }
});

test('GPT-Neo reads its kinds of layers from attention_layers first, as transformers does', async () => {
  const model = await changed('gpt-neo', ({ config }) => (config.attention_types = [[['local'], 2]]));
  await checkGolden(model, 'gpt-neo');
  await model.close();
});

test('NTK scaling changes nothing within the positions a model was trained on', async () => {
  const model = await changed(
    'gpt-neox',
    ({ config }) => (config.rope_parameters = { ...(config.rope_parameters as object), rope_type: 'dynamic', factor: 4 }),
  );
  await checkGolden(model, 'gpt-neox');
  await model.close();
});

test('texts of different lengths run together without a padding token, each as if alone', async () => {
  const model = await openModel(FOLDER('gpt2-published'));
  assert.equal(model.tokenizer.padding, null);
  const [short, long] = ['A man!', 'The cat sat on it.'];
  const together = await inspect(model, [short, long]);
  const alone = await inspect(model, short);
  const [, size, vocabulary] = alone.tensors.logits.shape;
  const first = { data: together.tensors.logits.data.slice(0, size * vocabulary), shape: [1, size, vocabulary] } as Tensor;
  assertClose(first, alone.tensors.logits, 1e-4, 'logits');
  await model.close();
});

test('classes are read off the last token that the mask shows, pad_token_id or not', async () => {
  const { padded } = Object.fromEntries(await readGolden(`${FOLDER('gpt2-classifier')}/golden.safetensors`));
  const feeds = { input_ids: padded.input_ids, attention_mask: padded.attention_mask };
  const model = await changed('gpt2-classifier', ({ config }) => (config.pad_token_id = null));
  assertClose((await model.session.run(feeds, ['logits'])).logits, padded.logits, 1e-4, 'logits');
  await model.close();
});

test('a padding token at the end of a text is passed over, masked or not', async () => {
  const model = await openModel(FOLDER('gpt2-classifier'));
  const run = async (ids: bigint[]): Promise<Tensor> => {
    const [data, shape] = [BigInt64Array.from(ids), [1, ids.length]];
    return (await model.session.run({ input_ids: { data, shape }, attention_mask: { data: data.map(() => 1n), shape } }, ['logits'])).logits;
  };
  // No token sees a later one: what follows cannot change the last real token's state.
  assertClose(await run([7n, 9n, 1n, 1n]), await run([7n, 9n]), 1e-5, 'logits');
  await model.close();
});

test('BLOOM has no longest text, so that nothing is cut', async () => {
  const model = await openModel(FOLDER('bloom'), { head: false });
  const text = 'The cat sat on the mat. '.repeat(40);
  const record = await inspect(model, text, { truncate: true });
  assert.deepEqual(record.warnings, []);
  assert.equal(record.tokens[0].at(-1)?.end, text.length);
  await model.close();
});

test('a text over the positions of GPT-2 is refused or cut', async () => {
  const model = await openModel(FOLDER('gpt2-published'));
  const text = 'The cat sat on the mat. '.repeat(4);
  await assert.rejects(inspect(model, text), { kind: 'OutOfRange', limit: 24 });
  assert.equal((await inspect(model, text, { truncate: true })).tokens[0].length, 24);
  await model.close();
});

test('a mask that adds minus infinity is no damage', async () => {
  const model = await openModel(FOLDER('gpt-neo'), { queriesAndKeys: true });
  const { warnings, tensors } = await inspect(model, 'The cat sat on the mat.');
  assert.deepEqual(warnings, []);
  assert.equal(Math.min(...(tensors['biases.1'].data as Float32Array)), -Infinity);
  await model.close();
});

for (const [name, fields, kind, message] of [
  ['gpt2', { add_cross_attention: true }, 'Unsupported', 'gpt2/config.json: add_cross_attention is true, only false is supported'],
  ['gpt2', { is_causal: false }, 'Unsupported', 'gpt2/config.json: is_causal is false, only true is supported'],
  ['gpt2', { n_head: 5 }, 'InvalidCheckpoint', 'gpt2/config.json: n_embd 32 is not a multiple of n_head 5'],
  ['gpt2', { activation_function: 'sine' }, 'Unsupported', /^the activation "sine" \(activation_function\) is not supported: gelu, /],
  ['gpt2', { scale_attn_weights: 'no' }, 'InvalidCheckpoint', 'gpt2/config.json: scale_attn_weights is "no", true or false is expected'],
  ['gpt2', { tie_word_embeddings: false }, 'InvalidCheckpoint', 'gpt2: weight lm_head.weight is missing, shape [700, 32] is expected'],
  [
    'gpt-neo',
    { attention_layers: ['global'] },
    'InvalidCheckpoint',
    'gpt-neo/config.json: attention_layers ["global"] describes 1 layers, num_layers is 2',
  ],
  [
    'gpt-neo',
    { attention_layers: null, attention_types: [[['global', 'local'], 2 ** 52]] },
    'InvalidCheckpoint',
    /describes 9007199254740992 layers, num_layers is 2$/,
  ],
  [
    'gpt-neo',
    { attention_layers: ['global', 'far'] },
    'InvalidCheckpoint',
    'gpt-neo/config.json: attention_layers.1 is "far", global or local is expected',
  ],
  [
    'gpt-neox',
    { rope_scaling: { type: 'yarn', factor: 2 } },
    'Unsupported',
    'gpt-neox/config.json: the rotary embedding is extended by yarn (rope_type), default, linear and dynamic are supported',
  ],
  [
    'gpt-neox',
    { rope_scaling: { type: 'linear' } },
    'InvalidCheckpoint',
    'gpt-neox/config.json: rope_type is linear and there is no factor, a number above 0 is expected',
  ],
  ['gpt-neox', { rope_theta: 500 }, 'Unsupported', 'gpt-neox/config.json: rope_theta is 500, only 10000 is supported'],
  ['bloom', { pretraining_tp: 2, slow_but_exact: true }, 'Unsupported', 'bloom/config.json: slow_but_exact is true, only false is supported'],
  [
    'opt',
    { word_embed_proj_dim: 16 },
    'InvalidCheckpoint',
    'opt: weight model.decoder.embed_tokens.weight has shape [700, 32], [700, 16] is expected',
  ],
] as const) {
  test(`${name} with ${JSON.stringify(fields)} is refused`, async () => {
    await assert.rejects(
      changed(name, ({ config }) => Object.assign(config, fields)),
      { name: 'LupaError', kind, message },
    );
  });
}

test('a missing weight is called what it would be called beside the others', async () => {
  for (const [name, weight, shape] of [
    ['gpt2', 'transformer.h.1.attn.c_attn.weight', '[32, 96]'],
    ['gpt-neo', 'transformer.h.0.attn.attention.out_proj.bias', '[32]'],
    ['gpt-neox', 'gpt_neox.layers.0.attention.query_key_value.weight', '[96, 32]'],
    ['opt', 'model.decoder.embed_positions.weight', '[82, 32]'],
    ['bloom', 'transformer.word_embeddings_layernorm.bias', '[32]'],
  ] as const) {
    const message = `${name}: weight ${weight} is missing, shape ${shape} is expected`;
    await assert.rejects(
      changed(name, ({ weights }) => weights.delete(weight)),
      { kind: 'InvalidCheckpoint', message },
    );
  }
});

test('a weight that belongs to nothing is refused', async () => {
  for (const name of ['gpt2', 'gpt-neo', 'gpt-neox', 'opt', 'bloom']) {
    const extra = (parts: Changing): unknown => parts.weights.set('adapter.weight', { data: new Float32Array(2), shape: [2] });
    await assert.rejects(changed(name, extra), { message: `${name}: weight adapter.weight of shape [2] belongs to nothing in this architecture` });
  }
});
