import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { packRecord } from '../../src/attention/pack.js';
import { unpackRecord } from '../../src/attention/unpack.js';
import { edgeTable, strongestEdges } from '../../src/figures/edges.js';
import { figure, type FigureRequest } from '../../src/figures/figure.js';
import { parseWidth } from '../../src/figures/lengths.js';
import { readPictureData } from '../../src/render/metadata.js';
import { toSvg } from '../../src/render/svg.js';
import { axeViolations, usePages, type OpenedPage, type OpenOptions } from '../helpers/page.js';
import { syntheticRecord, withQueries } from '../helpers/record.js';

const HOSTILE = ['<img', 'src=x', 'onerror=alert(1)>', '</script><script>window.pwned=1</script>', '"\'&', '=1+1'];
const WORDS = 'The cat sat on the mat because it was tired .'.split(' ');
const RECORD = withQueries(syntheticRecord({ words: WORDS, layers: 3, heads: 4 }));
/** The numbers as they are after the way into a page. */
const TRAVELLED = await unpackRecord((await packRecord(RECORD)).bytes);

const openPage = usePages();
const open = (options: OpenOptions = {}, record = RECORD): Promise<OpenedPage> => openPage(record, options);

/** Chooses a format in the menu. */
async function exported(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  await page.locator('[data-control="export"]').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-export="${format}"]`).click()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

const labels = (svg: string): string[] => Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text);

test('SVG is the figure of lupa figure with the options of the view, text as text', async () => {
  const { page, problems } = await open({ hash: '#view=heatmap&layer=2&heads=1&special=hide&values=uniform&scaling=row' });
  const { name, bytes } = await exported(page, 'svg');
  assert.equal(name, 'lupa-heatmap-layer2-head1.svg');
  const request: FigureRequest = {
    kind: 'heatmap',
    sequence: 0,
    stack: '',
    layers: [2],
    heads: [1],
    values: 'uniform',
    scaling: 'row',
    special: false,
  };
  const { scene, metadata } = figure(TRAVELLED, { ...request, width: parseWidth('page'), language: 'en' });
  const expected = toSvg(scene, { unit: 'mm', metadata });
  const svg = bytes.toString('utf8');
  assert.deepEqual(labels(svg), labels(expected));
  for (const word of WORDS) assert.ok(labels(svg).includes(word), word);
  assert.deepEqual(svg.match(/ fill="#[^"]+"/g), expected.match(/ fill="#[^"]+"/g), 'the same cells in the same colours');
  assert.deepEqual(readPictureData(bytes), readPictureData(new TextEncoder().encode(expected)));
  assert.match(await page.locator('.toast').innerText(), /^Saved as lupa-heatmap-layer2-head1\.svg$/);
  assert.deepEqual(problems, []);
});

for (const view of ['head', 'model', 'neuron', 'heatmap'] as const) {
  test(`PNG of the ${view} view has the figure's size at 300 dpi, and says so`, async () => {
    const { page, problems } = await open({ state: { view, layer: 1 } });
    const svg = (await exported(page, 'svg')).bytes.toString('utf8');
    const [, width, height] = (/width="([\d.]+)mm" height="([\d.]+)mm"/.exec(svg) ?? []).map(Number);
    const { bytes } = await exported(page, 'png');
    const within = (pixels: number, mm: number): void => assert.ok(Math.abs(pixels - (mm / 25.4) * 300) <= 0.6, `${pixels} pixels are ${mm} mm`);
    within(bytes.readUInt32BE(16), width);
    within(bytes.readUInt32BE(20), height);
    const density = bytes.indexOf('pHYs');
    assert.equal(bytes.readUInt32BE(density + 4), 11811);
    assert.deepEqual(readPictureData(bytes), readPictureData(new TextEncoder().encode(svg)));
    const colours = await page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      context.drawImage(image, 0, 0);
      return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
    }, bytes.toString('base64'));
    assert.ok(colours > 20, 'something is drawn');
    assert.deepEqual(problems, []);
  });
}

test('PDF is the figure alone, printed on a sheet of its size', async () => {
  const { page, problems } = await open({ state: { view: 'heatmap', heads: [2] } });
  const title = await page.title();
  await page.evaluate(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', document.title);
  });
  await page.locator('[data-control="export"]').click();
  await page.locator('[data-export="pdf"]').click();
  assert.equal(await page.locator('html').getAttribute('data-printed'), 'lupa-heatmap-layer0-head2');
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.locator('#page').isVisible(), false);
  assert.ok(await page.locator('#sheet svg text', { hasText: 'tired' }).first().isVisible());
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  assert.equal(pdf.match(/\/Type \/Page\b(?!s)/g)?.length, 1);
  const [, width] = (/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? []).map(Number);
  assert.ok(Math.abs(width - (175 / 25.4) * 72) < 1.5, `${width} points`);
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  assert.equal(await page.locator('#sheet').count(), 0);
  assert.equal(await page.title(), title);
  assert.deepEqual(problems, []);
});

