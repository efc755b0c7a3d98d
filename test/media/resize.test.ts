import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resize } from '../../src/media/resize.js';
import { toRgb } from '../../src/media/image.js';
import type { Tensor } from '../../src/tensor.js';
import { asPixels, difference, MEDIA, readTensors } from '../helpers/media.js';

const golden = await readTensors(`${MEDIA}/golden.safetensors`);
const photo = toRgb(asPixels(golden.get('decoded.photo.png') as Tensor), { white: false });

for (const [name, tensor] of golden) {
  const match = /^(resized|torch)\.(\d)\.(\d+)x(\d+)$/.exec(name);
  if (match === null) continue;
  const [, program, filter, width, height] = match;
  test(`${name}: ${program === 'torch' ? 'torchvision within one step' : 'Pillow exactly'}`, () => {
    const result = resize(photo, { resample: Number(filter), width: Number(width), height: Number(height) });
    assert.deepEqual([result.height, result.width, result.channels], tensor.shape);
    const { worst } = difference(result.data, tensor.data);
    assert.ok(worst <= (program === 'torch' ? 1 : 0), `differs by ${worst}`);
  });
}

test('an image of the right size stays as it is', () => {
  assert.equal(resize(photo, { resample: 3, width: photo.width, height: photo.height }), photo);
});

test('a filter that is not there is named', () => {
  assert.throws(() => resize(photo, { resample: 6, width: 5, height: 5 }), { message: 'resample is 6, 0, 1, 2, 3, 4, 5 are supported' });
});
