import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Engine } from '../../app/src/engine/engine.js';
import type { AppServer } from '../../src/cli/app-server.js';
import { inspect } from '../../src/inspect.js';
import { openModel } from '../../src/open.node.js';
import { openApp, packFolder, serveApp, tryModel, type AppPage } from '../helpers/app.js';
import { launchBrowser } from '../helpers/browser.js';
import { assertClose } from '../helpers/golden.js';

const TEXT = 'The cat sat on the mat because it was tired.';
/** Chromium's own graphics card in software: it computes no 16-bit numbers, as many real cards do not. */
const CARD = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--ignore-gpu-blocklist',
];
let browser: Browser;
let server: AppServer;
let app: AppPage;

before(async () => {
  server = await serveApp();
  browser = await launchBrowser({ args: CARD });
  app = await openApp(browser, server.url);
});
after(async () => {
  await browser?.close();
  await server?.close();
});

test('the attention of the default model, whose weights have 16 bits, is on a graphics card that of Node', async () => {
  const model = await openModel();
  const record = await inspect(model, TEXT);
  await model.close();
  const found = await app.page.evaluate(async (text) => {
    const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
    const { handle } = await engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'webgpu' }, () => undefined);
    const { record } = await engine.run(handle, { text, pair: null, target: null });
    return { layer: Array.from(record.tensors['attentions.3'].data as Float32Array), runtime: record.provenance.runtime };
  }, TEXT);
  assert.match(found.runtime, /WebGPU/);
  assertClose(
    { data: Float32Array.from(found.layer), shape: record.tensors['attentions.3'].shape },
    record.tensors['attentions.3'],
    1e-5,
    'attentions.3',
  );
});

/** Angles of positions, which cards compute to three digits, as the graph has them and as a table. */
for (const name of ['llama', 'marian']) {
  test(`the attention of ${name} is on a graphics card that of Node`, async () => {
    const folder = `test/fixtures/checkpoints/${name}`;
    const model = await openModel(folder);
    const record = await inspect(model, TEXT);
    await model.close();
    const found = await tryModel(app.page, packFolder(folder), { text: TEXT, device: 'webgpu' });
    assert.equal(found.error, null);
    const names = Object.keys(record.tensors).filter((tensor) => tensor.includes('attentions.'));
    assert.ok(names.length > 0);
    for (const tensor of names) assertClose(found.tensors[tensor], record.tensors[tensor], 1e-5, tensor);
  });
}
