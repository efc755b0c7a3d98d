import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { HELP_WORDS } from '../../app/src/words/workbench-help.js';
import { encodeRecord } from '../../src/attention/file.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { AppServer } from '../../src/cli/app-server.js';
import { inspect } from '../../src/inspect.js';
import { openModel } from '../../src/open.node.js';
import { LANGUAGES, type Language } from '../../src/words/language.js';
import { serveApp } from '../helpers/app.js';
import { launchBrowser } from '../helpers/browser.js';
import { openWorkbench } from '../helpers/workbench.js';

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

/** A record of a fixture, as `change` leaves it. */
async function recordOf(name: string, change: (record: AttentionRecord) => void): Promise<Buffer> {
  const model = await openModel(`test/fixtures/checkpoints/${name}`, { queriesAndKeys: true });
  const pixels = { pixel_values: { data: new Float32Array(3 * 32 * 32), shape: [1, 3, 32, 32] } };
  const record = await inspect(model, 'The cat sat.', name === 'clip' ? { inputs: pixels } : {});
  await model.close();
  change(record);
  return Buffer.concat(encodeRecord(record));
}

/** What can be read on the page, without what is hidden. */
async function visibleText(page: Page): Promise<string> {
  return page.evaluate(() => {
    const read = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (node instanceof HTMLStyleElement || (node instanceof HTMLElement && !(node instanceof HTMLSlotElement) && !node.checkVisibility()))
        return '';
      const slotted = node instanceof HTMLSlotElement ? node.assignedNodes() : [];
      const inside = slotted.length > 0 ? slotted : [...((node as Element).shadowRoot ?? node).childNodes];
      return inside.map(read).join(' ');
    };
    return read(document.body);
  });
}

/** The view says what to do in the app, in the page's language, and names no command. */
async function assertHowTo(page: Page, view: 'neuron' | 'patch' | 'answer', language: Language): Promise<void> {
  const text = HELP_WORDS[language].nothingThere[view];
  await page.getByText(text, { exact: true }).waitFor();
  const read = await visibleText(page);
  assert.ok(read.includes(text), 'it can be read');
  assert.deepEqual(read.match(/.{0,60}(\blupa (view|attend|answer|heads|models)|\s--[a-z]).{0,60}/g), null);
}

test('a view with nothing to show says what to do in the app, in its language, and names no command', async () => {
  const records = {
    neuron: await recordOf('t5', ({ tensors }) => {
      const names = Object.keys(tensors).filter((name) => /^decoder_queries\./.test(name));
      assert.ok(names.length > 0);
      for (const name of names) Reflect.deleteProperty(tensors, name);
    }),
    patch: await recordOf('clip', () => undefined),
  };
  const { page, problems } = await openWorkbench(browser, server.url);
  for (const [view, stack] of [
    ['neuron', 'decoder'],
    ['patch', 'text'],
  ] as const) {
    await page.evaluate(() => (location.hash = '#/'));
    await page.keyboard.press('m');
    await page
      .locator('input[data-control="record"]')
      .setInputFiles({ name: `${view}.safetensors`, mimeType: 'application/octet-stream', buffer: records[view] });
    await page.locator('[data-control="model"]', { hasText: `${view}.safetensors` }).waitFor();
    for (const language of LANGUAGES) {
      await page.evaluate(
        (hash) => (location.hash = hash),
        `#/?model=record:${view}.safetensors&text=a&view=${view}&stack=${stack}&lang=${language}`,
      );
      await assertHowTo(page, view, language);
    }
  }
  assert.deepEqual(problems, []);
});

test('what a run warns of is said in the page’s language, too', async () => {
  for (const [lang, said] of [
    ['en', 'This run was changed: without the heads 0.1 (layer.head).'],
    ['pt-BR', 'Esta execução foi modificada: sem as cabeças 0.1 (camada.cabeça).'],
    ['es', 'Esta ejecución se modificó: sin las cabezas 0.1 (capa.cabeza).'],
  ]) {
    const { page } = await openWorkbench(browser, `${server.url}#/?text=Hi.&off=0.1&view=heatmap&lang=${lang}`);
    await page.locator('lupa-heatmap .warnings', { hasText: said }).waitFor();
    await page.context().close();
  }
});

test('so does a view of a lesson', async () => {
  const context = await browser.newContext({ locale: 'es' });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(`${server.url}#/lesson/next?lang=es`);
  await page.locator('[data-control=contents]').click();
  const lesson = '---\ntitle: T\n---\n\n# One\n\n```view answer\nquestion: Who?\ncontext: It was Ann.\n```\n';
  await page.locator('[data-control=own]').setInputFiles({ name: 'own.md', mimeType: 'text/markdown', buffer: Buffer.from(lesson) });
  const view = page.locator('lupa-answer-view');
  await view.waitFor();
  // As if the model answered nothing.
  await view.evaluate((element) => {
    const { record } = element as unknown as { record: AttentionRecord };
    const tensors = Object.fromEntries(Object.entries(record.tensors).filter(([name]) => !/logits/.test(name)));
    Object.assign(element, { record: { ...record, tensors } });
  });
  await assertHowTo(page, 'answer', 'es');
  await context.close();
});
