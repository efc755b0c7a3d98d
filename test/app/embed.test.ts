import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Frame, Page } from 'playwright-core';
import type { Engine } from '../../app/src/engine/engine.js';
import { readState } from '../../app/src/state/address.js';
import { benchOfEmbed, embedCode, isBenchEmbed, writeBenchEmbed } from '../../app/src/state/embed.js';
import { FIRST_STATE, type WorkbenchState } from '../../app/src/state/state.js';
import type { AppServer } from '../../src/cli/app-server.js';
import { serveApp } from '../helpers/app.js';
import { launchBrowser } from '../helpers/browser.js';
import { axeViolations } from '../helpers/page.js';
import { openWorkbench } from '../helpers/workbench.js';

const STATE: WorkbenchState = { ...FIRST_STATE, text: 'I saw the man.', view: 'view=head&layer=3&heads=2,7&focus=q2', theme: 'dark', lang: 'es' };
let browser: Browser;
let server: AppServer;
let other: Server;
let folder: string;
/** What the outer page is, and its headers. */
let outer = { html: '', isolated: false };

before(async () => {
  server = await serveApp();
  browser = await launchBrowser();
  folder = mkdtempSync(join(tmpdir(), 'lupa-embed-'));
  other = createServer((_, response) => {
    if (outer.isolated) response.setHeader('Cross-Origin-Opener-Policy', 'same-origin').setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    response.setHeader('Content-Type', 'text/html').end(outer.html);
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  await browser?.close();
  await server?.close();
  other?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Another site than the app's, not only another port. */
const otherUrl = (): string => `http://localhost:${(other.address() as AddressInfo).port}/`;

/** The app in the frame of a page, once it has drawn. */
async function frameOf(page: Page): Promise<Frame> {
  const frame = await (await page.waitForSelector('iframe')).contentFrame();
  assert.ok(frame);
  await frame.waitForSelector('html[data-lupa="ready"]', { timeout: 120_000 });
  return frame;
}

test('an embedded state is its address under another path, and comes back from it', () => {
  const address = writeBenchEmbed(STATE);
  assert.equal(address, '/embed/bench?text=I+saw+the+man.&view=head&layer=3&heads=2,7&focus=q2&theme=dark&lang=es');
  assert.deepEqual(readState(benchOfEmbed(`#${address}`)), { state: STATE, unread: [] });
  assert.equal(writeBenchEmbed(FIRST_STATE), '/embed/bench');
  assert.deepEqual(readState(benchOfEmbed('#/embed/bench')), { state: FIRST_STATE, unread: [] });
  assert.ok(isBenchEmbed('#/embed/bench') && isBenchEmbed('#/embed/bench?text=a'));
  for (const hash of ['', '#/', '#/?text=a', '#/embed/view/patterns', '#/embed/benches', '#/embed/bench/x']) assert.ok(!isBenchEmbed(hash), hash);
});

test('the code of a frame holds hostile text as text', () => {
  const code = embedCode('https://a.b/#/embed/bench?text=%22><script>&lang=en', { title: 'Lupa: "><img src=x onerror=steal()>', height: 480 });
  assert.match(
    code,
    /^<iframe src="https:\/\/a\.b\/#\/embed\/bench\?text=%22>&lt;script>&amp;lang=en" title="Lupa: &quot;>&lt;img src=x onerror=steal\(\)>" width="100%" height="480" /,
  );
});

test('a page of another site, an isolated one and a file show the view alone, with its theme, language and tokens', async () => {
  const html = embedCode(`${server.url}#${writeBenchEmbed(STATE)}`, { title: 'Lupa', height: 480 });
  const file = join(folder, 'slide.html');
  writeFileSync(file, html);
  for (const [url, isolated] of [
    [otherUrl(), false],
    [otherUrl(), true],
    [pathToFileURL(file).href, false],
  ] as const) {
    outer = { html, isolated };
    const page = await (await browser.newContext({ viewport: { width: 800, height: 500 }, locale: 'en-US' })).newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    await page.goto(url);
    const frame = await frameOf(page);
    const shown = await frame.evaluate(async () => {
      const { lupa } = globalThis as unknown as { lupa: { engine: Engine } };
      const { threads } = await lupa.engine.open({ kind: 'bundled', id: 'minilm-squad' }, { device: 'wasm' }, () => undefined);
      return {
        threads,
        isolated: crossOriginIsolated,
        theme: document.documentElement.dataset.theme,
        lang: document.documentElement.lang,
        steps: history.length,
      };
    });
    assert.deepEqual(shown, { threads: 1, isolated: false, theme: 'dark', lang: 'es', steps: shown.steps }, url);
    for (const gone of ['header', 'textarea', '[role="tablist"]', 'aside']) assert.equal(await frame.locator(gone).count(), 0, gone);
    assert.equal(await frame.locator('.view:visible').count(), 1);
    const line = (await frame.locator('footer').innerText()).split('\n');
    assert.deepEqual(line, ['I saw the man.', 'Capa 3 · Cabezas 2, 7 · minilm-squad', 'Controles', 'Abrir en Lupa', 'en una pestaña nueva']);

    // What the reader does is no step of the page around the frame.
    await frame.locator('#view').focus();
    await page.keyboard.press(']');
    await frame.locator('footer', { hasText: 'Capa 4' }).waitFor();
    assert.equal(await page.evaluate(() => history.length), shown.steps);
    assert.match(frame.url(), /layer=3/);
    const [opened] = await Promise.all([page.context().waitForEvent('page'), frame.locator('[data-control="open"]').click()]);
    await opened.waitForSelector('html[data-lupa="ready"]', { timeout: 120_000 });
    assert.equal(new URL(opened.url()).hash, '#/?text=I+saw+the+man.&view=head&layer=4&heads=2,7&focus=q2&theme=dark&lang=es');
    assert.equal(await opened.locator('textarea[data-field="text"]').inputValue(), 'I saw the man.');
    assert.deepEqual(problems, [], url);
    await page.context().close();
  }
});

test('what cannot be shown is said in words, in the frame’s language', async () => {
  const page = await (await browser.newContext({ viewport: { width: 800, height: 450 }, locale: 'en-US' })).newPage();
  const at = (query: string): Promise<unknown> => page.goto(`${server.url}#/embed/bench?${query}`);
  const alert = (words: string): Promise<void> => page.getByRole('alert').filter({ hasText: words }).waitFor({ timeout: 120_000 });
  await at('model=file:my-bert&text=Hi&lang=pt-BR');
  await alert('my-bert');
  assert.equal(await page.getByRole('alert').getByRole('button').count(), 0);
  await at('model=served:none&text=Hi&lang=es');
  await alert('No se pudo cargar este modelo.');
  assert.equal(await page.getByRole('alert').getByRole('button').innerText(), 'Reintentar');
  await at(`text=${'word+'.repeat(600)}&lang=en`);
  await alert('The model could not run on this.');
  await at('text=&lang=en');
  await page.getByText('Nothing to show yet').waitFor();
  await at('text=Hi.&layer=99&lang=en');
  await alert('Part of this link could not be used and was left out: layer=99');
  await page.context().close();
});

test('the workbench copies the code, or shows it; not of files of this machine', async () => {
  const { page, problems } = await openWorkbench(browser, `${server.url}#/?text=I+saw+the+man.&view=heatmap&layer=2`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const copy = async (): Promise<void> => {
    await page.locator('[data-control="export"]').click();
    await page.locator('[data-control="embed"]').click();
  };
  await copy();
  await page.getByText('It works on this computer only').waitFor();
  const code = await page.evaluate(() => navigator.clipboard.readText());
  const [, src] = /^<iframe src="([^"]+)" title="Lupa: I saw the man\." /.exec(code) ?? [];
  assert.equal(src, `${server.url}#/embed/bench?text=I+saw+the+man.&amp;view=heatmap&amp;layer=2&amp;lang=en`);

  await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('no')) } }));
  await copy();
  const box = page.getByLabel('Embed code', { exact: true });
  await box.waitFor();
  assert.equal(await box.inputValue(), code);
  await page.locator('[data-control="close-code"]').click();
  await box.waitFor({ state: 'detached' });

  await page.evaluate(() => (location.hash = '#/?model=record:cat.safetensors&text=Hi'));
  await page.getByRole('alert').filter({ hasText: 'cat.safetensors' }).waitFor();
  assert.deepEqual(problems, []);
});

