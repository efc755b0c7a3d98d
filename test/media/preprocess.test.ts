import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openImage, type Pixels } from '../../src/media/image.js';
import { prepareImages } from '../../src/media/preprocess.js';
import { readImageProcessor } from '../../src/media/processor.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import type { Tensor } from '../../src/tensor.js';
import { difference, MEDIA, mediaFile, readTensors } from '../helpers/media.js';

interface Case {
  name: string;
  image: string;
  family: string;
  config: Record<string, unknown>;
  shape: number[];
  every?: number;
}
const golden = await readTensors(`${MEDIA}/golden.safetensors`);
const { images } = JSON.parse(readFileSync(`${MEDIA}/cases.json`, 'utf8')) as { images: Case[] };

/** Every n-th row and column, as the golden file keeps large images. */
function everyNth({ data, shape }: Tensor, n: number): number[] {
  const [, channels, height, width] = shape;
  const picked: number[] = [];
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y += n) for (let x = 0; x < width; x += n) picked.push(Number(data[(c * height + y) * width + x]));
  return picked;
}

for (const { name, image, family, config, shape, every = 1 } of images) {
  test(`${name}: pixel_values of transformers' image processor, within one step of 256`, async () => {
    const processor = readImageProcessor(config, { family, label: name });
    const { pixels } = await openImage(mediaFile(image), { wasm: nodeWasm, warnings: [] });
    const values = prepareImages([pixels], processor).values;
    assert.deepEqual(values.shape, shape);
    const step = (processor.factor ?? 1) / Math.min(...(processor.normalize?.std ?? [1]));
    const { worst } = difference(everyNth(values, every), (golden.get(`pixels.${name}`) as Tensor).data);
    assert.ok(worst <= step * 1.001, `differs by ${worst}, a step is ${step}`);
  });
}

test('images of different sizes cannot be run together, others can', () => {
  const plain = { ...readImageProcessor({ do_resize: false }, { family: 'vit', label: 'p' }) };
  const image = (width: number): Pixels => ({ data: new Uint8Array(width * 3), width, height: 1, channels: 3 });
  assert.deepEqual(prepareImages([image(4), image(4)], plain).values.shape, [2, 3, 1, 4]);
  assert.throws(() => prepareImages([image(4), image(5)], plain), {
    kind: 'InvalidInput',
    message: 'the images come out at 4 x 1 and 5 x 1 pixels: only images of one size can be run together',
  });
});

test('fields that are wrong or not computed are named', () => {
  const read = (json: Record<string, unknown>): unknown => readImageProcessor(json, { family: 'vit', label: 'm/preprocessor_config.json' });
  for (const [json, message] of [
    [{ resample: 9 }, 'm/preprocessor_config.json: resample is 9, one of 0, 1, 2, 3, 4, 5 is expected'],
    [
      { size: { longest_edge: 5 } },
      'm/preprocessor_config.json: size is {"longest_edge":5}, a size, {"height", "width"} or {"shortest_edge"} of at most 10000 pixels is expected',
    ],
    [{ size: -3 }, 'm/preprocessor_config.json: size is -3, a size, {"height", "width"} or {"shortest_edge"} of at most 10000 pixels is expected'],
    [
      { do_center_crop: true, crop_size: 1e9 },
      'm/preprocessor_config.json: crop_size is 1000000000, a size or {"height", "width"} of at most 10000 pixels is expected',
    ],
    [{ image_std: [1, 2] }, 'm/preprocessor_config.json: image_std is [1,2], a number or three is expected'],
    [{ do_rescale: 'yes' }, 'm/preprocessor_config.json: do_rescale is "yes", true or false is expected'],
    [
      { size: null },
      'm/preprocessor_config.json: size is null, a size, {"height", "width"} or {"shortest_edge"} of at most 10000 pixels is expected',
    ],
    [{ do_pad: true }, 'm/preprocessor_config.json: do_pad is true, only false is supported'],
    [
      { image_processor_type: 'ConvNextImageProcessor' },
      'm/preprocessor_config.json: images for "ConvNextImageProcessor" cannot be prepared, only for ViTImageProcessor, BitImageProcessor, CLIPImageProcessor: give pixel_values as a tensor (--inputs)',
    ],
  ] as const) {
    assert.throws(() => read(json), { message });
  }
});

test('the picture that the model saw is kept as bytes, in reading order, before it is normalised', () => {
  const plain = readImageProcessor({ do_resize: false }, { family: 'vit', label: 'p' });
  const image = (first: number): Pixels => ({ data: Uint8Array.from({ length: 6 }, (_, i) => first + i), width: 2, height: 1, channels: 3 });
  const { pixels, values } = prepareImages([image(10), image(100)], plain);
  assert.deepEqual(pixels, { data: Uint8Array.of(10, 11, 12, 13, 14, 15, 100, 101, 102, 103, 104, 105), shape: [2, 1, 2, 3] });
  // (10 / 255 − 0.5) / 0.5
  assert.ok(Math.abs(values.data[0] + 0.9215686) < 1e-6);
});
