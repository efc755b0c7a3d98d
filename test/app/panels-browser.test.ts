import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { RunInput, Said } from '../../app/src/engine/engine.js';
import { isPlain, steeringOf } from '../../app/src/engine/intervene.js';
import { saidOf } from '../../app/src/engine/said.js';
import { byDistance, runDistances, type HeadDistance } from '../../app/src/panels/compare-runs.js';
import type { WorkbenchState } from '../../app/src/state/state.js';
import { encodeRecord } from '../../src/attention/file.js';
import { inspect } from '../../src/inspect.js';
import type { Model } from '../../src/model.js';
import { openModel } from '../../src/open.node.js';
import { run } from '../../src/steer.js';
import { launchBrowser } from '../helpers/browser.js';
import { axeViolations } from '../helpers/page.js';

const QUESTION = 'Who designed the Sagrada Família?';
const CONTEXT = 'The Sagrada Família is a church in Barcelona. It was designed by Antoni Gaudí, who worked on it until he died in 1926.';
const PLAIN: RunInput = { text: QUESTION, pair: CONTEXT, target: null };

/** A page with the panels, and the least of a workbench: it runs what the state asks for. Runs are made by Node, so that no worker is between the numbers. */
const SCRIPT = `
import './dist/app/src/panels/define.js';
import { decodeRecord } from 'lupa-attention';
const bytes = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const engine = {
  open: async ({ id }) => (id === 'other' ? { ...model, handle: 2 } : model),
  run: async (handle, input) => { const { record, said } = await runInNode(handle, input); return { record: await decodeRecord(bytes(record)), said, ms: 1 }; },
};
const model = { handle: 1, id: 'minilm-squad', stacks: [{ name: '', layers: 6, heads: 12 }], says: 'answer', readsText: true, device: 'wasm' };
let state = { mode: 'question', text: INPUT.text, pair: INPUT.pair, intervention: { off: [], masked: [], replaced: [] }, other: null, theme: 'light' };
const panels = ['said', 'change', 'compare'].map((name) => document.createElement('lupa-app-' + name));
document.querySelector('main').append(...panels);
let result = null, changed = null, turn = 0;
const give = () => panels.forEach((panel) => Object.assign(panel, { engine, model, input: INPUT, result, changed, state, language: document.documentElement.lang }));
const go = async () => {
  const mine = ++turn;
  result ??= await engine.run(1, INPUT);
  const { off, masked, replaced } = state.intervention;
  const next = off.length + masked.length + replaced.length === 0 ? null : await engine.run(1, { ...INPUT, intervention: state.intervention });
  if (mine === turn) { changed = next; give(); document.documentElement.dataset.runs = turn; }
};
document.addEventListener('lupa-state', ({ detail }) => { state = { ...state, ...detail }; give(); if ('intervention' in detail) void go(); });
document.addEventListener('lupa-open', ({ detail }) => { document.documentElement.dataset.opened = JSON.stringify(detail); });
give();
void go();
`;

let browser: Browser;
let model: Model;
let script: string;

before(async () => {
  model = await openModel('minilm-squad', { threads: 1, hash: false, queriesAndKeys: true });
  const stdin = { contents: SCRIPT, resolveDir: process.cwd() };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    ignoreAnnotations: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    conditions: ['browser'],
    logLevel: 'silent',
  });
  script = outputFiles[0].text;
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
  await model?.close();
});

async function runInNode({ intervention, ...input }: RunInput): Promise<{ record: Awaited<ReturnType<typeof inspect>>; said: Said }> {
  const plain = await inspect(model, input.text, { pair: input.pair });
  const record = isPlain(intervention)
    ? plain
    : await run(model, { text: input.text, pair: input.pair }, steeringOf(model, intervention as NonNullable<typeof intervention>, plain));
  return { record, said: saidOf(model, record) };
}

async function open({ lang = 'en', dark = false, width = 1280 }: { lang?: string; dark?: boolean; width?: number } = {}): Promise<{
  page: Page;
  problems: string[];
}> {
  const context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: true, colorScheme: dark ? 'dark' : 'light' });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.exposeFunction('runInNode', async (_handle: number, input: RunInput) => {
    const { record, said } = await runInNode(input);
    return { record: Buffer.concat(encodeRecord(record)).toString('base64'), said };
  });
  await page.setContent(`<!doctype html><html lang="${lang}"><head><title>panels</title></head><body><main></main></body></html>`);
  await page.addScriptTag({ content: `globalThis.INPUT = ${JSON.stringify(PLAIN)};\n${script}` });
  await page.locator('lupa-app-said tbody tr').first().waitFor();
  return { page, problems };
}