test('axe finds nothing in frames of any language, theme and size, and nothing is wider than the frame', async () => {
  for (const [query, width, height] of [
    ['view=head&theme=light&lang=en', 800, 450],
    ['view=heatmap&theme=dark&lang=pt-BR', 390, 480],
    ['view=neuron&layer=2&theme=dark&lang=es', 800, 450],
    ['view=model&theme=light&lang=es', 800, 450],
    ['mode=question&pair=A+church+by+Antoni+Gaud%C3%AD.&view=answer&theme=light&lang=pt-BR', 390, 480],
    ['layout=all&view=head&theme=dark&lang=en', 800, 450],
    ['model=file:my-bert&theme=dark&lang=es', 390, 480],
  ] as const) {
    const page = await (await browser.newContext({ viewport: { width, height }, bypassCSP: true })).newPage();
    await page.goto(`${server.url}#/embed/bench?text=Who+designed+it%3F&${query}`);
    await page.locator(query.startsWith('model=file') ? '[role="alert"]' : 'html[data-lupa="ready"]').waitFor({ timeout: 120_000 });
    // A frame has one picture and no headings; a picture that scrolls is moved by the keys of the grid over it.
    const found = async (): Promise<string[]> =>
      (await axeViolations(page)).filter((each) => !/^(page-has-heading-one|scrollable-region-focusable)/.test(each));
    assert.deepEqual(await found(), [], query);
    const size = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]);
    assert.deepEqual(size, [width, height], query);
    const controls = page.locator('[data-control="controls"]');
    if ((await controls.count()) > 0) {
      await controls.click();
      await page.locator('.controls:visible').first().waitFor();
      assert.deepEqual(await found(), [], `${query} with controls`);
    }
    await page.context().close();
  }
});
