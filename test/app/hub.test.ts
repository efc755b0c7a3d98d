import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import type { Engine } from '../../app/src/engine/engine.js';
import type { AppServer } from '../../src/cli/app-server.js';
import { launchBrowser } from '../helpers/browser.js';
import { openApp, serveApp, type AppPage } from '../helpers/app.js';
import { folderFiles, startHub, type LocalHub } from '../helpers/local-hub.js';

const COMMIT = 'c0ffee'.repeat(6) + 'c0ff';
let browser: Browser;
let hub: LocalHub;
let server: AppServer;
let app: AppPage;

before(async () => {
  const files = folderFiles('test/fixtures/checkpoints/bert');
  const sharded = folderFiles('test/fixtures/checkpoints/bert-sharded');
  hub = await startHub({
    'test/bert': { files, commit: COMMIT },
    'test/sharded': { files: sharded, commit: COMMIT },
    'test/plain': { files, commit: COMMIT, plain: true },
    'test/private': { files, commit: COMMIT, private: true },
    'test/gated': { files, commit: COMMIT, gated: true },
    'test/nothing': { files: { 'README.md': new Uint8Array(3) }, commit: COMMIT },
  });
  server = await serveApp({ hub: hub.url });
  browser = await launchBrowser();
  app = await openApp(browser, server.url);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await hub?.close();
});

interface Opened {
  error: { kind: string; message: string } | null;
  revision: string | null;
  tokens: string[];
  stages: string[];
  last: { done: number; total: number | null } | null;
}

/** Opens a model of the hub in the page, runs it and closes it. */
async function open(id: string): Promise<Opened> {
  return app.page.evaluate(async (id) => {
    const { engine } = (globalThis as unknown as { lupa: { engine: Engine } }).lupa;
    const stages = new Set<string>();
    let last: Opened['last'] = null;
    try {
      const { handle, revision } = await engine.open({ kind: 'hub', id }, { device: 'wasm' }, ({ stage, done, total }) => {
        stages.add(stage);
        if (stage !== 'load') last = { done, total };
      });
      const { record } = await engine.run(handle, { text: 'The cat sat.', pair: null, target: null });
      await engine.close(handle);
      return { error: null, revision, tokens: record.tokens[0].map(({ piece }) => piece), stages: [...stages], last };
    } catch (error) {
      const { kind, message } = error as { kind: string; message: string };
      return { error: { kind, message }, revision: null, tokens: [], stages: [...stages], last };
    }
  }, id);
}

test('a model of the hub is fetched, with its progress, and only the hub is asked besides', async () => {
  const found = await open('test/bert');
  assert.equal(found.error, null);
  assert.equal(found.revision, COMMIT);
  assert.deepEqual(found.tokens, ['[CLS]', 'the', 'ca', '##t', 's', '##at', '.', '[SEP]']);
  assert.deepEqual(found.stages, ['read', 'download', 'load'], 'config.json comes first, by itself');
  assert.equal(found.last?.done, found.last?.total);
  const own = new Set([server.url, `${hub.url}/`, `${hub.filesUrl}/`].map((url) => new URL(url).origin));
  for (const url of app.requests.filter((each) => each.startsWith('http'))) assert.ok(own.has(new URL(url).origin), url);
  assert.deepEqual(app.problems, []);
});

test('no token is ever sent', () => {
  assert.deepEqual(hub.seen.filter(({ authorization }) => authorization !== undefined), []); // prettier-ignore
});

test('a second time nothing but the listing is asked for', async () => {
  const before = hub.seen.length;
  const found = await open('test/bert');
  assert.deepEqual(found.stages, ['read', 'load']);
  assert.deepEqual(hub.seen.slice(before).map(({ line }) => line), ['GET hub /api/models/test/bert/revision/main?blobs=true']); // prettier-ignore
});

test('weights in several files, and a mirror that lists no sizes', async () => {
  for (const id of ['test/sharded', 'test/plain']) assert.equal((await open(id)).error, null, id);
});

test('a connection that breaks is taken up where it broke', async () => {
  hub.repositories['test/broken'] = { files: folderFiles('test/fixtures/checkpoints/roberta'), commit: COMMIT };
  hub.faults.push({ on: /GET files/, does: 'drop', bytes: 20_000, times: 1 });
  assert.equal((await open('test/broken')).error, null);
  assert.ok(hub.seen.some(({ range }) => range === 'bytes=20000-'));
});

const REFUSED: [what: string, id: string, fault: LocalHub['faults'], kind: string, message: RegExp][] = [
  ['an id that is none', '../../etc', [], 'InvalidInput', /is no name of a model on the hub/],
  ['a model that is not there', 'test/none', [], 'NotFound', /has no public model test\/none/],
  ['a private one', 'test/private', [], 'NotFound', /lupa models pull/],
  ['a gated one', 'test/gated', [], 'DownloadFailed', /status 401/],
  ['a revision that is not there', 'test/bert@v9', [], 'NotFound', /no revision v9/],
  ['a repository without a model', 'test/nothing', [], 'Unsupported', /no config\.json/],
  ['a wrong byte', 'test/wrong', [{ on: /GET files/, does: 'corrupt', times: 1 }], 'DownloadFailed', /not those that the hub names/],
  ['a page of a proxy', 'test/bert', [{ on: /GET hub \/api/, does: 'page', times: 1 }], 'DownloadFailed', /no list of files/],
];
for (const [what, id, faults, kind, message] of REFUSED) {
  test(`${what}: a sentence, and the app goes on`, async () => {
    hub.repositories['test/wrong'] = { files: folderFiles('test/fixtures/checkpoints/distilbert'), commit: COMMIT };
    hub.faults.push(...faults);
    const { error } = await open(id);
    assert.match(error?.message ?? 'no error', message);
    assert.equal(error?.kind, kind);
  });
}

test('a download that is called off can be begun again', async () => {
  hub.repositories['test/slow'] = { files: folderFiles('test/fixtures/checkpoints/electra'), commit: COMMIT };
  hub.faults.push({ on: /GET files/, does: 'stall', times: 1 });
  const before = hub.seen.length;
  const off = open('test/slow');
  while (!hub.seen.slice(before).some(({ line }) => line.startsWith('GET files'))) await new Promise((resolve) => setTimeout(resolve, 50));
  await app.page.evaluate(() => (globalThis as unknown as { lupa: { engine: Engine } }).lupa.engine.cancelOpen());
  assert.equal((await off).error?.kind, 'Cancelled');
  assert.equal((await open('test/slow')).error, null);
});

test('without the hub, what was there is used', async () => {
  await hub.close();
  const found = await open('test/bert');
  assert.equal(found.error, null);
  assert.deepEqual(found.stages, ['read', 'load']);
  const { error } = await open('test/unknown');
  assert.match(error?.message ?? '', /cannot be reached/);
  hub = await startHub({});
});
