import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LupaError } from '../../src/errors.js';
import { nodeWasm } from '../../src/media/wasm.node.js';
import { shippedFonts } from '../../src/render/fonts.node.js';
import { readPictureData } from '../../src/render/metadata.js';
import { encodePng, readPng } from '../../src/render/png-file.js';
import { toPng } from '../../src/render/png.js';
import { everyMark, ramp, RED_SCALE } from '../helpers/drawing.js';
import { decodePng } from '../helpers/picture.js';

const fonts = await shippedFonts();
const METADATA = { title: 'Grüße', description: 'D', creator: 'lupa test', date: null, data: { text: '<&>' } };

test('it has exactly the pixels that were asked for', async () => {
  for (const [width, height, dpi, expected] of [
    [240, 200, 96, [240, 200]],
    [(85 * 96) / 25.4, 100, 300, [1004, 313]],
    [33.3, 7.7, 150, [52, 12]],
  ] as const) {
    const { data, ...size } = await decodePng(await toPng({ ...everyMark(), width, height }, { dpi, fonts, wasm: nodeWasm }));
    assert.deepEqual([size.width, size.height, data.length], [...expected, expected[0] * expected[1] * 4]);
  }
});

test('cells are of the very colour of their number, as rectangles and as an image', async () => {
  for (const size of [13, 64, 65, 100]) {
    const data = ramp(size);
    const side = size * 3.3;
    const scene = {
      width: side + 20,
      height: side + 20,
      background: '#ffffff',
      marks: [{ type: 'matrix' as const, x: 7, y: 9, width: side, height: side, rows: size, columns: size, data, scale: RED_SCALE }],
    };
    const image = await decodePng(await toPng(scene, { dpi: 192, fonts, wasm: nodeWasm }));
    for (let i = 0; i < data.length; i++) {
      const [x, y] = [7 + ((i % size) + 0.5) * 3.3, 9 + (Math.floor(i / size) + 0.5) * 3.3];
      const red = image.data[(Math.floor(y * 2) * image.width + Math.floor(x * 2)) * 4];
      assert.ok(Math.abs(red / 255 - data[i]) <= 0.5 / 255 + 1e-6, `${size}: cell ${i} is ${red}, ${data[i]} is drawn`);
    }
  }
});

test('letters are where they belong: in the middle of their line, between its ends', async () => {
  const font = { size: 40, weight: 400 as const, family: '' };
  const scene = {
    width: 200,
    height: 100,
    background: '#ffffff',
    marks: [{ type: 'text' as const, x: 100, y: 50, text: 'HHH', anchor: 'middle' as const, font, colour: '#000000' }],
  };
  const { data, width, height } = await decodePng(await toPng(scene, { fonts, wasm: nodeWasm }));
  const dark = Array.from({ length: width * height }, (_, i) => i).filter((i) => data[i * 4] < 128);
  const xs = dark.map((i) => i % width);
  const ys = dark.map((i) => Math.floor(i / width));
  // DejaVu Sans: H is 1540 units wide, its stems stand from 201 to 1339 and are 1493 high, of 2048.
  const near = (value: number, expected: number): boolean => Math.abs(value - expected) <= 1.5;
  assert.ok(near(Math.min(...xs), 100 - (40 * (1540 * 1.5 - 201)) / 2048), `left edge ${Math.min(...xs)}`);
  assert.ok(near(Math.max(...xs), 100 + (40 * (1540 * 1.5 - 201)) / 2048), `right edge ${Math.max(...xs)}`);
  assert.ok(near((Math.min(...ys) + Math.max(...ys)) / 2, 50), 'middle');
});

test('resolution, title and data are in it, before the pixels', async () => {
  const chunks = readPng(await toPng(everyMark(), { dpi: 300, fonts, metadata: METADATA, wasm: nodeWasm }));
  assert.deepEqual(
    chunks
      .slice(0, 6)
      .map(({ type }) => type)
      .join(' '),
    'IHDR pHYs iTXt iTXt iTXt iTXt',
  );
  assert.equal(new DataView(chunks[1].data.slice().buffer).getUint32(0), 11811, '300 an inch are 11811 a metre');
  assert.equal(new TextDecoder().decode(chunks[2].data), 'Title\0\0\0\0\0Grüße');
  const bytes = await toPng(everyMark(), { fonts, metadata: METADATA, wasm: nodeWasm });
  assert.deepEqual(readPictureData(bytes), METADATA.data);
  assert.ok(Buffer.from(bytes).equals(Buffer.from(await toPng(everyMark(), { fonts, metadata: METADATA, wasm: nodeWasm }))), 'the same bytes again');
});

test('a transparent drawing is transparent', async () => {
  const { data } = await decodePng(await toPng({ ...everyMark(), background: 'transparent' }, { fonts, wasm: nodeWasm }));
  assert.equal(data[3], 0);
});

test('a picture too large for memory is refused', async () => {
  await assert.rejects(
    toPng({ ...everyMark(), width: 9000, height: 9000 }, { dpi: 300, fonts, wasm: nodeWasm }),
    (error: unknown) => error instanceof LupaError && /28125 × 28125 pixels, at most 100 million/.test(error.message),
  );
});

test('pixels written are the pixels read, with and without transparency', async () => {
  for (const alpha of [255, 100]) {
    const pixels = Uint8ClampedArray.from({ length: 5 * 3 * 4 }, (_, i) => (i % 4 === 3 ? alpha : i * 4));
    const decoded = await decodePng(encodePng(pixels, { columns: 5, rows: 3 }));
    assert.deepEqual([decoded.width, decoded.height, ...decoded.data], [5, 3, ...pixels]);
  }
});
