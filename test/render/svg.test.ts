import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { metadataRdf, readPictureData, type PictureMetadata } from '../../src/render/metadata.js';
import { toSvg } from '../../src/render/svg.js';
import type { Mark, Scene } from '../../src/scene/mark.js';
import { launchBrowser } from '../helpers/browser.js';
import { everyMark, ramp, RED_SCALE } from '../helpers/drawing.js';
import { decodePng } from '../helpers/picture.js';

const METADATA: PictureMetadata = {
  title: 'A <title> & “more”',
  description: 'שלום',
  creator: 'lupa-attention test',
  date: null,
  data: { text: '</lupa:figure> ]]> \u0001\ufffe 😀', list: [1, 2] },
};
const sceneOf = (...marks: Mark[]): Scene => ({ width: 200, height: 100, background: '#fff', marks });

let browser: Browser | undefined;
before(async () => {
  browser = await launchBrowser();
});
after(() => browser?.close());

/** The document as a strict XML reader sees it: its text elements, and how many script elements there are; throws where it is not well formed. */
async function parse(svg: string): Promise<{ texts: string[]; scripts: number; title: string | null; counts: Record<string, number> }> {
  const page = await (browser as Browser).newPage();
  const found = await page.evaluate((source) => {
    const document = new DOMParser().parseFromString(source, 'application/xml');
    const error = document.querySelector('parsererror');
    if (error !== null) throw new Error(error.textContent ?? 'not well formed');
    const all = [...document.querySelectorAll('*')];
    const counts: Record<string, number> = {};
    for (const { localName } of all) counts[localName] = (counts[localName] ?? 0) + 1;
    return {
      texts: all.filter(({ localName }) => localName === 'text').map(({ textContent }) => textContent ?? ''),
      scripts: counts.script ?? 0,
      title: document.querySelector('title')?.textContent ?? null,
      counts,
    };
  }, svg);
  await page.close();
  return found;
}

test('a drawing with every mark is well formed, and its text is text', async () => {
  const { texts, scripts, title } = await parse(toSvg(everyMark(), { metadata: METADATA }));
  assert.deepEqual(texts, ['Grüße Ġcat', 'السجادة على', 'שלום (עולם)', '</text><script>alert(1)</script>', '😀 & "quoted"', 'turned']);
  assert.equal(scripts, 0);
  assert.equal(title, METADATA.title);
});

test('an image is smoothed unless it is not to be', () => {
  const image: Mark = { type: 'image', x: 0, y: 0, width: 40, height: 40, columns: 1, rows: 2, pixels: new Uint8ClampedArray(8) };
  assert.doesNotMatch(toSvg(sceneOf(image)), /image-rendering/);
  assert.match(toSvg(sceneOf({ ...image, smooth: false })), /<image [^>]*image-rendering="optimizeSpeed" style="image-rendering:pixelated"/);
});

test('nothing outside of the file is asked for', () => {
  const addresses = toSvg(everyMark(), { metadata: METADATA }).match(/(?:href|src|url)[=(]"?[^"')]+/g) ?? [];
  assert.deepEqual(
    addresses.filter((address) => !/href="data:|url\(#/.test(address)),
    [],
  );
});

test('a matrix of 64 x 64 is rectangles, a larger one an image', async () => {
  const matrix = (size: number): Mark => ({
    type: 'matrix',
    x: 0,
    y: 0,
    width: 50,
    height: 50,
    rows: size,
    columns: size,
    data: ramp(size),
    scale: RED_SCALE,
  });
  const small = await parse(toSvg(sceneOf(matrix(64))));
  assert.deepEqual([small.counts.rect, small.counts.image], [64 * 64 + 1, undefined]);
  const large = await parse(toSvg(sceneOf(matrix(65))));
  assert.deepEqual([large.counts.rect, large.counts.image], [1, 1]);
});

test('each cell has the colour of its number', () => {
  const data = Float32Array.of(0, 1, NaN, 0.5);
  const svg = toSvg(sceneOf({ type: 'matrix', x: 10, y: 20, width: 8, height: 6, rows: 2, columns: 2, data, scale: RED_SCALE }));
  assert.match(svg, /translate\(10 20\) scale\(4\.000000 3\.000000\)/);
  assert.deepEqual(
    Array.from(svg.matchAll(/<rect x="(\d)" y="(\d)" width="1" height="1" fill="(.*?)"/g), ([, x, y, fill]) => `${x} ${y} ${fill}`),
    ['0 0 #002828', '1 0 #ff2828', '0 1 #00ff00', '1 1 #802828'],
  );
});

test('lengths can be in mm, and none is written with an exponent', () => {
  const scene = { ...sceneOf({ type: 'rule', x1: 1e-9, y1: 1e7, x2: -0.0001, y2: 2 / 3, colour: '#000', width: 1 }), width: (85 * 96) / 25.4 };
  const svg = toSvg(scene, { unit: 'mm' });
  assert.match(svg, /width="85mm"/);
  assert.match(svg, /d="M0 10000000L0 0\.667"/);
});

test('a transparent drawing has no background', () => {
  assert.doesNotMatch(toSvg({ ...sceneOf(), background: 'transparent' }), /<rect/);
});

test('text from the right keeps its side', () => {
  const text = (anchor: 'start' | 'end'): string =>
    toSvg(sceneOf({ type: 'text', x: 5, y: 5, text: 'שלום cat', anchor, font: { size: 10, weight: 400, family: 'x' }, colour: '#000' }));
  assert.match(text('start'), /text-anchor="end" direction="rtl"/);
  assert.doesNotMatch(text('end'), /text-anchor/);
});

test('what a file says of itself can be read back, whatever it is', async () => {
  assert.deepEqual(readPictureData(new TextEncoder().encode(toSvg(everyMark(), { metadata: METADATA }))), METADATA.data);
  await parse(`<a>${metadataRdf({ ...METADATA, date: '2026-11-24' })}</a>`);
  assert.equal(readPictureData(new TextEncoder().encode(toSvg(everyMark()))), null);
  assert.equal(readPictureData(new TextEncoder().encode('<lupa:figure>{"a":</lupa:figure>')), null);
});

test('the same drawing gives the same bytes', () => {
  assert.equal(toSvg(everyMark(), { metadata: METADATA }), toSvg(everyMark(), { metadata: METADATA }));
});

test('a browser draws the cells of an image sharp', async () => {
  const data = Float32Array.from({ length: 70 * 70 }, (_, i) => i % 2);
  const svg = toSvg({
    ...sceneOf({ type: 'matrix', x: 0, y: 0, width: 700, height: 700, rows: 70, columns: 70, data, scale: RED_SCALE }),
    width: 700,
    height: 700,
  });
  const page = await (browser as Browser).newPage({ viewport: { width: 700, height: 700 } });
  await page.setContent(`<body style="margin:0">${svg.slice(svg.indexOf('<svg'))}`);
  const { data: pixels, width } = await decodePng(await page.screenshot());
  for (const [x, red] of [
    [1, 0],
    [8, 0],
    [11, 255],
    [18, 255],
    [21, 0],
  ]) {
    assert.equal(pixels[(5 * width + x) * 4], red, `at ${x}`);
  }
  await page.close();
});
