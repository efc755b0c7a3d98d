import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logBucket } from '../../src/models/architectures/deberta-positions.js';
import { bucketOf } from '../../src/models/architectures/mpnet.js';
import { openModel } from '../../src/open.node.js';
import type { Tensor } from '../../src/tensor.js';
import { changed, checkGolden, FOLDER, rename, zeros } from '../helpers/changed.js';
import { assertClose, readGolden } from '../helpers/golden.js';

// The numbers of every folder are compared with transformers in golden.test.ts; here is what each says, and the forms that files take.

for (const [name, task, results] of [
  ['xlm-roberta-mlm', 'fill-mask', ['logits']],
  ['camembert-classifier', 'text-classification', ['logits']],
  ['distilbert-mlm', 'fill-mask', ['logits']],
  ['distilbert-classifier', 'text-classification', ['logits']],
  ['albert-mlm', 'fill-mask', ['logits']],
  ['albert-qa', 'question-answering', ['start_logits', 'end_logits']],
  ['albert-classifier', 'text-classification', ['logits']],
  ['electra-generator', 'fill-mask', ['logits']],
  ['electra-discriminator', 'none', ['last_hidden_state']],
  ['electra-qa', 'question-answering', ['start_logits', 'end_logits']],
  ['electra-classifier', 'text-classification', ['logits']],
  ['mpnet-mlm', 'fill-mask', ['logits']],
  ['mpnet-qa', 'question-answering', ['start_logits', 'end_logits']],
  ['mpnet-classifier', 'text-classification', ['logits']],
  ['deberta-v2-mlm', 'fill-mask', ['logits']],
  ['deberta-v2-mlm-own', 'fill-mask', ['logits']],
  ['deberta-v2-qa', 'question-answering', ['start_logits', 'end_logits']],
  ['deberta-v2-classifier', 'text-classification', ['logits']],
  ['modernbert-mlm', 'fill-mask', ['logits']],
  ['modernbert-qa', 'question-answering', ['start_logits', 'end_logits']],
  ['modernbert-classifier', 'text-classification', ['logits']],
] as const) {
  test(`${name} says ${results.join(' and ')}`, async () => {
    const model = await openModel(FOLDER(name));
    assert.equal(model.plan.task, task);
    assert.deepEqual(
      model.plan.outputs.filter((output) => !output.startsWith('attentions.')),
      results,
    );
    await model.close();
  });
}

test("ALBERT's inner layers are layers of attention: 3 layers of 2", async () => {
  const model = await openModel(FOLDER('albert-mlm'));
  assert.deepEqual(
    model.plan.stacks.map(({ layers, heads }) => [layers, heads]),
    [[6, 2]],
  );
  await model.close();
});

/** The distances at which a new bucket begins. */
const starts = (bucket: (distance: number) => number, end: number): number[] =>
  Array.from({ length: end - 1 }, (_, i) => i + 1).filter((distance) => bucket(distance) !== bucket(distance - 1));

test('distances fall into the buckets that torch computes', () => {
  // MPNetEncoder.relative_position_bucket and make_log_bucket_position of transformers 5.23.
  assert.deepEqual(starts(bucketOf, 2001), [1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91]);
  assert.deepEqual([0, 7, 8, 2000, -1, -7, -8, -2000].map(bucketOf), [0, 7, 8, 15, 17, 23, 24, 31]);
  const deberta = (buckets: number, farthest: number) => (distance: number) => logBucket(distance, { buckets, farthest });
  assert.deepEqual(
    starts(deberta(32, 512), 512).filter((distance) => distance > 16),
    [17, 21, 26, 32, 41, 51, 64, 81, 102, 128, 162, 203, 256, 322, 406],
  );
  assert.deepEqual(starts(deberta(5, 40), 40), [1, 2, 3]);
  // The published models have 256 buckets for 512 positions.
  assert.equal(
    Array.from({ length: 512 }, (_, distance) => deberta(256, 512)(distance)).reduce((a, b) => a + b),
    87297,
  );
  assert.equal(deberta(256, 512)(-300), -deberta(256, 512)(300));
});

test('DeBERTa v3 as it is published: with a prefix, without architectures, with what pre-training left', async () => {
  const model = await changed('deberta-v2', (weights, config) => {
    rename(weights, /^/, 'deberta.');
    weights.set('deberta.embeddings.position_embeddings.weight', zeros(80, 32));
    for (const head of ['lm_predictions.lm_head', 'mask_predictions']) {
      weights.set(`${head}.dense.weight`, zeros(32, 32));
      weights.set(`${head}.LayerNorm.weight`, zeros(32));
    }
    config.pos_att_type = 'p2c|c2p';
    delete config.architectures;
    delete config.legacy;
  });
  assert.deepEqual(model.plan.outputs, ['attentions.0', 'attentions.1', 'last_hidden_state']);
  await checkGolden(model, 'deberta-v2');
});

test('a sentence encoder published under the name of a masked model has no head (all-mpnet-base-v2)', async () => {
  const model = await changed('mpnet', (_, config) => (config.architectures = ['MPNetForMaskedLM']));
  assert.equal(model.plan.task, 'none');
  await checkGolden(model, 'mpnet');
});

test('buffers, poolers, other heads and the first names of layer norms are known', async () => {
  for (const [name, prefix] of [
    ['xlm-roberta', 'roberta.'],
    ['camembert', 'roberta.'],
    ['albert', 'albert.'],
    ['electra', 'electra.'],
  ] as const) {
    const model = await changed(name, (weights) => {
      rename(weights, /^/, prefix);
      rename(weights, /LayerNorm\.weight$/, 'LayerNorm.gamma');
      rename(weights, /LayerNorm\.bias$/, 'LayerNorm.beta');
      weights.set(`${prefix}embeddings.position_ids`, { data: new BigInt64Array(80), shape: [1, 80] });
    });
    await checkGolden(model, name);
  }
});

