import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { Engine } from '../../app/src/engine/engine.js';
import { launchBrowser } from '../helpers/browser.js';
import { engineThere, openApp, serveStatic } from '../helpers/app.js';
import { drawn } from '../helpers/lesson.js';

let browser: Browser;
let folder: string;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lupa-site-'));
  execFileSync(process.execPath, ['dist/scripts/build-app.js', folder], { stdio: 'ignore' });
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the default model. */
async function runDefault(page: Page): Promise<{ sum: number; threads: number; stages: string[] }> {
  await engineThere(page);
  return page.evaluate(async () => {
    const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
    const stages = new Set<string>();
    // The page may have asked for it already: then it is given back without a word.
    const { handle, threads } = await engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'wasm' }, ({ stage }) => stages.add(stage));
    const { record } = await engine.run(handle, { text: 'The cat sat.', pair: null, target: null });
    const { data } = record.tensors['attentions.0'];
    return { sum: (data as Float32Array).reduce((sum, weight) => sum + weight, 0), threads, stages: [...stages] };
  });
}

const controlled = (page: Page): Promise<unknown> => page.evaluate(() => navigator.serviceWorker.ready.then(({ active }) => active?.state));

test('from a static host under a path, then offline, then a newer version', async () => {
  const site = await serveStatic(folder, '/some/where/');
  const { page, context, requests, problems } = await openApp(browser, site.url);
  const first = await runDefault(page);
  assert.ok(Math.abs(first.sum - 12 * 6) < 1e-3, String(first.sum));
  assert.equal(first.threads, 1, 'a host without headers gives no threads at first');
  assert.deepEqual([...new Set(requests.filter((url) => url.startsWith('http')).map((url) => new URL(url).pathname.slice(0, 12)))], ['/some/where/']); // prettier-ignore
  await controlled(page);

  await site.close();
  await context.setOffline(true);
  await page.reload();
  const again = await runDefault(page);
  assert.ok(Math.abs(again.sum - first.sum) < 1e-4);
  assert.equal(await page.evaluate(() => crossOriginIsolated), true, 'the service worker isolates the page');
  assert.deepEqual(problems, []);
  await context.close();
});

test('the lesson can be walked offline after the first visit', async () => {
  const site = await serveStatic(folder, '/');
  const { page, context, problems } = await openApp(browser, site.url);
  await runDefault(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);

  // From the workbench, in the page of the first visit; then loaded anew.
  await site.close();
  await context.setOffline(true);
  await page.goto(`${site.url}#/lesson/head-view`);
  await drawn(page);
  await page.reload();
  await drawn(page);
  await page.locator('[data-control=next]').click();
  await page.waitForURL(/#\/lesson\/model-view$/);
  await page.locator('lupa-app-lesson-view lupa-model-view').waitFor({ timeout: 60_000 });
  assert.deepEqual(problems, []);
  await context.close();
});

test('a newer site takes the place of an older one, and its copies go', async () => {
  const newer = mkdtempSync(join(tmpdir(), 'lupa-site-'));
  cpSync(folder, newer, { recursive: true });
  const worker = readFileSync(join(newer, 'sw.js'), 'utf8');
  const [, version] = /models\/index\.json[\s\S]*$/.exec(worker) === null ? [] : (/"([0-9a-f]{16})"/.exec(worker) ?? []);
  assert.notEqual(version, undefined);
  writeFileSync(join(newer, 'sw.js'), worker.replaceAll(version ?? '', '0123456789abcdef'));
  writeFileSync(join(newer, 'index.html'), readFileSync(join(newer, 'index.html'), 'utf8').replace('<html ', '<html data-newer="yes" '));
  let now = folder;
  const site = await serveStatic(() => now, '/');
  const { page, context } = await openApp(browser, site.url);
  await runDefault(page);
  await controlled(page);
  now = newer;
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.newer), 'yes');
  await runDefault(page);
  // The newer worker waits until no page has the older one.
  const waiting = page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    while (registration.waiting === null) await new Promise((resolve) => setTimeout(resolve, 100));
  });
  await waiting;
  await page.close();
  const next = await context.newPage();
  await next.goto(site.url);
  await engineThere(next);
  await next.waitForFunction(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('lupa-site'));
    return names.length === 1 && names[0].endsWith('0123456789abcdef');
  });
  await context.close();
  await site.close();
  rmSync(newer, { recursive: true, force: true });
});
