import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { HeatmapState } from '../../src/views/heatmap-state.js';
import { axeViolations, usePages, type OpenedPage } from '../helpers/page.js';
import { handMadeRecord, syntheticRecord } from '../helpers/record.js';

const HAND = handMadeRecord([
  [
    [0.5, 0.25, 0.25],
    [0, 1, 0],
    [0.002, 0.498, 0.5],
  ],
  [
    [1, 0, 0],
    [0.2, 0.3, 0.5],
    [0.1, 0.1, 0.8],
  ],
]);
const CAT = syntheticRecord({ words: 'The cat sat on the mat because it was tired .'.split(' '), layers: 3, heads: 12 });
const PAIR = syntheticRecord({
  words: ['The', 'cat', 'sleeps'],
  pair: ['It', 'is', 'tired'],
  heads: 4,
  warnings: ['the text was cut after 3 words'],
});

const openPage = usePages();

function open(record: AttentionRecord, { hash = '', context = {} }: { hash?: string; context?: BrowserContextOptions } = {}): Promise<OpenedPage> {
  return openPage(record, { hash: `#view=heatmap${hash}`, context });
}

/** All pixels of the canvas, two frames from now, as a number that changes with them. */
function pixels(page: Page): Promise<number> {
  return page.locator('lupa-heatmap canvas').evaluate(async (canvas: HTMLCanvasElement) => {
    for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
  });
}

/** Without what the browser says of this test reading pixels. */
function ownProblems(problems: string[]): string[] {
  return problems.filter((problem) => !problem.includes('willReadFrequently'));
}

function activeCell(page: Page): Promise<string> {
  return page.locator('lupa-heatmap #cell').innerText();
}

function control(page: Page, name: string): ReturnType<Page['locator']> {
  return page.locator(`lupa-heatmap [data-control="${name}"]`);
}

test('the keyboard walks the cells, reads their exact numbers, pins and lets go', async () => {
  const { page, problems } = await open(HAND, { hash: '&heads=1' });
  const rest = await pixels(page);
  await page.locator('lupa-heatmap .grid').focus();
  assert.equal(await activeCell(page), 't0 → t0: 1.0000');
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
  assert.equal(await activeCell(page), 't1 → t2: 0.5000', 'the last column is the end');
  assert.notEqual(await pixels(page), rest, 'there is a crosshair');
  await page.keyboard.press('Home');
  assert.equal(await activeCell(page), 't1 → t0: 0.2000');
  await page.keyboard.press('Control+End');
  assert.equal(await activeCell(page), 't2 → t2: 0.8000');
  await page.keyboard.press('Enter');
  assert.equal(await page.locator('lupa-heatmap #cell').getAttribute('aria-selected'), 'true');
  const rows = await page.locator('lupa-heatmap .details tbody').first().locator('tr').allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split(/\s+/)),
    [
      ['t2', '2', '0.8000'],
      ['t0', '0', '0.1000'],
      ['t1', '1', '0.1000'],
    ],
  );
  await page.keyboard.press('Escape');
  assert.match(await page.locator('lupa-heatmap .details').innerText(), /Look closer/);
  assert.deepEqual(ownProblems(problems), []);
});

test('hover tells the number of the cell in every panel; a click pins it and announces token and cell', async () => {
  const { page } = await open(HAND);
  await page.evaluate(() => {
    const changes: unknown[] = [];
    Object.assign(window, { changes });
    document.addEventListener('lupa-change', (event) => changes.push(structuredClone((event as CustomEvent).detail)));
  });
  const box = await page.locator('lupa-heatmap .scroller').boundingBox();
  assert.ok(box !== null);
  // Walks over the picture until a tip is there: a cell of 48 px cannot be missed.
  let tip = '';
  let at = { x: 0, y: 0 };
  for (let y = box.y + 60; tip === '' && y < box.y + box.height; y += 20) {
    for (let x = box.x + 60; tip === '' && x < box.x + box.width; x += 20) {
      await page.mouse.move(x, y);
      at = { x, y };
      await page.evaluate(() => new Promise(requestAnimationFrame));
      tip = await page
        .locator('lupa-heatmap .tip')
        .allInnerTexts()
        .then((texts) => texts.join());
    }
  }
  assert.match(tip, /^t0 → t0 0\.5000$/, 'the first cell of the first panel');
  assert.deepEqual(
    (await page.locator('lupa-heatmap .details tbody tr').allInnerTexts()).map((row) => row.split(/\t/)),
    [
      ['Head 0', '0.5000'],
      ['Head 1', '1.0000'],
    ],
  );
  await page.mouse.click(at.x, at.y);
  await page.mouse.move(5, 5);
  const last = await page.evaluate(() => (window as unknown as { changes: HeatmapState[] }).changes.at(-1));
  assert.deepEqual([last?.focus, last?.cell, last?.pinned, last?.heads], [{ side: 'query', index: 0 }, { query: 0, key: 0 }, true, [0, 1]]);
  assert.equal(await page.locator('lupa-heatmap .tip').count(), 1, 'what is pinned stays');
});