test('tied words: the table may be in the file under either name', async () => {
  const model = await changed('electra-generator', (weights) => rename(weights, /^electra\.embeddings\.word_embeddings/, 'generator_lm_head'));
  await checkGolden(model, 'electra-generator');
});

test('where both names are in the file each is what it says, as in transformers 5', async () => {
  const model = await changed('xlm-roberta-mlm', (weights) => {
    weights.set('lm_head.decoder.weight', weights.get('roberta.embeddings.word_embeddings.weight') as Tensor);
    const { data, shape } = weights.get('lm_head.bias') as Tensor<Float32Array>;
    weights.set('lm_head.decoder.bias', { data: data.map((value) => value + 3), shape });
  });
  const golden = (await readGolden(`${FOLDER('xlm-roberta-mlm')}/golden.safetensors`)).get('0') as Record<string, Tensor>;
  const { logits } = await model.session.run(Object.fromEntries(model.plan.inputs.map((input) => [input, golden[input]])), ['logits']);
  const raised = (golden.logits.data as Float32Array).map((value) => value + 3);
  assertClose(logits, { data: raised, shape: golden.logits.shape }, 1e-4, 'logits');
  await model.close();
});

test("ModernBERT's rotary bases and kinds of layers may stand in either form of config.json", async () => {
  const model = await changed('modernbert-mlm', (_, config) => {
    for (const field of ['global_rope_theta', 'local_rope_theta', 'global_attn_every_n_layers']) delete config[field];
    config.rope_parameters = { full_attention: { rope_theta: 500, rope_type: 'default' }, sliding_attention: { rope_theta: 50 } };
    config.layer_types = ['full_attention', 'sliding_attention', 'sliding_attention', 'full_attention'];
  });
  await checkGolden(model, 'modernbert-mlm');
});

test('a missing weight is called what it would be called in that file', async () => {
  for (const [name, weight, found] of [
    ['distilbert', 'distilbert.transformer.layer.1.ffn.lin1.bias', '[64]'],
    ['modernbert-qa', 'model.layers.1.attn_norm.weight', '[16]'],
    ['modernbert-qa', 'classifier.bias', '[2]'],
    ['electra-generator', 'electra.embeddings_project.weight', '[16, 8]'],
    ['mpnet-mlm', 'lm_head.bias', '[62]'],
    ['deberta-v2-mlm', 'deberta.encoder.layer.0.attention.self.pos_key_proj.bias', '[16]'],
  ] as const) {
    await assert.rejects(
      changed(name, (weights) => weights.delete(weight)),
      {
        kind: 'InvalidCheckpoint',
        message: `${name}: weight ${weight} is missing, shape ${found} is expected`,
      },
    );
  }
  await assert.rejects(
    changed('distilbert-mlm', (weights) => weights.delete('vocab_projector.weight')),
    /weight vocab_projector\.weight is missing/,
  );
});

for (const [name, change, message] of [
  ['deberta-v2', { pos_att_type: ['c2p', 'p2p'] }, 'pos_att_type has "p2p", only "c2p" and "p2c" are supported'],
  ['deberta-v2', { attention_head_size: 16 }, 'attention_head_size is 16, only 8 is supported'],
  ['deberta-v2', { z_steps: 2 }, 'z_steps is 2, only 0 is supported'],
  ['modernbert', { rope_scaling: { type: 'linear' } }, 'rope_scaling is {"type":"linear"}, only null is supported'],
  [
    'modernbert',
    { rope_parameters: { full_attention: { rope_type: 'yarn', factor: 2 } } },
    'rope_parameters.full_attention: rope_type is "yarn", only "default" is supported',
  ],
  ['modernbert', { layer_types: ['full_attention'] }, 'layer_types has 1 entries, num_hidden_layers is 2'],
  ['modernbert', { layer_types: ['full_attention', 'chunked_attention'] }, '"full_attention" or "sliding_attention" is expected'],
  ['modernbert', { classifier_pooling: 'max' }, 'classifier_pooling is "max", "cls" or "mean" is expected'],
  ['mpnet', { relative_attention_num_buckets: 16 }, 'weight encoder.relative_attention_bias.weight has shape [32, 4], [16, 4] is expected'],
  ['albert', { num_hidden_groups: 2 }, 'weight encoder.albert_layer_groups.1.albert_layers.0.attention.query.weight is missing'],
  ['electra', { embedding_size: 32 }, 'weight embeddings.word_embeddings.weight has shape [700, 16], [700, 32] is expected'],
  ['distilbert', { n_heads: 5 }, 'dim 32 is not a multiple of n_heads 5'],
  ['distilbert', { activation: 'snake' }, 'the activation "snake" (hidden_act) is not supported'],
] as const) {
  test(`${name} with ${JSON.stringify(change)} is refused by name`, async () => {
    await assert.rejects(
      changed(name, (_, config) => Object.assign(config, change)),
      (error: Error) => {
        assert.ok(error.message.includes(message), error.message);
        return true;
      },
    );
  });
}

test('an even convolution is refused by name', async () => {
  await assert.rejects(
    changed('deberta-v2-mlm', (_, config) => (config.conv_kernel_size = 2)),
    /conv_kernel_size is 2, an odd number is expected/,
  );
});
