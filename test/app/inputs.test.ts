import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { bundledModels, startServer, type AppServer } from '../../src/cli/app-server.js';
import { inspect } from '../../src/inspect.js';
import { findModel, openModel } from '../../src/open.node.js';
import { launchBrowser } from '../helpers/browser.js';
import { dropOn } from '../helpers/drop.js';
import { assertClose } from '../helpers/golden.js';
import { openWorkbench, shownTensors } from '../helpers/workbench.js';

const MODELS = 'test/fixtures/checkpoints';
const PHOTO = 'test/fixtures/media/photo.jpg';
let browser: Browser;
let server: AppServer;
let own: string;

before(async () => {
  own = mkdtempSync(join(tmpdir(), 'lupa-inputs-'));
  cpSync(`${MODELS}/vit`, join(own, 'vit'), { recursive: true });
  writeFileSync(join(own, 'vit', 'preprocessor_config.json'), JSON.stringify({ size: 32 }));
  server = await startServer(await bundledModels([await findModel(`${MODELS}/bart`)]), { hub: 'https://huggingface.co', port: 0, fallback: true });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
  rmSync(own, { recursive: true, force: true });
});

const model = (page: Page, said: string): Promise<void> => page.locator('[data-control="model"]', { hasText: said }).waitFor();

/** What is saved in a format: its name and its bytes. */
async function saved(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  await page.locator('[data-control="export"]').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-export="${format}"]`).click()]);
  const path = join(own, `saved-${format}`);
  await download.saveAs(path);
  return { name: download.suggestedFilename(), bytes: readFileSync(path) };
}

test('what is shown is saved as SVG, PNG, CSV and JSON, and the record opens again', async () => {
  const { page, problems } = await openWorkbench(browser, `${server.url}#/?text=Dogs+bark.&view=head&layer=3`);
  const svg = await saved(page, 'svg');
  assert.match(svg.name, /\.svg$/);
  assert.match(svg.bytes.toString(), /^<(\?xml|svg)[\s\S]*bark[\s\S]*<\/svg>\s*$/);
  const png = await saved(page, 'png');
  assert.deepEqual([...png.bytes.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  assert.ok(png.bytes.readUInt32BE(16) >= 300 && png.bytes.readUInt32BE(20) >= 100 && png.bytes.length > 2000);
  const shown = await shownTensors(page);
  const third = shown['attentions.3'];
  const csv = (await saved(page, 'csv')).bytes.toString().trim().split(/\r?\n/);
  // Five tokens look at five, in twelve heads; the first line names the columns.
  assert.equal(csv.length, 1 + 12 * 5 * 5);
  const json = JSON.parse((await saved(page, 'json')).bytes.toString()) as unknown;
  const numbers: number[] = [];
  JSON.stringify(json, (_, value: unknown) => {
    if (typeof value === 'number') numbers.push(value);
    return value;
  });
  const near = (number: number): boolean => numbers.some((each) => Math.abs(each - number) < 1e-4);
  assert.ok(Array.from(third.data as Float32Array).every(near), 'every number of the layer is in the file');
  const record = await saved(page, 'record');
  writeFileSync(join(own, record.name), record.bytes);
  await dropOn(page, [join(own, record.name)]);
  await model(page, 'saved record');
  assertClose((await shownTensors(page))['attentions.3'], third, 0, 'the record that was saved');
  assert.deepEqual(problems, []);
});

test('a model of images asks for one, and shows its patches; the numbers are those of Node', async () => {
  const { page, problems } = await openWorkbench(browser, server.url);
  await dropOn(page, [join(own, 'vit')]);
  await model(page, 'vit');
  await page.locator('input[data-control="image"]').setInputFiles(PHOTO);
  await page.locator('lupa-patch-view').waitFor();
  const loaded = await openModel(join(own, 'vit'), { queriesAndKeys: true });
  const { tensors } = await inspect(loaded, null, { image: { bytes: new Uint8Array(readFileSync(PHOTO)), name: 'the image' } });
  await loaded.close();
  const shown = await shownTensors(page);
  for (const [name, tensor] of Object.entries(tensors)) if (/^attentions|\.attentions/.test(name)) assertClose(shown[name], tensor, 1e-5, name);
  assert.ok(Object.keys(shown).some((name) => name.includes('attentions')));
  await page.locator('#tab-head').click();
  await page.locator('.view:not([hidden]) lupa-head-view canvas').first().waitFor();
  assert.deepEqual(problems, []);
});

