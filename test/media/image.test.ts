import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openImage, toRgb, type ImageSource, type Pixels } from '../../src/media/image.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import type { Tensor } from '../../src/tensor.js';
import { asPixels, difference, MEDIA, mediaFile, readTensors } from '../helpers/media.js';

const golden = await readTensors(`${MEDIA}/golden.safetensors`);

async function open(source: ImageSource): Promise<{ pixels: Pixels; warnings: string[] }> {
  const warnings: string[] = [];
  const { pixels } = await openImage(source, { wasm: nodeWasm, warnings });
  return { pixels, warnings };
}

for (const name of [...golden.keys()].filter((key) => key.startsWith('decoded.'))) {
  const file = name.slice('decoded.'.length);
  test(`${file} is decoded to Pillow's pixels`, async () => {
    const expected = asPixels(golden.get(name) as Tensor);
    const { pixels, warnings } = await open(mediaFile(file));
    assert.deepEqual([pixels.width, pixels.height, pixels.channels], [expected.width, expected.height, 4]);
    assert.deepEqual(difference(pixels.data, expected.data), { worst: 0, share: 0 });
    assert.deepEqual(warnings, []);
  });
}

test('transparency is laid on white, or dropped', () => {
  const pixels: Pixels = { data: Uint8Array.of(10, 20, 30, 0, 10, 20, 30, 255, 100, 0, 255, 128), width: 3, height: 1, channels: 4 };
  // By hand: 255 + (value - 255) * 128 / 255, rounded.
  assert.deepEqual([...toRgb(pixels, { white: true }).data], [255, 255, 255, 10, 20, 30, 177, 127, 255]);
  assert.deepEqual([...toRgb(pixels, { white: false }).data], [10, 20, 30, 10, 20, 30, 100, 0, 255]);
  assert.deepEqual([...toRgb({ data: Uint8Array.of(7), width: 1, height: 1, channels: 1 }, { white: true }).data], [7, 7, 7]);
});

async function refuses(source: ImageSource, sentence: RegExp | string): Promise<void> {
  await assert.rejects(open(source), (error: Error & { kind?: string }) => {
    assert.equal(error.kind, 'InvalidInput');
    if (typeof sentence === 'string') assert.equal(error.message, sentence);
    else assert.match(error.message, sentence);
    return true;
  });
}

test('a file that is no image is refused', async () => {
  await refuses(
    { bytes: new TextEncoder().encode('no image at all'), name: 'note.txt' },
    'note.txt is not an image that can be read: PNG, JPEG and WebP can',
  );
  await refuses(new Uint8Array(0), 'image is empty, an image is expected (PNG, JPEG, WebP)');
  await refuses(
    { data: new Uint8Array(5), width: 2, height: 1, channels: 3 },
    'an image of 2 x 1 pixels with 3 channels (1, 3 or 4) cannot have 5 bytes',
  );
  await refuses(mediaFile('cmyk.jpg'), 'cmyk.jpg is a JPEG in CMYK: save it in RGB');
  await refuses(mediaFile('moving.webp'), 'moving.webp is an animated WebP: give a single picture');
});

test('images that are cut short are refused wherever they end', async () => {
  for (const name of ['photo.png', 'palette.png', 'photo.jpg', 'progressive.jpg', 'photo.webp', 'lossless.webp', 'clear.webp']) {
    const { bytes } = mediaFile(name);
    for (const share of [0.002, 0.01, 0.05, 0.3, 0.6, 0.9]) {
      await refuses(
        { bytes: bytes.subarray(0, Math.floor(bytes.length * share)), name },
        /is cut short|is damaged or cut short|is not an image|is empty/,
      );
    }
  }
});

test('a damaged image is refused or warned of, and the next one is decoded as ever', async () => {
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
  for (const name of ['photo.png', 'photo.jpg', 'photo.webp', 'clear.webp']) {
    let refused = 0;
    for (let round = 0; round < 40; round++) {
      const bytes = mediaFile(name).bytes.slice();
      for (let i = 0; i < 6; i++) bytes[30 + random(bytes.length - 30)] = random(256);
      await open({ bytes, name }).catch((error: Error & { kind?: string }) => {
        assert.equal(error.kind, 'InvalidInput', error.stack);
        refused++;
      });
    }
    assert.ok(refused > 0, `${name} was never refused`);
    const expected = golden.get(`decoded.${name}`)?.data as Uint8Array;
    assert.equal(difference((await open(mediaFile(name))).pixels.data, expected).worst, 0);
  }
});

test('a header that promises a huge image is refused before anything is decoded', async () => {
  const png = (width: number, height: number): Uint8Array => {
    const bytes = Buffer.from(mediaFile('photo.png').bytes);
    bytes.writeUInt32BE(width, 16);
    bytes.writeUInt32BE(height, 20);
    return bytes;
  };
  await refuses(
    { bytes: png(40_000, 30_000), name: 'big.png' },
    'big.png has 40000 x 30000 pixels, at most 100 million are decoded: make it smaller',
  );
  await refuses({ bytes: png(0xffffffff, 0xffffffff), name: 'big.png' }, /at most 100 million/);
  await refuses({ bytes: png(0, 7), name: 'none.png' }, 'none.png says that it has 0 x 7 pixels');
});