/** The score of the plain run's answer under a change, by Node. */
async function scoreOf(intervention: NonNullable<RunInput['intervention']>): Promise<{ score: number; now: string }> {
  const { said } = await runInNode({ ...PLAIN, intervention });
  assert.ok(said?.kind === 'answer');
  return { score: said.answers.find(({ text }) => text === 'Antoni Gaudí')?.score ?? NaN, now: said.answers[0].text };
}

async function shownAfter(page: Page): Promise<number> {
  const row = page.locator('lupa-app-said tbody tr').filter({ hasText: /^\s*Antoni Gaudí/ }).first(); // prettier-ignore
  return Number(await row.locator('[data-side="after"] data').getAttribute('value'));
}

test('the answer is marked, and a head that is switched off changes its probability as in Node', async () => {
  const { page, problems } = await open();
  assert.equal(await page.locator('lupa-app-said mark').innerText(), 'Antoni Gaudí');
  const heads = page.locator('lupa-app-head-grid').first();
  await heads.locator('[data-head="5.3"]').click({ modifiers: ['Shift'] });
  await page.locator('lupa-app-change [data-part="change"]').waitFor();
  const off = Array.from({ length: 12 }, (_, head) => ({ layer: 5, head }));
  const { score } = await scoreOf({ off, masked: [], replaced: [] });
  assert.ok(Math.abs((await shownAfter(page)) - score) < 1e-4, `${await shownAfter(page)} against ${score}`);
  assert.match(await page.locator('lupa-app-change .log li').innerText(), /Switched off 12 heads[\s\S]*Total variation/);
  // The keyboard: to the next head, and Space.
  await heads.locator('[data-head="5.3"]').focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  await page.keyboard.press(' ');
  await heads.locator('[data-head="4.0"][aria-pressed="false"]').waitFor();
  await page.locator('lupa-app-change [data-control="reset"]').click();
  await page.locator('lupa-app-change [data-part="change"]').waitFor({ state: 'detached' });
  assert.equal(await heads.locator('[aria-pressed="false"]').count(), 0);
  await heads.locator('[data-control="show"]').click();
  assert.equal(await page.locator('html').getAttribute('data-opened'), '{"view":"head","selection":{"layer":4,"heads":[0]}}');
  assert.deepEqual(problems, []);
});

