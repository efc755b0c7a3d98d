import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { diskFolder } from '../../src/bytes/file.node.js';
import { memoryFolder } from '../../src/bytes/folder.js';
import { memorySource } from '../../src/bytes/source.js';
import { tensorName, type Stack } from '../../src/models/architectures/architecture.js';
import { relativeBuckets } from '../../src/models/architectures/relative.js';
import { openCheckpoint } from '../../src/models/checkpoint.js';
import { planDecoder, planModel } from '../../src/models/plan.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../src/tensor.js';
import { assertClose, readGolden } from '../helpers/golden.js';

/** Made by test/fixtures/scripts/make_encoder_decoder_forms.py, but for the three in `checkpoints`. */
const FORMS = readdirSync('test/fixtures/encoder-decoder').map((name) => `test/fixtures/encoder-decoder/${name}`);
const FOLDERS = [...FORMS, ...['t5', 'bart', 'marian'].map((name) => `test/fixtures/checkpoints/${name}`)];

for (const folder of FOLDERS) {
  test(`${folder.slice(14)}: transformers' numbers, and attention again from queries, keys and bias`, async () => {
    const checkpoint = await openCheckpoint(await diskFolder(folder));
    const plan = planModel(checkpoint, { queriesAndKeys: true });
    const session = await nodeRuntime({ graph: plan.graph, files: plan.files, threads: 1 });
    const golden = (await readGolden(`${folder}/golden.safetensors`)).get('padded') as Record<string, Tensor>;
    const feeds = Object.fromEntries(plan.inputs.map((input) => [input, golden[input]]));
    const outputs = await session.run(feeds, plan.outputs);
    for (const [name, expected] of Object.entries(golden)) {
      if (!Object.hasOwn(feeds, name)) assertClose(outputs[name], expected, /attentions/.test(name) ? 1e-5 : 1e-4, name);
    }
    for (const stack of plan.stacks) for (let layer = 0; layer < stack.layers; layer++) assertRecomputed(outputs, stack, layer);
    await session.close();

    const graph = planDecoder(checkpoint);
    assert.equal(graph !== null, Object.hasOwn(golden, 'logits'));
    if (graph === null) return;
    const decoder = await nodeRuntime({ graph, files: plan.files, threads: 1 });
    const { encoder_last_hidden_state, logits } = outputs;
    const { attention_mask, decoder_input_ids } = golden;
    const last = await decoder.run({ attention_mask, decoder_input_ids, encoder_last_hidden_state }, ['logits']);
    assertClose(last.logits, lastPosition(logits), 1e-4, 'the last position of the decoder alone');
    await decoder.close();
  });
}

/** Fails unless softmax(scale · Q Kᵀ + bias) is the attention. */
function assertRecomputed(outputs: Record<string, Tensor>, stack: Stack, layer: number): void {
  const [queries, keys, biases, attentions] = (['queries', 'keys', 'biases', 'attentions'] as const).map(
    (kind) => outputs[tensorName(stack, kind, layer)],
  );
  const [batch, heads, rows, width] = queries.shape;
  const columns = keys.shape[2];
  const at = (index: number[]): number => index.reduce((place, i, axis) => place * biases.shape[axis] + (i % biases.shape[axis]), 0);
  const data = new Float32Array(batch * heads * rows * columns);
  for (let b = 0; b < batch; b++) {
    for (let h = 0; h < heads; h++) {
      for (let row = 0; row < rows; row++) {
        const scores = Array.from({ length: columns }, (_, column) => {
          let dot = 0;
          for (let i = 0; i < width; i++)
            dot +=
              Number(queries.data[((b * heads + h) * rows + row) * width + i]) * Number(keys.data[((b * heads + h) * columns + column) * width + i]);
          return stack.scale * dot + Number(biases.data[at([b, h, row, column])]);
        });
        const most = Math.max(...scores);
        const weights = scores.map((score) => Math.exp(score - most));
        const sum = weights.reduce((a, c) => a + c);
        data.set(
          weights.map((weight) => weight / sum),
          ((b * heads + h) * rows + row) * columns,
        );
      }
    }
  }
  assertClose({ data, shape: attentions.shape }, attentions, 1e-5, tensorName(stack, 'attentions', layer));
}

/** [B,T,V] to [B,V]. */
function lastPosition({ data, shape: [batch, length, vocabulary] }: Tensor): Tensor {
  const rows = Array.from({ length: batch }, (_, b) => [
    ...(data as Float32Array).subarray((b * length + length - 1) * vocabulary, (b + 1) * length * vocabulary),
  ]);
  return { data: Float32Array.from(rows.flat()), shape: [batch, vocabulary] };
}