test('the choice of models lists what the same server serves; a target text goes to its decoder', async () => {
  const { page, problems } = await openWorkbench(browser, server.url);
  await page.keyboard.press('m');
  await page.locator('dialog .source', { hasText: 'Served by the same lupa app' }).locator('[data-control="use-served"]').click();
  await model(page, 'bart');
  assert.match(await page.evaluate(() => decodeURIComponent(location.hash)), /model=served:.*bart/);
  const target = page.locator('textarea[data-field="target"]');
  await target.fill('The dog ran.');
  await page.waitForFunction(() => {
    const views = document.querySelector('lupa-app-workbench')?.shadowRoot?.querySelector('lupa-app-views');
    return views?.record?.texts[0].target === 'The dog ran.';
  });
  const loaded = await openModel(`${MODELS}/bart`, { queriesAndKeys: true });
  const { tensors } = await inspect(loaded, await page.locator('textarea[data-field="text"]').inputValue(), { target: 'The dog ran.' });
  await loaded.close();
  const shown = await shownTensors(page);
  const crossed = Object.keys(tensors).filter((name) => name.includes('cross_attentions'));
  assert.ok(crossed.length > 0);
  for (const name of crossed) assertClose(shown[name], tensors[name], 1e-5, name);
  assert.deepEqual(problems, []);
});

test('two models side by side: both attentions, and that other tokens have no difference', async () => {
  const { page, problems } = await openWorkbench(browser, server.url);
  await page.locator('[data-panel="compare"]').click();
  await page.locator('lupa-app-compare [data-mode="model"]').click();
  await page.locator('lupa-app-compare input[data-control="folder"]').setInputFiles(`${MODELS}/bert`);
  await page.locator('lupa-app-compare lupa-heatmap').nth(1).waitFor();
  const [first, second] = await page.locator('lupa-app-compare .pair lupa-heatmap').evaluateAll((views) =>
    views.map((view) => {
      const { record } = view as unknown as {
        record: { model: { id: string }; tensors: Record<string, { data: ArrayLike<number>; shape: number[] }> };
      };
      const { data, shape } = record.tensors['attentions.0'];
      return { id: record.model.id, data: Array.from(data), shape };
    }),
  );
  assert.equal(first.shape[1], 12);
  assert.equal(second.shape[1], 4);
  const loaded = await openModel(`${MODELS}/bert`, { queriesAndKeys: true });
  const { tensors } = await inspect(loaded, 'The cat sat on the mat because it was tired.');
  await loaded.close();
  assertClose({ data: Float32Array.from(second.data), shape: second.shape }, tensors['attentions.0'], 1e-5, second.id);
  await page.locator('lupa-app-compare [data-part="no-difference"]').waitFor();

  // What `lupa app -m` serves is there to choose, but for the model above.
  const served = page.locator('lupa-app-compare [data-served]');
  assert.deepEqual(await served.allInnerTexts(), [`${MODELS}/bart`]);
  await served.click();
  await page.locator('lupa-app-compare [data-served][aria-pressed="true"]').waitFor();
  await page.waitForFunction(() => /otherModel=served/.test(decodeURIComponent(location.hash)));
  await page.waitForFunction(() => {
    const panel = document.querySelector('lupa-app-workbench')?.shadowRoot?.querySelector('lupa-app-compare');
    const second = panel?.shadowRoot?.querySelectorAll('.pair lupa-heatmap')[1] as { record?: { model: { id: string } } } | undefined;
    return second?.record?.model.id.endsWith('bart') === true;
  });
  assert.deepEqual(problems, []);
});
