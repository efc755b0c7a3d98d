import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import { packRecord } from '../../src/attention/pack.js';
import { viewPage } from '../../src/elements/page.js';
import type { PageScript } from '../../src/elements/page-script.js';
import type { HeadState } from '../../src/views/head-state.js';
import { launchBrowser } from '../helpers/browser.js';
import { axeViolations, pageScript } from '../helpers/page.js';
import { handMadeRecord, syntheticRecord } from '../helpers/record.js';

const HOSTILE = ['<img', 'src=x', 'onerror=alert(1)>', '</script><script>window.pwned=1</script>', '"\'&'];
const SINGLE = syntheticRecord({ words: 'The cat sat on the mat because it was tired .'.split(' '), layers: 3, heads: 12 });
const PAIR = syntheticRecord({
  words: ['The', 'cat', 'sleeps'],
  pair: ['It', 'is', 'tired'],
  heads: 4,
  warnings: ['the text was cut after 3 words'],
});
const WEIGHTS = [
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
];

let browser: Browser;
let folder: string;
let script: PageScript;

before(async () => {
  script = await pageScript();
  folder = await mkdtemp(join(tmpdir(), 'lupa-test-'));
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Opened {
  page: Page;
  /** Addresses asked for, and all that went wrong in the page. */
  requests: string[];
  problems: string[];
}

/** Writes a page for a record, opens it from the disk and waits until it is ready. */
async function open(
  record: AttentionRecord,
  { state, context = {} }: { state?: Partial<HeadState>; context?: BrowserContextOptions } = {},
): Promise<Opened> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.html`);
  await writeFile(file, await viewPage({ packed: await packRecord(record), script, title: record.texts[0].text, state }));
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 800 }, ...context })).newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-lupa="ready"]');
  return { page, requests, problems };
}

/** All pixels of the canvas as a number that changes with them, once some frames have not changed them: lines come over several. */
function pixels(page: Page): Promise<number> {
  return page.locator('lupa-head-view canvas').evaluate(async (canvas: HTMLCanvasElement) => {
    const look = async (): Promise<number> => {
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
      const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((hash, value) => (Math.imul(hash, 31) + value) | 0, 7);
    };
    let [before, now] = [await look(), await look()];
    while (now !== before) [before, now] = [now, await look()];
    return now;
  });
}

/** Moves the pointer to a token: rows spread over the height, `rows` of them. */
async function pointAt(page: Page, { side, row, rows }: { side: 'query' | 'key'; row: number; rows: number }): Promise<void> {
  const list = await page.locator(`#${side}`).boundingBox();
  const scroller = await page.locator('.scroller').boundingBox();
  assert.ok(list !== null && scroller !== null);
  const rowHeight = Math.max(22, Math.min(48, Math.floor((scroller.height - 20) / rows)));
  await page.mouse.move(list.x + list.width / 2, scroller.y + 10 + (row + 0.5) * rowHeight);
}

function sentence(page: Page): Promise<string> {
  return page.locator('.sentence').innerText();
}

test('the page draws from the disk under its own policy, asks for nothing, and complains about nothing', async () => {
  const { page, requests, problems } = await open(SINGLE);
  assert.deepEqual(
    requests.map((url) => url.slice(0, 8)),
    ['file:///'],
  );
  assert.deepEqual(problems, []);
  assert.match(await page.locator('header').innerText(), /The cat sat on the mat[^]*test\/synthetic[^]*3 layers × 12 heads · 13 tokens/);
  const drawn = await pixels(page);
  await page.getByRole('button', { name: 'None' }).click();
  assert.notEqual(await pixels(page), drawn, 'without heads there are no lines');
  await page.getByRole('button', { name: 'All' }).click();
  assert.equal(await pixels(page), drawn);
});

test('a switch turns its head on and off; Shift and click, or a double click, shows it alone', async () => {
  const { page } = await open(SINGLE);
  const all = await pixels(page);
  const pressed = (): Promise<string[]> => page.locator('.head[aria-pressed="true"]').allInnerTexts();
  await page.getByRole('button', { name: 'Head 3', exact: true }).click();
  assert.equal((await pressed()).includes('3'), false);
  const without = await pixels(page);
  assert.notEqual(without, all);
  await page.getByRole('button', { name: 'Head 5', exact: true }).click({ modifiers: ['Shift'] });
  assert.deepEqual(await pressed(), ['5']);
  await page.getByRole('button', { name: 'Head 7', exact: true }).dblclick();
  assert.deepEqual(await pressed(), ['7']);
  assert.notEqual(await pixels(page), without);
});

test('hover shows a token’s numbers and takes them away again', async () => {
  const { page } = await open(handMadeRecord(WEIGHTS));
  const rest = await pixels(page);
  await pointAt(page, { side: 'query', row: 2, rows: 3 });
  assert.notEqual(await pixels(page), rest);
  assert.equal(await sentence(page), '“t2” (token 2), layer 0, heads 0, 1, mean: attends most to “t2” 0.65, “t1” 0.30, “t0” 0.05.');
  const rows = await page.locator('.focus tbody tr').allInnerTexts();
  assert.deepEqual(
    rows.map((row) => row.split(/\s+/)),
    [
      ['t2', '2', '0.650', '.500', '.800'],
      ['t1', '1', '0.299', '.498', '.100'],
      ['t0', '0', '0.051', '.002', '.100'],
    ],
  );
  await pointAt(page, { side: 'key', row: 1, rows: 3 });
  // The panel follows a pointer that rests.
  await page.locator('.sentence', { hasText: /^“t1” \(token 1\), layer 0, heads 0, 1, mean: is attended to most by “t1” 0\.65/ }).waitFor();
  await page.mouse.move(5, 5);
  assert.equal(await pixels(page), rest);
});

test('a click pins a token, Escape lets go of it', async () => {
  const { page } = await open(SINGLE);
  await page.evaluate(() => {
    const changes: unknown[] = [];
    Object.assign(window, { changes });
    document.addEventListener('lupa-change', (event) => changes.push(structuredClone((event as CustomEvent).detail)));
  });
  await pointAt(page, { side: 'query', row: 8, rows: 13 });
  await page.mouse.down();
  await page.mouse.up();
  await page.mouse.move(5, 5);
  assert.match(await sentence(page), /^“it” \(token 8\)/);
  await pointAt(page, { side: 'query', row: 2, rows: 13 });
  assert.match(await sentence(page), /^“it” \(token 8\)/, 'what is pinned stays while the pointer moves');
  const last = await page.evaluate(() => (window as unknown as { changes: HeadState[] }).changes.at(-1));
  assert.deepEqual([last?.focus, last?.pinned, last?.layer, last?.heads.length], [{ side: 'query', index: 8 }, true, 0, 12]);
  await page.mouse.move(5, 5);
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.sentence').innerText(), '');
});

test('the keyboard alone reaches every control and walks the tokens', async () => {
  const { page } = await open(PAIR);
  const reached: string[] = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const inside = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
      return (
        inside?.getAttribute('data-control') ??
        inside?.getAttribute('aria-label')?.replace(/^Focus .*/, 'Focus') ??
        inside?.getAttribute('aria-labelledby') ??
        inside?.tagName ??
        ''
      );
    });
    if (name === 'SUMMARY') break;
    reached.push(name);
    if (name === 'Query tokens') {
      for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
      assert.match(await sentence(page), /^“cat” \(token 2\).*attends most to/);
      assert.equal(await page.locator('#query [aria-selected="true"]').innerText(), 'cat (token 2)');
      await page.keyboard.press('ArrowRight');
      assert.match(await sentence(page), /^“cat” \(token 2\).*is attended to most by/);
      await page.keyboard.press('End');
      assert.match(await sentence(page), /^“\[SEP\]” \(token 8\)/);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press(']');
      assert.match(await sentence(page), /layer 1, .*attends most to/);
      await page.keyboard.press('[');
      await page.locator('.in-words[aria-busy="false"] .edges').waitFor();
    }
  }
  const heads = [0, 1, 2, 3].map((head) => `Head ${head}`);
  assert.deepEqual(
    reached.filter((name) => name !== 'BODY'),
    [
      'A',
      'BUTTON',
      'link',
      'export',
      'language',
      'theme',
      'layer',
      'Next layer',
      'filter',
      'combine',
      'units',
      'special',
      'orientation',
      'threshold',
      ...heads,
      'none',
      'Query tokens',
      'Key tokens',
      'unpin',
      'Strongest weights, scrollable',
      'edges',
      'edges-name',
      ...Array.from({ length: 10 }, () => 'Focus'),
      'per-head-name',
    ],
  );
});

