import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { report } from '../../gallery/shared/report.js';
import type { HeadsReport } from '../../src/analysis/heads-report.js';
import { reportPage } from '../../src/elements/report-page.js';
import { LANGUAGES, type Language } from '../../src/words/language.js';
import { launchBrowser } from '../helpers/browser.js';
import { axeViolations } from '../helpers/page.js';

let browser: Browser;
let folder: string;
before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), 'lupa-test-'));
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(
  given: HeadsReport,
  { language = 'en', context = {} }: { language?: Language; context?: BrowserContextOptions } = {},
): Promise<{ page: Page; problems: string[] }> {
  const file = join(folder, 'report.html');
  await writeFile(file, await reportPage({ report: given, script: await readFile('dist/page/report.js', 'utf8'), title: '<b>title</b>', language }));
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 900 }, ...context })).newPage();
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(pathToFileURL(file).href);
  await page.waitForSelector('html[data-lupa="ready"]');
  return { page, problems };
}
const title = (page: Page): Promise<string> => page.locator('lupa-head-report .card h2').innerText();

/** The report with a map: heads in a circle, two groups. */
function mapped(): HeadsReport {
  const given = report();
  const heads = given.heads.map(({ layer, head }, at) => ({ layer, head, x: Math.cos(at / 5), y: Math.sin(at / 5), cluster: at < 20 ? 0 : 1 }));
  return { ...given, maps: [{ stack: '', texts: 3, queries: 40, fit: 0.8, heads, clusters: [{ size: 20, within: 0.2, beyond: 0.4 }, { size: 12, within: 0.1, beyond: 0.4 }] }] }; // prettier-ignore
}

test('the map of heads: a picture whose heads can be clicked, its groups as a list, in each language, at phone width too', async () => {
  for (const language of LANGUAGES) {
    const { page, problems } = await open(mapped(), { language, context: { viewport: { width: 390, height: 900 }, bypassCSP: true } });
    const items = await page.locator('.map li').allInnerTexts();
    assert.equal(items.length, 2);
    assert.match(items[0], /20 (heads|cabeças|cabezas) \(.*0[.,]20.*0[.,]40.*\n0\.0, 0\.1, /s);
    assert.deepEqual(await axeViolations(page), []);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the phone');
    assert.deepEqual(problems, []);
  }
  const { page } = await open(mapped());
  const name = page.locator('.map svg text', { hasText: /^3\.1$/ });
  await name.click();
  assert.equal(await title(page), 'Head 3.1');
  const { page: without } = await open(report());
  assert.equal(await without.locator('.map').count(), 0);
});

test('by keyboard alone and by pointer: from head to head, its card, and the event that tells of it', async () => {
  const { page, problems } = await open(report());
  await page.evaluate(() => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    document.addEventListener('lupa-change', (event) => told.push((event as CustomEvent).detail));
  });
  await page.locator('.grid').focus();
  await page.keyboard.press('Control+Home');
  for (const key of ['ArrowRight', 'ArrowDown', 'End', ']']) await page.keyboard.press(key);
  assert.equal(await title(page), 'Head 2.7');
  assert.match(await page.locator('#cell').innerText(), /^2\.7: separator$/);
  assert.deepEqual(await page.evaluate(() => (globalThis as unknown as { told: unknown[] }).told.at(-1)), { stack: '', layer: 2, heads: [7] });
  for (const key of ['ArrowRight', ']', ']', ']']) await page.keyboard.press(key);
  assert.equal(await title(page), 'Head 3.7', 'there is nothing after the last');
  await page.locator('.scroller').click({ position: { x: 31 + 50 * 1.5, y: 35 + 34 * 0.5 } });
  assert.equal(await title(page), 'Head 0.1');
  assert.match(await page.locator('.card').innerText(), /from the first part of a compound to its main part \(compound\)/);
  assert.equal(await page.locator('.texts').innerText(), '<b>title</b>');
  assert.deepEqual(problems, []);
});

test('pages have no accessibility faults in any language and theme, on a phone too', async () => {
  for (const language of LANGUAGES) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open(report(2, 8, ['encoder', 'cross']), {
        language,
        context: { bypassCSP: true, colorScheme, viewport: { width: 360, height: 700 } },
      });
      assert.deepEqual(await axeViolations(page), [], `${language}, ${colorScheme}`);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360), 'nothing is wider than the phone');
      await page.close();
    }
  }
});

test('without a report the element says so, and attention that says nothing is called so', async () => {
  const { page } = await open({ ...report(), heads: [], degenerate: { kind: 'zero', stack: '' } });
  await page.getByText(/The attention is zero everywhere\. Is this checkpoint loaded right\?/).waitFor();
  await page.evaluate(() => Object.assign(document.querySelector('lupa-head-report') as object, { report: null }));
  await page.getByText('No report yet.').waitFor();
});
