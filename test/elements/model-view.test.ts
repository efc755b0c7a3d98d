import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import { axeViolations, usePages, type OpenedPage } from '../helpers/page.js';
import { handMadeRecord, syntheticRecord } from '../helpers/record.js';

const CAT = syntheticRecord({ words: 'The cat sat on the mat because it was tired .'.split(' '), layers: 3, heads: 12 });
const PAIR = syntheticRecord({ words: ['The', 'cat', 'sleeps'], pair: ['It', 'is', 'tired'], heads: 4 });

const openPage = usePages();

function open(record: AttentionRecord, { hash = '', context = {} }: { hash?: string; context?: BrowserContextOptions } = {}): Promise<OpenedPage> {
  return openPage(record, { hash: `#view=model${hash}`, context });
}

/** All pixels of a canvas, some frames from now, as a number that changes with them. */
function pixels(page: Page, canvas = '.picture canvas'): Promise<number> {
  return page.locator(`lupa-model-view ${canvas}`).evaluate(async (node: HTMLCanvasElement) => {
    for (let i = 0; i < 6; i++) await new Promise(requestAnimationFrame);
    const { data } = (node.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, node.width, node.height);
    return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
  });
}

function active(page: Page): Promise<string> {
  return page.locator('lupa-model-view #active-head').innerText();
}

function control(page: Page, name: string): ReturnType<Page['locator']> {
  return page.locator(`lupa-model-view [data-control="${name}"]`);
}

test('the keyboard walks the heads, enlarges one, steps to the next and comes back', async () => {
  const { page, problems } = await open(CAT);
  await page.locator('lupa-model-view .grid').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowLeft']) await page.keyboard.press(key);
  assert.match(await active(page), /^Layer 1, head 1 · Entropy \d\.\d\d$/);
  await page.keyboard.press('End');
  assert.match(await active(page), /^Layer 1, head 11/);
  await page.keyboard.press('ArrowRight');
  assert.match(await active(page), /^Layer 1, head 11/, 'the row ends there');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Layer 1, head 11' });
  await dialog.waitFor();
  assert.match(
    await dialog.locator('.sentence').innerText(),
    /^Layer 1, head 11: entropy \d\.\d\d nats, \d+% of the weight on special tokens\. Strongest: “/,
  );
  await page.keyboard.press('.');
  await page.getByRole('dialog', { name: 'Layer 2, head 0' }).waitFor();
  await page.keyboard.press(',');
  await dialog.waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  assert.match(await active(page), /^Layer 1, head 11/);
  assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className), 'grid');
  assert.deepEqual(problems, []);
});

test('one click enlarges a head, and from there it opens in another view', async () => {
  const { page } = await open(CAT);
  const box = await page.locator('lupa-model-view .picture').boundingBox();
  assert.ok(box !== null);
  await page.mouse.click(box.x + 90, box.y + 80);
  await page.getByRole('dialog', { name: 'Layer 0, head 0' }).waitFor();
  assert.match(page.url(), /layer=0&heads=0&.*enlarged=0/);
  const drawn = await pixels(page, '.large canvas');
  await control(page, 'query').selectOption('2');
  assert.notEqual(await pixels(page, '.large canvas'), drawn, 'one token’s lines alone');
  assert.ok(
    (await page.locator('lupa-model-view .details tbody').first().locator('td:first-child').allInnerTexts()).every((text) => text === 'cat 2'),
  );
  await page.locator('lupa-model-view [data-open="heatmap"]').click();
  await page.locator('lupa-heatmap .grid').waitFor();
  assert.match(page.url(), /view=heatmap&layer=0&heads=0&focus=q2/);
});

test('thumbnails, order and ranges change what is shown; a range that is none says so', async () => {
  const { page } = await open(
    handMadeRecord([
      [
        [0.5, 0.5],
        [0.5, 0.5],
      ],
      [
        [1, 0],
        [0, 1],
      ],
    ]),
  );
  const lines = await pixels(page);
  await control(page, 'thumbnails').selectOption('matrices');
  assert.notEqual(await pixels(page), lines);
  await control(page, 'order').selectOption('self');
  await page.locator('lupa-model-view .grid').focus();
  await page.keyboard.press('Control+Home');
  assert.equal(await active(page), 'Layer 0, head 1 · On itself (diagonal) 1.00');
  await control(page, 'ascending').click();
  await page.locator('lupa-model-view .grid').focus();
  await page.keyboard.press('Control+Home');
  assert.equal(await active(page), 'Layer 0, head 0 · On itself (diagonal) 0.50');
  const heads = control(page, 'shownHeads');
  await heads.fill('1-4');
  await heads.press('Enter');
  assert.equal(await page.locator('lupa-model-view').getByRole('alert').innerText(), '“1-4” is no list of numbers from 0 to 1, such as 0-3, 7');
  assert.equal(await heads.getAttribute('aria-invalid'), 'true');
  await heads.fill('1');
  await heads.press('Enter');
  assert.equal(await page.locator('lupa-model-view').getByRole('alert').count(), 0);
  assert.equal(await page.locator('lupa-model-view .grid').getAttribute('aria-colcount'), '1');
});

test('the canvas is as large as the window, however many heads there are', async () => {
  const { page } = await open(syntheticRecord({ words: ['a', 'b'], layers: 32, heads: 32 }));
  assert.ok(
    await page.locator('lupa-model-view .picture canvas').evaluate((canvas: HTMLCanvasElement) => canvas.height < 800 && canvas.width <= 1200),
  );
  const top = await pixels(page);
  await page.locator('lupa-model-view .grid').focus();
  await page.keyboard.press('Control+End');
  assert.match(await active(page), /^Layer 31, head 31/);
  assert.notEqual(await pixels(page), top);
  assert.ok((await page.locator('lupa-model-view .picture .scroller').evaluate((scroller) => scroller.scrollTop)) > 800);
});

for (const [colorScheme, lang, width] of [
  ['light', 'en', 1200],
  ['dark', 'pt-BR', 390],
  ['light', 'es', 390],
  ['dark', 'es', 1200],
] as const) {
  test(`axe finds nothing (${colorScheme}, ${lang}, ${width} px)`, async () => {
    const { page } = await open(PAIR, { hash: `&lang=${lang}`, context: { colorScheme, bypassCSP: true, viewport: { width, height: 700 } } });
    assert.deepEqual(await axeViolations(page), []);
    await page.locator('lupa-model-view .grid').focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    assert.deepEqual(await axeViolations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing sticks out');
  });
}
