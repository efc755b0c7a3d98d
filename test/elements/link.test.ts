import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import type * as link from '../../src/elements/link.js';
import { launchBrowser } from '../helpers/browser.js';
import { syntheticRecord } from '../helpers/record.js';

type Named = link.LinkedView & { id: string; change: (change: object) => void };
type InPage = Window & { linkViews: typeof link.linkViews; unlink: () => void };

const CAT = syntheticRecord({ words: ['the', 'cat', 'sat'], layers: 3, heads: 4 });
const DOGS = syntheticRecord({ words: ['dogs', 'ran', 'home', 'again'], layers: 3, heads: 4 });
const SMALL = syntheticRecord({ words: ['a', 'b'], layers: 2, heads: 2 });

let browser: Browser;
let script: string;
before(async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `import './define.js'; import { linkViews } from './link.js'; window.linkViews = linkViews;`,
      resolveDir: 'dist/src/elements',
    },
    bundle: true,
    write: false,
    format: 'iife',
  });
  script = outputFiles[0].text;
  browser = await launchBrowser();
});
after(() => browser?.close());

/** A user's own page: a view a record, with these names, in one box; views of one record share the object. */
async function ownPage(records: Record<string, AttentionRecord>): Promise<Page> {
  const page = await browser.newPage();
  await page.setContent('<!doctype html><html lang="en"><div id="box"></div></html>');
  await page.addScriptTag({ content: script });
  const distinct = [...new Set(Object.values(records))];
  const plain = distinct.map((record) => ({ ...record, tensors: Object.fromEntries(Object.entries(record.tensors).map(([name, { data, shape }]) => [name, { data: Array.from(data as Float32Array), shape }])) })); // prettier-ignore
  const which = Object.entries(records).map(([id, record]) => [id, distinct.indexOf(record)] as const);
  await page.evaluate(
    ([given, views]) => {
      const restored = given.map(({ tensors, ...rest }) => ({
        ...rest,
        tensors: Object.fromEntries(Object.entries(tensors).map(([name, { data, shape }]) => [name, { data: Float32Array.from(data), shape }])),
      }));
      for (const [id, index] of views) {
        const view = Object.assign(document.createElement('lupa-head-view'), { id, record: restored[index] });
        document.getElementById('box')?.append(view);
      }
    },
    [plain, which] as const,
  );
  return page;
}

const linkBox = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const own = window as unknown as InPage;
    own.unlink = own.linkViews(document.getElementById('box') as HTMLElement);
  });
const change = (page: Page, id: string, changes: object): Promise<void> =>
  page.evaluate(([name, what]) => (document.getElementById(name) as unknown as Named).change(what), [id, changes] as const);
const state = (page: Page, id: string): Promise<unknown[]> =>
  page.evaluate((name) => {
    const { layer, heads, focused, pinned } = document.getElementById(name) as unknown as Named;
    return [layer, heads, focused, pinned];
  }, id);

test('two views of one record share layer, heads and token, each way, until they are unlinked', async () => {
  const page = await ownPage({ a: CAT, b: CAT });
  await linkBox(page);
  await change(page, 'a', { layer: 2, heads: [1, 3] });
  assert.deepEqual(await state(page, 'b'), [2, [1, 3], null, false]);
  await change(page, 'b', { focus: { side: 'key', index: 4 }, pinned: true });
  assert.deepEqual(await state(page, 'a'), [2, [1, 3], { side: 'key', index: 4 }, true]);
  await page.evaluate(() => (window as unknown as InPage).unlink());
  await change(page, 'a', { layer: 0 });
  assert.equal((await state(page, 'b'))[0], 2);
});

test('views that come later are linked too', async () => {
  const page = await ownPage({ a: CAT });
  await linkBox(page);
  await page.evaluate(() => {
    const a = document.getElementById('a') as unknown as Named;
    document.getElementById('box')?.append(Object.assign(document.createElement('lupa-head-view'), { id: 'b', record: a.record }));
  });
  await change(page, 'a', { layer: 1 });
  assert.equal((await state(page, 'b'))[0], 1);
});

test('views of two records share layer and heads, each keeps its own token', async () => {
  const page = await ownPage({ a: CAT, b: DOGS });
  await linkBox(page);
  await change(page, 'b', { focus: { side: 'query', index: 5 }, pinned: true });
  assert.deepEqual(await state(page, 'a'), [0, [0, 1, 2, 3], null, false]);
  await change(page, 'a', { layer: 1, heads: [2], focus: { side: 'key', index: 0 }, pinned: true });
  assert.deepEqual(await state(page, 'b'), [1, [2], { side: 'query', index: 5 }, true]);
});

test('a view keeps what it shows when it does not have what is asked for', async () => {
  const page = await ownPage({ a: CAT, b: SMALL });
  await linkBox(page);
  await change(page, 'a', { layer: 1, heads: [0] });
  await change(page, 'a', { layer: 2 });
  await change(page, 'a', { layer: 0, heads: [3] });
  assert.deepEqual(await state(page, 'b'), [1, [0], null, false]);
});

test('a change announces itself once: linked views do not answer each other', async () => {
  const page = await ownPage({ a: CAT, b: CAT, c: CAT });
  await linkBox(page);
  await page.evaluate(() => {
    const own = window as unknown as { count: number };
    own.count = 0;
    document.addEventListener('lupa-change', () => own.count++);
  });
  await change(page, 'a', { layer: 1 });
  assert.equal(await page.evaluate(() => (window as unknown as { count: number }).count), 1);
});