test('the filter shows the sentences asked for, the threshold leaves out lines, the warnings are shown', async () => {
  const { page } = await open(PAIR);
  assert.equal(await page.getByText('the text was cut after 3 words').isVisible(), true);
  const all = await pixels(page);
  await page.getByLabel('Sentences').selectOption('AB');
  const filtered = await pixels(page);
  assert.notEqual(filtered, all);
  await page.locator('#key').focus();
  assert.match(await sentence(page), /^“It” \(token 5\)/, 'the first key is the first token of B');
  assert.equal(await page.locator('#key [role="option"]').first().getAttribute('aria-setsize'), '4');
  await page.keyboard.press('Escape');
  await page.getByRole('slider').fill('1');
  assert.notEqual(await pixels(page), filtered);
  assert.equal(await page.locator('.threshold output').innerText(), '1.00');
});

test('text of users stays text', async () => {
  const { page, problems } = await open(syntheticRecord({ words: HOSTILE, pair: HOSTILE }));
  await page.locator('#query').focus();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  assert.match(await sentence(page), /^“<\/script><script>window\.pwned=1<\/script>” \(token 4\)/);
  assert.equal(await page.evaluate(() => 'pwned' in window), false);
  assert.match(await page.locator('.texts').innerText(), /<img src=x onerror=alert\(1\)> <\/script>/);
  assert.equal(await page.locator('img').count(), 0);
  assert.deepEqual(problems, []);
});

