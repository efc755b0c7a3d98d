import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { openModel } from '../../src/open.node.js';
import type { Tensor } from '../../src/tensor.js';
import { changed, checkGolden, zeros } from '../helpers/changed.js';
import { assertClose, readGolden } from '../helpers/golden.js';

/** Checkpoints with the options that the common fixtures leave at their defaults (test/fixtures/scripts/make_vision_audio.py). */
const ROOT = 'test/fixtures/vision-audio';

for (const name of readdirSync(ROOT)) {
  test(`${name}: every golden tensor`, async () => {
    const model = await openModel(`${ROOT}/${name}`);
    const golden = await readGolden(`${ROOT}/${name}/golden.safetensors`);
    for (const [tag, tensors] of golden) {
      const feeds = Object.fromEntries(model.plan.inputs.map((input) => [input, tensors[input]]));
      const outputs = await model.session.run(feeds, model.plan.outputs);
      const expected = Object.entries(tensors).filter(([key]) => !Object.hasOwn(feeds, key));
      assert.ok(expected.length >= 2);
      for (const [key, tensor] of expected) assertClose(outputs[key], tensor, /attentions\./.test(key) ? 1e-5 : 1e-4, `${tag}.${key}`);
    }
    await model.close();
  });
}

test('what a model says of its images and sounds', async () => {
  for (const [folder, image, audio, maxTokens, maxTargetTokens] of [
    ['checkpoints/vit', { channels: 3, height: 32, width: 32, patch: [8, 8] }, undefined, 17, undefined],
    ['vision-audio/vit-oblong', { channels: 1, height: 16, width: 24, patch: [4, 8] }, undefined, 13, undefined],
    ['checkpoints/dinov2', { channels: 3, height: null, width: null, patch: [7, 7] }, undefined, Infinity, undefined],
    ['checkpoints/clip', { channels: 3, height: 32, width: 32, patch: [8, 8] }, undefined, 80, undefined],
    ['checkpoints/whisper', undefined, { mels: 80, frames: 100 }, 50, 48],
  ] as const) {
    const { plan, close } = await openModel(`test/fixtures/${folder}`);
    const { image: images, audio: sounds, maxTokens: most, maxTargetTokens: written } = plan;
    assert.deepEqual([images, sounds, most, written], [image, audio, maxTokens, maxTargetTokens]);
    await close();
  }
});

test('published checkpoints carry buffers, and configs in older forms (openai/clip-vit-base-patch32)', async () => {
  const model = await changed('clip', (weights, config) => {
    weights.set('text_model.embeddings.position_ids', { data: new BigInt64Array(80), shape: [1, 80] });
    weights.set('vision_model.embeddings.position_ids', { data: new BigInt64Array(17), shape: [1, 17] });
    // What stands in the older section wins.
    config.text_config_dict = config.text_config;
    config.text_config = { hidden_act: 'relu', vocab_size: 5 };
    config.vision_config_dict = null;
  });
  await checkGolden(model, 'clip');
});

test('tied word scores may be written out all the same (openai/whisper-tiny)', async () => {
  const model = await changed('whisper', (weights, config) => {
    weights.set('proj_out.weight', weights.get('model.decoder.embed_tokens.weight') as Tensor);
    delete config.tie_word_embeddings;
    delete config.architectures;
  });
  assert.equal(model.plan.task, 'speech-recognition');
  await checkGolden(model, 'whisper');
});

test('an image classifier is known by its weights, and may carry a pooler', async () => {
  const model = await changed('vit', (weights, config) => {
    delete config.architectures;
    weights.set('vit.pooler.dense.weight', zeros(32, 32));
    weights.set('vit.pooler.dense.bias', zeros(32));
    weights.set('vit.embeddings.mask_token', zeros(1, 1, 32));
  });
  assert.equal(model.plan.task, 'image-classification');
  await checkGolden(model, 'vit');
});

test('checkpoints that do not fit are refused by name', async () => {
  for (const [name, change, message] of [
    [
      'vit',
      (_: unknown, config: object) => Object.assign(config, { image_size: 40 }),
      'vit: weight vit.embeddings.position_embeddings has shape [1, 17, 32], [1, 26, 32] is expected',
    ],
    [
      'vit',
      (_: unknown, config: object) => Object.assign(config, { patch_size: [8] }),
      'vit/config.json: patch_size is [8], a size, or a height and a width is expected',
    ],
    [
      'vit',
      (weights: Map<string, Tensor>) => weights.delete('vit.embeddings.cls_token'),
      'vit: weight vit.embeddings.cls_token is missing, shape [1, 1, 32] is expected',
    ],
    [
      'dinov2',
      (_: unknown, config: object) => Object.assign(config, { use_swiglu_ffn: true }),
      'dinov2: weight encoder.layer.0.mlp.weights_in.weight is missing, shape [96, 32] is expected',
    ],
    [
      'dinov2',
      (_: unknown, config: object) => Object.assign(config, { image_size: [28, 35] }),
      'dinov2/config.json: image_size 28x35 has 4 rows and 5 columns of patches, only a square grid is supported',
    ],
    ['clip', (weights: Map<string, Tensor>) => weights.delete('logit_scale'), 'clip: weight logit_scale is missing, shape [] is expected'],
    [
      'clip',
      (_: unknown, config: object) => Object.assign(config, { vision_config: [1] }),
      'config.json: vision_config is [1], an object is expected',
    ],
    [
      'whisper',
      (_: unknown, config: object) => Object.assign(config, { d_model: 33 }),
      'whisper/config.json: d_model 33 is not a multiple of encoder_attention_heads 4',
    ],
    [
      'whisper',
      (weights: Map<string, Tensor>) => weights.set('model.encoder.extra', zeros(2)),
      'whisper: weight model.encoder.extra of shape [2] belongs to nothing in this architecture',
    ],
  ] as const) {
    await assert.rejects(changed(name, change), { message });
  }
});
