import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { inspect } from '../../src/inspect.js';
import { openModel } from '../../src/open.node.js';
import type { AppServer } from '../../src/cli/app-server.js';
import { serveApp } from '../helpers/app.js';
import { launchBrowser } from '../helpers/browser.js';
import { dropOn } from '../helpers/drop.js';
import { assertClose } from '../helpers/golden.js';
import { openWorkbench, shownTensors } from '../helpers/workbench.js';

const TEXT = 'The cat sat on the mat because it was tired.';
const BERT = 'test/fixtures/checkpoints/bert';
let browser: Browser;
let server: AppServer;
let own: string;

before(async () => {
  server = await serveApp();
  browser = await launchBrowser();
  own = mkdtempSync(join(tmpdir(), 'lupa-drop-'));
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(own, { recursive: true, force: true });
});

const model = (page: Page, said: string): Promise<void> => page.locator('[data-control="model"]', { hasText: said }).waitFor();

test('a folder dragged onto the page is a model, and its attention that of Node', async () => {
  const { page, problems } = await openWorkbench(browser, server.url);
  await dropOn(page, [BERT]);
  await model(page, '2 layers × 4 heads');
  const loaded = await openModel(BERT, { queriesAndKeys: true });
  const { tensors, tokens } = await inspect(loaded, TEXT);
  await loaded.close();
  await page.locator('.count', { hasText: `${tokens[0].length} tokens` }).waitFor();
  const shown = await shownTensors(page);
  const names = Object.keys(tensors).filter((name) => name.startsWith('attentions.'));
  assert.ok(names.length >= 2);
  for (const name of names) assertClose(shown[name], tensors[name], 1e-5, name);
  assert.match(await page.evaluate(() => location.hash), /model=file:bert/);
  await page.locator('.view:not([hidden]) lupa-head-view canvas').first().waitFor();
  assert.deepEqual(problems, []);
});

test('what is dropped and is no model ends in a sentence, and the app goes on', async () => {
  const { page } = await openWorkbench(browser, server.url);
  const name = '<img src=x onerror="window.pwned=1">';
  const hostile = join(own, name);
  mkdirSync(hostile);
  cpSync(`${BERT}/tokenizer.json`, join(hostile, 'tokenizer.json'));
  writeFileSync(join(hostile, 'config.json'), '{"model_type": "bert", "hidden_size": 1e308}');
  // A header that is longer than the file.
  writeFileSync(join(hostile, 'model.safetensors'), Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x00, 0x7b]));
  await dropOn(page, [hostile]);
  await page.locator('.problem[role="alert"]').waitFor();
  assert.match(await page.locator('.problem[role="alert"]').innerText(), /is not a sound safetensors file/);
  assert.equal(await page.evaluate(() => 'pwned' in window), false);
  await page.locator('[data-control="bundled"]').click();
  await model(page, '6 layers × 12 heads');

  writeFileSync(join(own, 'notes.exe'), 'MZ');
  await dropOn(page, [join(own, 'notes.exe')]);
  await page.locator('.problem', { hasText: 'notes.exe' }).waitFor();
  writeFileSync(join(own, 'bad.safetensors'), 'no record');
  await dropOn(page, [join(own, 'bad.safetensors')]);
  await page.getByRole('alert').filter({ hasText: 'could not be read' }).waitFor();
  await page.locator('textarea[data-field="text"]').fill('Dogs bark.');
  await page.locator('.count', { hasText: '5 tokens' }).waitFor();
});