// Lengths of the runs of equal buckets from distance -130 to 130: T5Attention._relative_position_bucket of transformers 5.23 (num_buckets 32, max_distance 128).
const RUNS = {
  encoder: [40, 27, 18, 14, 9, 7, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 4, 4, 7, 9, 14, 18, 27, 40],
  decoder: [18, 14, 12, 10, 10, 8, 7, 6, 6, 5, 4, 4, 3, 3, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 131],
};

for (const side of ['encoder', 'decoder'] as const) {
  test(`the buckets of T5's ${side} are those of transformers`, () => {
    const found = relativeBuckets({ buckets: 32, distance: 128, bidirectional: side === 'encoder' });
    const first = side === 'encoder' ? 15 : 31;
    const ahead = side === 'encoder' ? Array.from({ length: 15 }, (_, i) => 17 + i) : [];
    const order = [...Array.from({ length: first + 1 }, (_, i) => first - i), ...ahead];
    const expected = RUNS[side].flatMap((length, index) => new Array<number>(length).fill(order[index])).slice(2, -2);
    assert.deepEqual(found, expected);
  });
}

/** A fixture with another config.json or without some weights' names. */
async function planOf(folder: string, change: Record<string, unknown>): Promise<ReturnType<typeof planModel>> {
  const config = { ...(JSON.parse(readFileSync(`${folder}/config.json`, 'utf8')) as object), ...change };
  const files = {
    'config.json': memorySource(new TextEncoder().encode(JSON.stringify(config))),
    'model.safetensors': memorySource(readFileSync(`${folder}/model.safetensors`)),
  };
  return planModel(await openCheckpoint(memoryFolder(files, { label: 'm' })));
}

/** A field of config.json, and what is said of it. */
const REFUSED: [name: string, change: Record<string, unknown>, kind: string, message: string][] = [
  ['t5', { is_decoder: true }, 'Unsupported', 'm/config.json: is_decoder is true, only false is supported'],
  [
    't5',
    { feed_forward_proj: 'gated-gelu-new' },
    'Unsupported',
    'm/config.json: feed_forward_proj is "gated-gelu-new", an activation or gated-ACTIVATION is expected',
  ],
  [
    't5',
    { relative_attention_max_distance: 4 },
    'InvalidCheckpoint',
    'm/config.json: relative_attention_max_distance is 4, more than half of relative_attention_num_buckets (8) is expected',
  ],
  [
    't5',
    { relative_attention_num_buckets: 2 },
    'InvalidCheckpoint',
    'm/config.json: relative_attention_num_buckets is 2, a whole number from 4 on is expected',
  ],
  ['t5', { d_kv: 16 }, 'InvalidCheckpoint', 'm: weight encoder.block.0.layer.0.SelfAttention.q.weight has shape [32, 32], [64, 32] is expected'],
  ['bart', { normalize_before: true }, 'Unsupported', 'm/config.json: normalize_before is true, only false is supported'],
  ['bart', { static_position_embeddings: true }, 'Unsupported', 'm/config.json: static_position_embeddings is true, only false is supported'],
  ['bart', { is_encoder_decoder: false }, 'Unsupported', 'm/config.json: is_encoder_decoder is false, only true is supported'],
  ['bart', { tie_word_embeddings: false }, 'InvalidCheckpoint', 'm: weight lm_head.weight is missing, shape [700, 32] is expected'],
  ['bart', { decoder_attention_heads: 5 }, 'InvalidCheckpoint', 'm/config.json: d_model 32 is not a multiple of decoder_attention_heads 5'],
  [
    'bart',
    { decoder_layers: 1 },
    'InvalidCheckpoint',
    'm: weight model.decoder.layers.1.encoder_attn.k_proj.bias of shape [32] belongs to nothing in this architecture',
  ],
  [
    'marian',
    { share_encoder_decoder_embeddings: false },
    'InvalidCheckpoint',
    'm: weight model.encoder.embed_tokens.weight is missing, shape [700, 32] is expected',
  ],
];

for (const [name, change, kind, message] of REFUSED) {
  test(`${name}: refused with ${JSON.stringify(change)}`, async () => {
    await assert.rejects(planOf(`test/fixtures/checkpoints/${name}`, change), { kind, message });
  });
}

test('without architectures a file with both sides is known by its weights', async () => {
  for (const name of ['t5', 'bart', 'marian']) {
    assert.equal((await planOf(`test/fixtures/checkpoints/${name}`, { architectures: undefined })).task, 'text2text-generation');
  }
});
