import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Model } from '../../src/model.js';
import type { Tensor } from '../../src/tensor.js';
import { changed, rename, type Change } from '../helpers/changed.js';
import { assertClose, readGolden } from '../helpers/golden.js';

const FIXTURES = 'test/fixtures/checkpoints';
const FAMILIES = ['llama', 'mistral', 'qwen2', 'qwen3', 'gemma', 'gemma2', 'gemma3', 'gemma3_text', 'phi3'];

/** What config.json has that these tests look at. */
const typeOf = (name: string): string => (JSON.parse(readFileSync(`${FIXTURES}/${name}/config.json`, 'utf8')) as { model_type: string }).model_type;
const DECODERS = readdirSync(FIXTURES).filter((name) => FAMILIES.includes(typeOf(name)));

test('there is a checkpoint of every family', () => {
  assert.deepEqual(new Set(DECODERS.map(typeOf)), new Set(FAMILIES));
});

/** Fails unless a model gives what transformers gave for the fixture, in all outputs it has. */
async function checkGolden(model: Model, name: string): Promise<void> {
  for (const [tag, tensors] of await readGolden(`${FIXTURES}/${name}/golden.safetensors`)) {
    const outputs = await model.session.run({ input_ids: tensors.input_ids, attention_mask: tensors.attention_mask }, model.plan.outputs);
    for (const key of model.plan.outputs)
      if (Object.hasOwn(tensors, key)) assertClose(outputs[key], tensors[key], key.startsWith('att') ? 1e-5 : 1e-4, `${tag}.${key}`);
  }
  await model.close();
}

test('names may lack their prefix, and the head may be left out', async () => {
  const model = await changed('llama', (weights) => rename(weights, /^model\./, ''), { head: false });
  assert.deepEqual(model.plan.outputs, ['attentions.0', 'attentions.1', 'last_hidden_state']);
  await checkGolden(model, 'llama');
});

test('without architectures the head is known by its weights', async () => {
  for (const name of ['llama', 'qwen2']) {
    const model = await changed(name, (_, config) => delete config.architectures);
    assert.equal(model.plan.task, 'text-generation');
    await checkGolden(model, name);
  }
});

test('a classifier gives its attention and last hidden state', async () => {
  const model = await changed('llama', (weights, config) => {
    config.architectures = ['LlamaForSequenceClassification'];
    weights.delete('lm_head.weight');
    weights.set('score.weight', { data: new Float32Array(64), shape: [2, 32] });
  });
  assert.deepEqual(model.plan.outputs, ['attentions.0', 'attentions.1', 'last_hidden_state']);
  await checkGolden(model, 'llama');
});

test('a head that repeats the tied embeddings is the same head', async () => {
  const model = await changed('qwen2', (weights) => weights.set('lm_head.weight', weights.get('model.embed_tokens.weight') as Tensor));
  await checkGolden(model, 'qwen2');
});

test("gemma3's language model is found under the names transformers 5 gives it too", async () => {
  const model = await changed('gemma3-vision', (weights) => {
    rename(weights, /^language_model\.model\./, 'model.language_model.');
    rename(weights, /^(vision_tower|multi_modal_projector)\./, 'model.$1.');
  });
  await checkGolden(model, 'gemma3-vision');
});

test("gemma3's own head may be beside the language model", async () => {
  const model = await changed('gemma3-vision', (weights) =>
    weights.set('language_model.lm_head.weight', weights.get('language_model.model.embed_tokens.weight') as Tensor),
  );
  await checkGolden(model, 'gemma3-vision');
});

test('rope_parameters and layer_types say what the older fields said', async () => {
  const model = await changed('gemma3-published', (_, config) => {
    for (const field of ['rope_theta', 'rope_local_base_freq', 'rope_scaling', 'sliding_window_pattern']) delete config[field];
    config.layer_types = ['sliding_attention', 'full_attention'];
    config.rope_parameters = {
      full_attention: { rope_type: 'linear', factor: 8, rope_theta: 1_000_000 },
      sliding_attention: { rope_type: 'default', rope_theta: 5000 },
    };
  });
  await checkGolden(model, 'gemma3-published');
});

test('the first name of LongRoPE is su', async () => {
  await checkGolden(await changed('phi3-long', (_, config) => ((config.rope_scaling as { type: string }).type = 'su')), 'phi3-long');
});