test('a token is hidden, and attention replaced: Gaudí is not the answer any more', async () => {
  const { page, problems } = await open();
  const token = page.locator('lupa-app-change .token').filter({ hasText: /^##udí$/ });
  const index = Number(await token.getAttribute('data-token'));
  await token.click();
  await page.locator('lupa-app-change [data-part="change"]').waitFor();
  const { score } = await scoreOf({ off: [], masked: [index], replaced: [] });
  assert.ok(Math.abs((await shownAfter(page)) - score) < 1e-4);
  await page.locator('lupa-app-change [data-control="show-tokens"]').click();
  await page.locator('lupa-app-change [data-part="change"]').waitFor({ state: 'detached' });
  await page.locator('lupa-app-change [data-control="replace"]').click();
  await page.locator('lupa-app-change [data-part="change"]').waitFor();
  const uniform = await scoreOf({ off: [], masked: [], replaced: [{ layer: null, heads: null, by: 'uniform', seed: 0 }] });
  assert.notEqual(uniform.now, 'Antoni Gaudí');
  assert.ok((await page.locator('lupa-app-change [data-part="change"]').innerText()).includes(`the answer is now \u2068“${uniform.now}”\u2069`));
  assert.deepEqual(problems, []);
});

test('two sentences are compared: difference, heads that differ, and no difference where nothing is in common', async () => {
  const { page, problems } = await open();
  const panel = page.locator('lupa-app-compare');
  const shown = (): Promise<unknown> =>
    panel.locator('#views .view').evaluateAll((views) =>
      views.map((view) => {
        const { layer, heads } = view as unknown as { layer: number; heads: number[] | null };
        return [layer, heads];
      }),
    );
  await panel.locator('[data-mode="text"]').click();
  // The same sentence twice: no head differs, and so none is shown before the others.
  await panel.getByText('nothing differs').waitFor();
  assert.deepEqual(await shown(), [[0, null], [0, null], [0, null]]); // prettier-ignore
  await panel.locator('[data-control="other-text"]').fill('Who built the Sagrada Família?');
  await page.keyboard.press('Tab');
  await panel.locator('.cell[aria-pressed="true"]').waitFor();
  assert.equal(await panel.locator('.cell').count(), 72);
  assert.match(await panel.locator('[data-part="difference"] > .small').innerText(), /tokens in common/);
  const records = await Promise.all([QUESTION, 'Who built the Sagrada Família?'].map((text) => inspect(model, text, { pair: CONTEXT })));
  const [{ name: most }] = byDistance(
    (await runDistances(records[0], records[1], { pause: () => Promise.resolve(), stopped: () => false })) as HeadDistance[],
  );
  assert.deepEqual(
    await shown(),
    [1, 2, 3].map(() => [most.layer, [most.head]]),
  );
  await panel.locator('.cell[data-head="2.7"]').click();
  // The panel is drawn in a task of its own, and the views have the head when the button has it.
  await panel.locator('.cell[data-head="2.7"][aria-pressed="true"]').waitFor();
  assert.deepEqual(await shown(), [[2, [7]], [2, [7]], [2, [7]]]); // prettier-ignore
  await panel.locator('[data-order="distance"]').click();
  const distances = await panel.locator('td.number data').evaluateAll((cells) => cells.map((cell) => Number((cell as HTMLDataElement).value)));
  assert.deepEqual(
    distances,
    distances.toSorted((a, b) => b - a),
  );
  await panel.locator('[data-control="other-text"]').fill('xyz');
  await panel.locator('[data-control="other-pair"]').fill('qqq');
  await page.keyboard.press('Tab');
  await panel.locator('[data-part="no-difference"]').waitFor();
  assert.deepEqual(problems, []);
});

test('what is changed before an earlier change is on screen keeps both', async () => {
  const { page, problems } = await open();
  await page.locator('lupa-app-compare [data-mode="text"]').click();
  await page.locator('lupa-app-compare [data-control="other-pair"]').waitFor();
  await page.evaluate(() => {
    const root = (tag: string): ShadowRoot => document.querySelector(tag)?.shadowRoot as ShadowRoot;
    for (const name of ['text', 'pair']) {
      const area = root('lupa-app-compare').querySelector(`[data-control="other-${name}"]`) as HTMLTextAreaElement;
      area.value = `the other ${name}`;
      area.dispatchEvent(new Event('change'));
    }
    const grid = root('lupa-app-change').querySelector('lupa-app-head-grid')?.shadowRoot as ShadowRoot;
    for (const head of ['5.3', '4.4']) (grid.querySelector(`[data-head="${head}"]`) as HTMLElement).click();
    for (const token of [3, 2]) (root('lupa-app-change').querySelector(`[data-token="${token}"]`) as HTMLElement).click();
  });
  const { other, intervention } = await page.locator('lupa-app-change').evaluate((panel) => (panel as unknown as { state: WorkbenchState }).state);
  assert.deepEqual([other?.text, other?.pair], ['the other text', 'the other pair']);
  assert.deepEqual(intervention, { off: [{ layer: 4, head: 4 }, { layer: 5, head: 3 }], masked: [2, 3], replaced: [] }); // prettier-ignore
  await page.locator('lupa-app-change [data-part="change"]').waitFor();
  assert.deepEqual(problems, []);
});

for (const look of [{ lang: 'en' }, { lang: 'pt-BR', dark: true, width: 390 }]) {
  test(`axe-core finds nothing wrong: ${JSON.stringify(look)}`, async () => {
    const { page } = await open(look);
    await page.locator('lupa-app-head-grid [data-head="5.3"]').first().click();
    await page.locator('lupa-app-change [data-part="change"]').waitFor();
    await page.locator('lupa-app-compare [data-mode="heads"]').click();
    assert.deepEqual(
      (await axeViolations(page)).filter((found) => !/^(page-has-heading-one|landmark|region|color-contrast)/.test(found)),
      [],
    );
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than the page');
  });
}
