import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { savedHeads } from '../../app/src/engine/saved-heads.js';
import { bundledModels, startServer, type AppServer } from '../../src/cli/app-server.js';
import { check } from '../../src/faithfulness/check.js';
import { measureHeads } from '../../src/heads.js';
import { checkClaims } from '../../src/interpretation/check-claims.js';
import type { Model } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { launchBrowser } from '../helpers/browser.js';
import { axeViolations } from '../helpers/page.js';

const QUESTION = 'Who is the famous architect in Barcelona?';
const CONTEXT = "Barcelona is famous for Gaudí's architecture like the Sagrada Familia.";
const ASKED = `#/?${new URLSearchParams({ mode: 'question', text: QUESTION, pair: CONTEXT }).toString()}`;

let browser: Browser;
let server: AppServer;
let model: Model;
let folder: string;

/** The app, with a report card beside the default model's weights: of the text that is named. */
before(async () => {
  model = await openModel('minilm-squad', { threads: 1, valueNorms: true });
  const [served] = await bundledModels();
  folder = mkdtempSync(join(tmpdir(), 'lupa-cards-'));
  for (const name of readdirSync(served.folder)) if (name !== 'heads.json') symlinkSync(join(served.folder, name), join(folder, name));
  writeFileSync(join(folder, 'heads.json'), JSON.stringify(await measureHeads(model, ['I saw the man with the telescope.'])));
  const files = { ...served.files, 'heads.json': statSync(join(folder, 'heads.json')).size };
  server = await startServer([{ ...served, folder, files }], { hub: 'https://huggingface.co', port: 0, fallback: true });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
  await model?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(hash: string): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', bypassCSP: true });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(server.url + hash);
  await page.waitForSelector('html[data-lupa="ready"]');
  return { page, problems };
}

/** Nothing is found by axe, in both themes, and nothing is wider than the page. */
async function assertClean(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await axeViolations(page), [], colorScheme);
  }
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the page');
}

test('the report card over corpora opens, a click on a head shows it in the views, and this text can be measured', async () => {
  const { page, problems } = await open(`${ASKED}&panel=heads`);
  const panel = page.locator('lupa-app-heads');
  await panel.locator('[data-source="corpora"][aria-pressed="true"]').waitFor();
  const card = panel.locator('lupa-head-report');
  await card.getByText('Choose a head').waitFor();
  await card.locator('.grid').focus();
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
  await page.waitForFunction(() => /view=head&layer=2&heads=1\b/.test(decodeURIComponent(location.hash)));
  // The canvas, where head 4.7 is.
  const at = await card.evaluate((element) => {
    const { renderRoot } = element as unknown as { renderRoot: ShadowRoot };
    const { width, height } = (renderRoot.querySelector('canvas') as HTMLCanvasElement).getBoundingClientRect();
    return { width, height };
  });
  await card.locator('canvas').click({ position: { x: at.width * 0.6, y: at.height * 0.5 }, force: true });
  await page.waitForFunction(() => !/layer=2&heads=1\b/.test(decodeURIComponent(location.hash)));
  const shown = await card.evaluate((element) => {
    const { layer, heads } = element as unknown as { layer: number; heads: number[] };
    return `layer=${layer}&heads=${heads[0]}`;
  });
  await page.waitForFunction((wanted) => decodeURIComponent(location.hash).includes(wanted), shown);
  await assertClean(page);
  await panel.locator('[data-source="text"]').click();
  await panel.getByText('2 texts').first().waitFor();
  await page.locator('textarea[data-field="text"]').fill('Who lives in Barcelona?');
  await panel.locator('[data-control="again"]').waitFor();
  assert.deepEqual(problems, []);
});

test('a report card of other weights, of a dropped folder, or that is none is not taken', async () => {
  const { sha256 } = await model.info();
  const file = (text: string): { id: string; files: Record<string, Blob> } => ({ id: 'm', files: { 'heads.json': new Blob([text]) } });
  const card = (own: string | null): string => JSON.stringify({ format: 'lupa-heads', version: 1, model: { sha256: own } });
  assert.notEqual(await savedHeads({ model, bundled: true, files: file(card(sha256)) }), null);
  assert.equal(await savedHeads({ model, bundled: false, files: file(card(sha256)) }), null);
  assert.equal(await savedHeads({ model, bundled: true, files: { id: 'm', files: {} } }), null);
  for (const text of [card('0'.repeat(64)), card(null), card(sha256).replace('lupa-heads', 'lupa-tails'), 'null', '<html>']) {
    assert.equal(await savedHeads({ model, bundled: true, files: file(text) }), null, text);
  }
});

test('the Gaudí question is checked: the verdict of Node, progress, and cancelling', async () => {
  const report = await check(model, { text: QUESTION, pair: CONTEXT });
  const { page, problems } = await open(`${ASKED}&panel=check`);
  const panel = page.locator('lupa-app-check');
  await panel.locator('[data-control="check"]').click();
  await panel.getByText(/\d+ of \d+ runs/).waitFor();
  await panel.locator('[data-control="cancel"]').click();
  await panel.getByText('called off').waitFor();
  await panel.locator('[data-control="check"]').click();
  await panel.locator('.verdict').waitFor();
  assert.equal(await panel.locator('.verdict').getAttribute('data-verdict'), report.findings?.verdict.kind);
  const claims = await panel.locator(':is(.verdict, .claims) strong').allInnerTexts();
  assert.deepEqual(
    claims,
    checkClaims(report, 'en').map(({ claim }) => claim),
  );
  assert.equal(await panel.locator('.picture svg').count(), 3);
  await assertClean(page);
  assert.deepEqual(problems, []);
});