test('the longest text is what the model was trained for, or what its scaling reaches', async () => {
  for (const [name, tokens] of [
    ['llama', 80],
    ['llama-dynamic', 96],
    ['gemma3-published', 128],
    ['phi3-long', 128],
  ] as const) {
    const model = await changed(name, () => undefined);
    assert.equal(model.plan.maxTokens, tokens, name);
    await model.close();
  }
});

const set =
  (fields: Record<string, unknown>): Change =>
  (_, config) =>
    Object.assign(config, fields);

for (const [name, what, change, error] of [
  ['llama', 'an odd head', set({ head_dim: 7 }), { kind: 'InvalidCheckpoint', message: /head_dim\) 7 is not a multiple/ }],
  [
    'llama',
    'heads that cannot be grouped',
    set({ num_key_value_heads: 3 }),
    { kind: 'InvalidCheckpoint', message: 'llama/config.json: num_attention_heads 4 is not a multiple of num_key_value_heads 3' },
  ],
  [
    'llama',
    'a missing size',
    (_, config) => delete config.hidden_size,
    { kind: 'InvalidCheckpoint', message: 'llama/config.json: hidden_size is missing, a whole number from 1 on is expected' },
  ],
  [
    'llama',
    'quantised weights',
    set({ quantization_config: { bits: 4 } }),
    { kind: 'Unsupported', message: 'llama/config.json: quantization_config is {"bits":4}, only null is supported' },
  ],
  ['llama', 'an unknown scaling', set({ rope_scaling: { rope_type: 'proportional' } }), { kind: 'Unsupported', subject: 'rope_type' }],
  ['llama', 'a part of a head', set({ partial_rotary_factor: 0.5 }), { kind: 'Unsupported', subject: 'partial_rotary_factor' }],
  [
    'llama',
    'a missing weight',
    (weights) => weights.delete('model.layers.1.mlp.up_proj.weight'),
    { kind: 'InvalidCheckpoint', message: 'llama: weight model.layers.1.mlp.up_proj.weight is missing, shape [64, 32] is expected' },
  ],
  [
    'llama',
    'a missing head',
    (weights) => weights.delete('lm_head.weight'),
    { kind: 'InvalidCheckpoint', message: 'llama: weight lm_head.weight is missing, shape [700, 32] is expected' },
  ],
  [
    'llama',
    'a bias nobody expects',
    (weights) => weights.set('model.layers.0.self_attn.q_proj.bias', { data: new Float32Array(32), shape: [32] }),
    { kind: 'InvalidCheckpoint', subject: 'model.layers.0.self_attn.q_proj.bias' },
  ],
  [
    'mistral',
    'layers of several types',
    set({ layer_types: ['sliding_attention', 'full_attention'] }),
    { kind: 'Unsupported', subject: 'layer_types' },
  ],
  [
    'qwen2',
    'windows without a size',
    set({ layer_types: ['sliding_attention', 'full_attention'] }),
    { kind: 'InvalidCheckpoint', subject: 'sliding_window' },
  ],
  ['qwen2', 'a type for each layer', set({ layer_types: ['full_attention'] }), { kind: 'InvalidCheckpoint', subject: 'layer_types' }],
  [
    'qwen3',
    'an unknown type of layer',
    set({ layer_types: ['full_attention', 'chunked_attention'] }),
    { kind: 'Unsupported', value: 'chunked_attention' },
  ],
  ['gemma2', 'attention to both sides', set({ use_bidirectional_attention: true }), { kind: 'Unsupported', subject: 'use_bidirectional_attention' }],
  ['gemma3', 'one set of frequencies', set({ rope_parameters: { rope_type: 'default' } }), { kind: 'Unsupported', subject: 'rope_parameters' }],
  [
    'gemma3-vision',
    'no language model',
    (weights) => rename(weights, /^language_model\./, 'speech.'),
    { kind: 'Unsupported', message: /Lupa reads only the language model of gemma3/ },
  ],
  ['phi3', 'another scaling', set({ rope_scaling: { type: 'linear', factor: 2 } }), { kind: 'Unsupported', subject: 'rope_type' }],
] as [string, string, Change, object][]) {
  test(`${name}: ${what} is refused by name`, async () => {
    await assert.rejects(changed(name, change), error);
  });
}