test('values, scale and colours change the picture; a difference takes the first two heads', async () => {
  const { page } = await open(CAT);
  const seen = new Set([await pixels(page)]);
  const changed = async (): Promise<void> => {
    const now = await pixels(page);
    assert.ok(!seen.has(now));
    seen.add(now);
  };
  await control(page, 'scaling').selectOption('row');
  await changed();
  await control(page, 'colours').selectOption('viridis');
  await changed();
  await control(page, 'values').selectOption('mean');
  await changed();
  await control(page, 'special').selectOption('hide');
  await changed();
  await control(page, 'values').selectOption('difference');
  await changed();
  assert.deepEqual(await page.locator('lupa-heatmap .head[aria-pressed="true"]').allInnerTexts(), ['0', '1']);
  await control(page, 'colours').selectOption('green-purple');
  await changed();
  assert.match(page.url(), /values=difference.*scaling=row.*sequential=viridis.*diverging=green-purple/);
});

test('zoom by keys, buttons and wheel; a magnified matrix follows the keyboard and is dragged', async () => {
  const { page } = await open(syntheticRecord({ words: Array.from({ length: 126 }, (_, i) => `word${i}`), layers: 1, heads: 2 }), {
    hash: '&heads=0',
  });
  const whole = await pixels(page);
  assert.equal(await control(page, 'zoom-out').isDisabled(), true);
  await page.locator('lupa-heatmap .grid').focus();
  for (let i = 0; i < 6; i++) await page.keyboard.press('+');
  const near = await pixels(page);
  assert.notEqual(near, whole);
  await page.keyboard.press('Control+End');
  assert.match(await activeCell(page), /^\[SEP\] → \[SEP\]/);
  assert.notEqual(await pixels(page), near, 'the end has come into view');
  await page.keyboard.press('Escape');
  const end = await pixels(page);
  const box = await page.locator('lupa-heatmap .scroller').boundingBox();
  assert.ok(box !== null);
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x + 90, middle.y + 60, { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(5, 5);
  assert.notEqual(await pixels(page), end, 'dragged');
  await control(page, 'fit').click();
  await page.mouse.move(5, 5);
  assert.equal(await pixels(page), whole);
  await page.mouse.move(middle.x, middle.y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -200);
  await page.keyboard.up('Control');
  await page.mouse.move(5, 5);
  assert.notEqual(await pixels(page), whole);
});

test('the keyboard alone reaches every control', async () => {
  const { page } = await open(PAIR, { hash: '&heads=1' });
  await control(page, 'layer').focus();
  const reached: string[] = [];
  for (let i = 0; i < 30; i++) {
    const name = await page.evaluate(() => {
      const inside = document.activeElement?.shadowRoot?.activeElement;
      return inside?.getAttribute('data-control') ?? inside?.getAttribute('data-head') ?? inside?.className ?? '';
    });
    if (name === '') break;
    reached.push(name);
    await page.keyboard.press('Tab');
  }
  const menus = ['filter', 'units', 'special', 'values', 'scaling', 'colours', 'zoom-in'];
  assert.deepEqual(reached, ['layer', 'step', ...menus, '0', '1', '2', '3', 'all', 'none', 'grid', 'details focusable']);
});

test('text of users stays text', async () => {
  const hostile = ['<img', 'src=x', 'onerror=alert(1)>', '</script><script>window.pwned=1</script>'];
  const { page, problems } = await open(syntheticRecord({ words: hostile }), { hash: '&heads=0' });
  await page.locator('lupa-heatmap .grid').focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  assert.match(await activeCell(page), /^<\/script><script>window\.pwned=1<\/script> → \[CLS\]/);
  assert.equal(await page.evaluate(() => 'pwned' in window), false);
  assert.deepEqual(problems, []);
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
    await page.locator('lupa-heatmap .grid').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await axeViolations(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing sticks out');
  });
}
