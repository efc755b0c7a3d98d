import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryFolder, type Folder } from '../../src/bytes/folder.js';
import { diskFolder } from '../../src/bytes/file.node.js';
import { memorySource } from '../../src/bytes/source.js';
import { decodeRecord, encodeRecord } from '../../src/attention/file.js';
import { inspect, type InspectOptions } from '../../src/inspect.js';
import { openSound } from '../../src/media/wav.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import { loadModel, type Model } from '../../src/model.js';
import { nodeRuntime } from '../../src/runtime/onnxruntime.node.js';
import type { Tensor } from '../../src/tensor.js';
import { assertClose, readGolden } from '../helpers/golden.js';
import { joined } from '../helpers/tiny-record.js';
import { mediaFile } from '../helpers/media.js';

/** A fixture with a preprocessor_config.json. */
async function open(name: string, preprocessor?: Record<string, unknown>): Promise<Model> {
  const disk = await diskFolder(`test/fixtures/checkpoints/${name}`);
  const files = { 'preprocessor_config.json': memorySource(new TextEncoder().encode(JSON.stringify(preprocessor))) };
  const extra = memoryFolder(preprocessor === undefined ? {} : files);
  const folder: Folder = {
    label: name,
    names: () => disk.names(),
    open: async (file) => (await extra.open(file)) ?? disk.open(file),
  };
  return loadModel(folder, { runtime: nodeRuntime, wasm: nodeWasm });
}
const golden = async (name: string, tag: string): Promise<Record<string, Tensor>> =>
  (await readGolden(`test/fixtures/checkpoints/${name}/golden.safetensors`)).get(tag) as Record<string, Tensor>;
const rows = (lists: { text: string }[][] | undefined): string[] | undefined =>
  lists?.map((list) => `${list[0].text} … ${list[list.length - 1].text} (${list.length})`);

test('an image becomes [CLS] and patches in reading order', async () => {
  const model = await open('vit', { size: 32 });
  const record = await inspect(model, null, { image: mediaFile('photo.jpg') });
  assert.deepEqual(record.tensors.pixel_values.shape, [1, 3, 32, 32]);
  assert.deepEqual(record.tensors['attentions.1'].shape, [1, 4, 17, 17]);
  assert.deepEqual(rows(record.tokens), ['[CLS] … patch 3,3 (17)']);
  assert.deepEqual(record.tokens[0].slice(4, 7).map(({ text }) => text), ['patch 0,3', 'patch 1,0', 'patch 1,1']); // prettier-ignore
  assert.deepEqual(record.tokens[0].slice(0, 2).map(({ special, word }) => [special, word]), [[true, null], [false, 0]]); // prettier-ignore
  assert.deepEqual(record.texts, [{ text: 'photo.jpg', pair: null }]);
  const again = await decodeRecord(joined(encodeRecord(record)));
  assert.deepEqual(again.tokens, record.tokens);

  const pixels = { data: new Uint8Array(32 * 32 * 3).fill(128), width: 32, height: 32, channels: 3 as const };
  const two = await inspect(model, null, { image: [pixels, mediaFile('grey.png')] });
  assert.deepEqual(rows(two.tokens), ['[CLS] … patch 3,3 (17)', '[CLS] … patch 3,3 (17)']);
  assert.deepEqual(two.texts.map(({ text }) => text), ['image', 'grey.png']); // prettier-ignore
  await model.close();
});

test('DINOv2 reads images of any size', async () => {
  const model = await open('dinov2', { size: { height: 30, width: 50 }, do_center_crop: false });
  const record = await inspect(model, null, { image: mediaFile('photo.png') });
  assert.deepEqual(rows(record.tokens), ['[CLS] … patch 3,6 (29)']);
  assert.deepEqual(record.tensors['attentions.0'].shape, [1, 4, 29, 29]);
  await model.close();
});

test('tensors give what transformers computes, and tokens by their numbers', async () => {
  for (const [name, tag, results] of [
    ['vit', 'image', ['attentions.0', 'logits']],
    ['dinov2', 'image', ['attentions.1', 'last_hidden_state']],
    ['clip', 'batch', ['text_attentions.1', 'vision_attentions.1', 'logits_per_text']],
    ['whisper', 'audio', ['encoder_attentions.1', 'cross_attentions.1', 'logits']],
  ] as const) {
    const model = await open(name);
    const tensors = await golden(name, tag);
    const record = await inspect(model, null, { inputs: Object.fromEntries(model.plan.inputs.map((input) => [input, tensors[input]])) });
    for (const result of results) assertClose(record.tensors[result], tensors[result], 1e-4, `${name}.${result}`);
    await model.close();
  }
});