test('NaN is a number that says so', async () => {
  const { page, problems } = await open(
    handMadeRecord([
      [
        [NaN, 1],
        [0.5, 0.5],
      ],
    ]),
  );
  await page.locator('#query').focus();
  assert.match(await page.locator('.focus table').innerText(), /t0 0\s+NaN/);
  assert.deepEqual(problems, []);
});

test('a long text scrolls under a canvas as large as the window', async () => {
  const { page } = await open(syntheticRecord({ words: Array.from({ length: 198 }, (_, i) => `word${i}`), layers: 1, heads: 2 }));
  const size = await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.height);
  assert.ok(size < 800);
  const top = await pixels(page);
  await page.locator('#key').focus();
  await page.keyboard.press('End');
  assert.ok((await page.locator('.scroller').evaluate((scroller) => scroller.scrollTop)) > 3000, 'the list scrolls to its token');
  assert.notEqual(await pixels(page), top);
  assert.match(await sentence(page), /^“\[SEP\]” \(token 199\)/);
});

test('a page whose record is damaged, or does not have what is asked for, says so', async () => {
  const file = join(folder, 'damaged.html');
  await writeFile(file, await viewPage({ packed: { bytes: Uint8Array.of(1, 2, 3), bits: 16, error: 0 }, script, title: 'damaged' }));
  const page = await browser.newPage();
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-lupa="failed"]');
  assert.match(await page.getByRole('alert').innerText(), /^This page cannot show its picture: the record in this page is damaged/);
  await writeFile(file, await viewPage({ packed: await packRecord(PAIR), script, title: 'layer', state: { layer: 9 } }));
  await page.reload();
  await page.waitForSelector('html[data-lupa="failed"]');
  assert.match(await page.getByRole('alert').innerText(), /there is no layer 9: the record has layers 0 to 1/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1200, 390]) {
    test(`axe finds nothing (${colorScheme}, ${width} px)`, async () => {
      const { page } = await open(PAIR, { context: { colorScheme, bypassCSP: true, viewport: { width, height: 600 } } });
      assert.deepEqual(await axeViolations(page), []);
      await page.locator('#query').focus();
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Head 1', exact: true }).click();
      await page.locator('footer summary').click();
      assert.deepEqual(await axeViolations(page), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, 'nothing sticks out');
    });
  }
}
