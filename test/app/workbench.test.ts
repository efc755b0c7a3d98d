import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { AppServer } from '../../src/cli/app-server.js';
import { serveApp } from '../helpers/app.js';
import { becomes } from '../helpers/becomes.js';
import { launchBrowser } from '../helpers/browser.js';
import { atRest, axeViolations } from '../helpers/page.js';
import { openWorkbench, type OpenWorkbench } from '../helpers/workbench.js';

const HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> & "cat"';
let browser: Browser;
let server: AppServer;

before(async () => {
  server = await serveApp();
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

const open = (hash = '', context: BrowserContextOptions = {}): Promise<OpenWorkbench> => openWorkbench(browser, server.url + hash, context);

const text = (page: Page): ReturnType<Page['locator']> => page.locator('textarea[data-field="text"]');
const count = (page: Page, said: string): Promise<void> => page.locator('.count', { hasText: said }).waitFor();
const hash = (page: Page): Promise<string> => page.evaluate(() => decodeURIComponent(location.hash));

/** What the view on screen shows at this moment: its pixels as a sum. */
function pixels(page: Page): Promise<string> {
  return page
    .locator('.view:not([hidden]) canvas')
    .first()
    .evaluate(async (canvas) => {
      const bytes = new Uint8Array(
        await (await new Promise<Blob>((done) => (canvas as HTMLCanvasElement).toBlob((blob) => done(blob as Blob)))).arrayBuffer(),
      );
      const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return Array.from(sum, (byte) => byte.toString(16)).join('');
    });
}

/** What the view shows when it stands still: nothing moves, and ten frames later it is the same. */
async function picture(page: Page): Promise<string> {
  for (let last = ''; ;) {
    await atRest(page);
    const now = await pixels(page);
    if (now === last) return now;
    last = now;
    await page.evaluate(async () => {
      for (let frame = 0; frame < 10; frame++) await new Promise((resolve) => requestAnimationFrame(resolve));
    });
  }
}

test('a first visit shows the sentence in the head view; typing shows another, and the back button undoes it', async () => {
  const { page, problems } = await open();
  assert.equal(await text(page).inputValue(), 'The cat sat on the mat because it was tired.');
  await count(page, '13 tokens of 512');
  assert.equal(await hash(page), '');
  const before = await picture(page);
  await text(page).fill('I saw the man with the telescope.');
  await count(page, '10 tokens');
  assert.match(await hash(page), /^#\/\?text=I\+saw\+the\+man/);
  await becomes(async () => (await pixels(page)) !== before, true, 'another picture');
  await page.goBack();
  await count(page, '13 tokens');
  assert.equal(await text(page).inputValue(), 'The cat sat on the mat because it was tired.');
  await becomes(() => pixels(page), before, 'the first picture again');
  await page.goForward();
  await count(page, '10 tokens');
  await text(page).fill('');
  await page.getByText('Type a sentence', { exact: true }).waitFor();
  await text(page).fill(HOSTILE);
  await page.locator('lupa-app-views').waitFor();
  assert.equal(await page.evaluate(() => 'pwned' in window), false);
  assert.equal(await page.locator('img').count(), 0);
  assert.deepEqual(problems, []);
});

test('the question is answered: “Gaudí” is marked', async () => {
  const { page, problems } = await open();
  await page.getByRole('button', { name: 'Who designed the Sagrada Família?' }).click();
  await page.locator('lupa-answer-view').waitFor();
  await page.locator('lupa-answer-view').getByText('Gaudí').first().waitFor();
  assert.equal(await page.getByRole('tab', { selected: true }).innerText(), 'Answer');
  assert.match(await page.locator('lupa-answer-view mark').innerText(), /Gaudí/);
  assert.deepEqual(problems, []);
});

test('a link brings the same picture into a fresh profile; what it cannot bring is named', async () => {
  const { page } = await open('#/?text=I+saw+the+man.&view=head&layer=3&heads=2,7&focus=q2&threshold=0.1&theme=dark');
  const seen = await picture(page);
  await page.keyboard.press('v');
  await page.keyboard.press(']');
  await page.waitForFunction(() => location.hash.includes('layer=4'));
  await page.keyboard.press('[');
  await page.waitForFunction(() => location.hash.includes('layer=3'));
  const link = await page.evaluate(() => location.hash);
  const other = await open(link);
  await becomes(() => pixels(other.page), seen, 'the same picture');
  assert.equal(await hash(other.page), decodeURIComponent(link));
  const partly = await open('#/?text=Hi.&view=head&layer=99&wings=2&mode=essay');
  await partly.page.getByRole('alert').filter({ hasText: 'layer=99' }).waitFor();
  assert.match(await partly.page.getByRole('alert').innerText(), /wings=2/);
});

test('the keyboard alone: skip link, views by number, all views, sheets, and back', async () => {
  const { page, problems } = await open();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('2');
  await page.locator('lupa-model-view').waitFor();
  await page.keyboard.press('0');
  await page.locator('lupa-heatmap').waitFor();
  assert.equal(await page.locator('.view:not([hidden])').count(), 4);
  assert.match(await hash(page), /layout=all/);
  await page.keyboard.press('?');
  await page.locator('dialog[data-sheet="help"]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('m');
  await page.locator('dialog[data-sheet="model"]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('/');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Dogs bark.');
  await count(page, '5 tokens');
  assert.deepEqual(problems, []);
});

test('a record that is none, and files that are nothing, end in a word; the app goes on', async () => {
  const { page } = await open();
  await page.keyboard.press('m');
  await page
    .locator('input[data-control="record"]')
    .setInputFiles({ name: 'bad.safetensors', mimeType: 'application/octet-stream', buffer: Buffer.from('no record') });
  await page.getByRole('alert').filter({ hasText: 'could not be read' }).waitFor();
  await text(page).fill('Dogs bark.');
  await count(page, '5 tokens');
  await page.keyboard.press('Escape');
  await page.locator('.problem').getByRole('button', { name: 'Close' }).click();
  // Only the part after # changes: the page stays.
  await page.goto(`${server.url}#/?model=file:my-bert&text=Hi`);
  await page.getByRole('alert').filter({ hasText: 'files of another machine (my-bert)' }).waitFor();
  await page.locator('[data-control="bundled"]').click();
  await count(page, '3 tokens');
});

test('nothing is wrong for axe in three languages, both themes and on a phone, where nothing is wider than the screen', async () => {
  for (const [locale, colorScheme, width] of [
    ['en-US', 'light', 1280],
    ['pt-BR', 'dark', 390],
    ['es-ES', 'light', 390],
    ['es-ES', 'dark', 1920],
  ] as const) {
    const { page, problems } = await open('', { locale, colorScheme, viewport: { width, height: 844 }, bypassCSP: true });
    assert.equal(await page.evaluate(() => document.documentElement.lang), locale === 'es-ES' ? 'es' : locale === 'en-US' ? 'en' : locale);
    assert.deepEqual(await axeViolations(page), [], `${locale} ${colorScheme} ${width}`);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= width, `${width} px are enough`);
    assert.deepEqual(problems, []);
    await page.context().close();
  }
});