test('texts as numbers: pieces by the tokenizer, padding left out, masks and types filled in', async () => {
  const model = await open('bert');
  const text = await inspect(model, 'The cat sat.');
  const { input_ids: ids } = text.tensors;
  const padded = { data: BigInt64Array.of(...(ids.data as BigInt64Array), 0n, 0n), shape: [1, ids.shape[1] + 2] };
  const mask = { data: BigInt64Array.from(padded.data, (_, i) => (i < ids.data.length ? 1n : 0n)), shape: padded.shape };
  const record = await inspect(model, null, { inputs: { input_ids: ids } });
  assert.deepEqual(record.tensors['attentions.1'], text.tensors['attentions.1']);
  assert.deepEqual(record.tokens[0].map(({ piece, special }) => [piece, special]), text.tokens[0].map(({ piece, special }) => [piece, special])); // prettier-ignore
  const cut = await inspect(model, null, { inputs: { input_ids: padded, attention_mask: mask } });
  assert.deepEqual(cut.tokens, record.tokens);
  await model.close();
});

test('CLIP reads texts beside images', async () => {
  const model = await open('clip', { size: 32, crop_size: 32 });
  const record = await inspect(model, ['A cat.', 'A dog on a mat.'], { image: mediaFile('photo.png') });
  assert.deepEqual(rows(record.images), ['[CLS] … patch 3,3 (17)']);
  assert.deepEqual(rows(record.tokens)?.length, 2);
  assert.deepEqual(record.tensors.logits_per_text.shape, [2, 1]);
  // The cosine of the two embeddings, as the scale makes it.
  const { text_embeds: text, image_embeds: image } = record.tensors;
  const cosine = (row: number): number =>
    Array.from({ length: 16 }, (_, i) => Number(text.data[row * 16 + i]) * Number(image.data[i])).reduce((a, b) => a + b);
  const [first, second] = record.tensors.logits_per_text.data as Float32Array;
  assert.ok(Math.abs(first / second - cosine(0) / cosine(1)) < 1e-4);
  await model.close();
});

test('sound becomes moments, beside the tokens of the decoder', async () => {
  const model = await open('whisper');
  const ids = { data: BigInt64Array.of(0n, 5n, 6n), shape: [1, 3] };
  const record = await inspect(model, null, { audio: mediaFile('stereo24.wav'), inputs: { decoder_input_ids: ids } });
  assert.deepEqual(rows(record.tokens), ['0.00–0.02 s … 0.98–1.00 s (50)']);
  assert.deepEqual(record.targets?.[0].map(({ id, special }) => [id, special]), [[0, true], [5, false], [6, false]]); // prettier-ignore
  assert.deepEqual(record.tensors['cross_attentions.0'].shape, [1, 4, 3, 50]);
  const { sound } = openSound(mediaFile('stereo24.wav'));
  const samples = await inspect(model, null, { audio: sound, inputs: { decoder_input_ids: ids } });
  assert.deepEqual(samples.tensors.logits, record.tensors.logits);

  const long = { samples: new Float32Array(33_600).fill(0.1), rate: 16_000 };
  await assert.rejects(inspect(model, null, { audio: long, inputs: { decoder_input_ids: ids } }), {
    kind: 'OutOfRange',
    message: 'audio lasts 2.10 s, this model hears at most 1.00 s: shorten it, or cut it with --truncate (truncate: true)',
  });
  const cut = await inspect(model, null, { audio: long, inputs: { decoder_input_ids: ids }, truncate: true });
  assert.deepEqual(cut.warnings, ['The sound was cut: audio lasts 2.10 s, this model hears at most 1.00 s.']);
  await model.close();
});

test('the words of a decoder that reads sound are given as its target', async () => {
  const model = await open('whisper');
  const words = model.tokenizer.encode('the cat').tokens.map(({ id }) => id);
  const record = await inspect(model, null, { audio: mediaFile('stereo24.wav'), target: 'the cat' });
  // The start token (decoder_start_token_id 0), then the words but the last.
  const ids = [0, ...words.slice(0, -1)];
  assert.deepEqual(
    record.targets?.[0].map(({ id }) => id),
    ids,
  );
  const tensor = { data: BigInt64Array.from(ids, BigInt), shape: [1, ids.length] };
  const same = await inspect(model, null, { audio: mediaFile('stereo24.wav'), inputs: { decoder_input_ids: tensor } });
  assert.deepEqual(record.tensors.logits, same.tensors.logits);
  await model.close();
  const vit = await open('vit', { size: 32 });
  await assert.rejects(inspect(vit, null, { image: mediaFile('photo.jpg'), target: 'the cat' }), {
    kind: 'InvalidInput',
    message: 'this model has no decoder side: leave --target out',
  });
  await vit.close();
});

test('processor_config.json comes before preprocessor_config.json', async () => {
  const disk = await diskFolder('test/fixtures/checkpoints/vit');
  const json = (value: object): ReturnType<typeof memorySource> => memorySource(new TextEncoder().encode(JSON.stringify(value)));
  const both = memoryFolder({ 'processor_config.json': json({ image_processor: { size: 32 } }), 'preprocessor_config.json': json({ size: 99 }) });
  const model = await loadModel(
    { label: 'vit', names: () => disk.names(), open: async (file) => (await both.open(file)) ?? disk.open(file) },
    { runtime: nodeRuntime, wasm: nodeWasm },
  );
  const record = await inspect(model, null, { image: mediaFile('photo.png') });
  assert.deepEqual(record.tensors.pixel_values.shape, [1, 3, 32, 32]);
  await model.close();
});