test('CSV has the weights that are shown, the strongest first', async () => {
  const { page } = await open({ hash: '#view=head&layer=1&heads=0,3&focus=q2&threshold=0.02' });
  const { name, bytes } = await exported(page, 'csv');
  assert.equal(name, 'lupa-head-layer1-heads0_3.csv');
  const focus = { side: 'query', index: 2 } as const;
  const edges = strongestEdges([TRAVELLED], { kind: 'head', layers: [1], heads: [0, 3], focus, threshold: 0.02, count: 1000 });
  assert.ok(edges.length > 5);
  const table = bytes.toString('utf8');
  assert.equal(table, edgeTable(edges, 'csv'));
  assert.match(table, /^layer,head,query,query token,key,key token,weight\r\n1,[03],2,cat,\d+,\S+,0\.\d+\r\n/);
});

test('JSON has the tokens, and the numbers of the layer and heads that are shown', async () => {
  const { page } = await open({ hash: '#view=head&layer=2&heads=1' });
  const { name, bytes } = await exported(page, 'json');
  assert.equal(name, 'lupa-head-layer2-head1.json');
  const said = JSON.parse(bytes.toString('utf8')) as {
    shown: string;
    tokens: { text: string }[][];
    tensors: Record<string, { shape: number[]; data: number[] }>;
  };
  assert.equal(said.shown, 'view=head&layer=2&heads=1');
  assert.deepEqual(
    said.tokens[0].map(({ text }) => text),
    RECORD.tokens[0].map(({ text }) => text),
  );
  assert.deepEqual(
    Object.keys(said.tensors).filter((tensor) => !tensor.endsWith('.2')),
    [],
  );
  const [whole, part] = [RECORD.tensors['attentions.2'], said.tensors['attentions.2']];
  const size = whole.shape[2] * whole.shape[3];
  assert.deepEqual(part.shape, [1, 1, whole.shape[2], whole.shape[3]]);
  part.data.forEach((value, i) => assert.ok(Math.abs(value - Number(whole.data[size + i])) < 5e-4));
});

test('without heads there is no figure, and the page says so', async () => {
  const { page, problems } = await open({ hash: '#view=heatmap&heads=none' });
  await page.locator('[data-control="export"]').click();
  await page.locator('[data-export="svg"]').click();
  await page.locator('.toast').waitFor();
  assert.match(await page.locator('.toast').innerText(), /^This could not be saved: no head is switched on/);
  assert.deepEqual(problems, []);
});

test('text of users stays text in every format', async () => {
  const { page, problems } = await open({}, syntheticRecord({ words: HOSTILE, layers: 1, heads: 1 }));
  const svg = (await exported(page, 'svg')).bytes.toString('utf8');
  assert.ok(!svg.includes('<img') && !svg.includes('<script'));
  assert.ok(svg.includes('&lt;img'));
  assert.match((await exported(page, 'csv')).bytes.toString('utf8'), /,'=1\+1,/);
  assert.equal((await exported(page, 'png')).bytes.subarray(1, 4).toString('latin1'), 'PNG');
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.locator('[data-control="export"]').click();
  await page.locator('[data-export="pdf"]').click();
  assert.equal(await page.locator('#sheet img, #sheet script').count(), 0);
  assert.equal(await page.evaluate(() => 'pwned' in window), false);
  assert.deepEqual(problems, []);
});

test('a menu for the keyboard: Enter opens, Tab moves, Escape and leaving close it', async () => {
  const { page } = await open();
  const menu = page.locator('.export');
  const isOpen = (): Promise<boolean> => menu.evaluate((element) => (element as HTMLDetailsElement).open);
  await page.locator('[data-control="link"]').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  assert.equal(await isOpen(), true);
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-export')), 'svg');
  await page.keyboard.press('Escape');
  assert.equal(await isOpen(), false);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-control')), 'export');
  await page.keyboard.press('Enter');
  for (let i = 0; i < 6; i++) await page.keyboard.press('Tab');
  assert.equal(await isOpen(), false);
  await page.locator('[data-control="export"]').click();
  await page.mouse.click(600, 500);
  assert.equal(await isOpen(), false);
});

for (const [theme, lang, width] of [
  ['light', 'en', 1200],
  ['dark', 'pt-BR', 1200],
  ['light', 'es', 320],
] as const) {
  test(`axe finds nothing in the open menu, which is on screen (${theme}, ${lang}, ${width} px)`, async () => {
    const { page } = await open({ state: { theme, lang }, context: { bypassCSP: true, viewport: { width, height: 700 } } });
    await page.locator('[data-control="export"]').click();
    const box = await page.locator('.export > ul').boundingBox();
    assert.ok(box !== null && box.x >= 0 && box.x + box.width <= width, JSON.stringify(box));
    if (process.env.SHOTS !== undefined) await page.screenshot({ path: `${process.env.SHOTS}/${theme}-${width}.png` });
    assert.deepEqual(await axeViolations(page), []);
  });
}