const ids = (...values: number[]): Tensor => ({ data: BigInt64Array.from(values, BigInt), shape: [1, values.length] });
const floats = (...shape: number[]): Tensor => ({ data: new Float32Array(shape.reduce((a, b) => a * b)), shape });

for (const [what, name, text, options, message] of [
  ['text for an image model', 'vit', 'A cat', {}, 'this model (vit) reads an image, not a text: give an image (--image FILE) and leave the text out'],
  [
    'an image for a text model',
    'bert',
    'A cat',
    { image: mediaFile('photo.png') },
    'this model (bert) reads a text, not an image: give TEXT and leave the image out',
  ],
  [
    'sound for a text model',
    'bert',
    'A cat',
    { audio: mediaFile('mono16.wav') },
    'this model (bert) reads a text, not sound: give TEXT and leave the sound out',
  ],
  ['no image', 'vit', null, {}, 'this model (vit) reads an image: give an image (--image FILE)'],
  ['no images', 'vit', null, { image: [] }, 'there is no image: give at least one'],
  ['no text', 'bert', null, {}, 'this model (bert) reads a text: give TEXT'],
  ['no text for CLIP', 'clip', null, { inputs: { pixel_values: floats(1, 3, 32, 32) } }, 'this model (clip) reads a text: give TEXT'],
  ['no image for CLIP', 'clip', 'A cat', {}, 'this model (clip) reads an image: give an image (--image FILE)'],
  [
    'no decoder tokens',
    'whisper',
    null,
    { audio: mediaFile('mono16.wav') },
    'this model (whisper) reads the tokens of its decoder: give its words (--target TEXT), or decoder_input_ids as a tensor (--inputs FILE.safetensors)',
  ],
  [
    'an image twice',
    'clip',
    'A cat',
    { image: mediaFile('photo.png'), inputs: { pixel_values: floats(1, 3, 32, 32) } },
    'pixel_values is given twice, as an image and as a tensor: leave one out',
  ],
  ['a text twice', 'bert', 'A cat', { inputs: { input_ids: ids(1, 2) } }, 'input_ids is given twice, as a text and as a tensor: leave one out'],
  ['an input that is not there', 'vit', null, { inputs: { images: floats(1) } }, 'this model (vit) has no input images: its inputs are pixel_values'],
  ['a wrong type', 'bert', null, { inputs: { input_ids: floats(1, 3) } }, 'input input_ids holds Float32Array elements, int64 is expected'],
  [
    'a wrong shape',
    'vit',
    null,
    { inputs: { pixel_values: floats(1, 3, 30, 32) } },
    'input pixel_values has shape [1, 3, 30, 32], [images, 3, 32, 32] is expected',
  ],
  [
    'nothing at all',
    'vit',
    null,
    { inputs: { pixel_values: floats(0, 3, 32, 32) } },
    'input pixel_values has shape [0, 3, 32, 32], [images, 3, 32, 32] is expected',
  ],
  [
    'shapes that do not go together',
    'bert',
    null,
    { inputs: { input_ids: ids(1, 2, 3), attention_mask: ids(1, 1) } },
    'input attention_mask has shape [1, 2], [1, 3] is expected',
  ],
  [
    'an image smaller than a patch',
    'dinov2',
    null,
    { inputs: { pixel_values: floats(1, 3, 6, 30) } },
    'input pixel_values has shape [1, 3, 6, 30], a patch alone has 7 x 7 pixels',
  ],
  [
    'a number that no word has',
    'bert',
    null,
    { inputs: { input_ids: ids(5, 700) } },
    'input input_ids holds 700, numbers from 0 to 699 are expected',
  ],
  [
    'a mask of other numbers',
    'bert',
    null,
    { inputs: { input_ids: ids(5), attention_mask: ids(2) } },
    'input attention_mask holds 2, numbers from 0 to 1 are expected',
  ],
  [
    'too many tokens',
    'bert',
    null,
    { inputs: { input_ids: ids(...Array.from({ length: 81 }, () => 5)) } },
    'input input_ids has 81 tokens, this model reads at most 80',
  ],
] as [string, string, string | null, InspectOptions, string][]) {
  test(`${what} is refused`, async () => {
    const model = await open(name, { size: 32 });
    await assert.rejects(inspect(model, text, options), { kind: 'InvalidInput', message });
    await model.close();
  });
}

test('images that come out at another size than the model reads are refused', async () => {
  const rejects = async (preprocessor: Record<string, unknown> | undefined, message: string): Promise<void> => {
    const model = await open('vit', preprocessor);
    await assert.rejects(inspect(model, null, { image: mediaFile('photo.png') }), { message });
    await model.close();
  };
  await rejects(
    undefined,
    'vit/preprocessor_config.json is not there, and by its defaults the image becomes 224 x 224 pixels, this model reads 32 x 32 (image_size)',
  );
  await rejects({ size: [40, 30] }, 'vit/preprocessor_config.json: the image becomes 30 x 40 pixels, this model reads 32 x 32 (image_size)');
});
