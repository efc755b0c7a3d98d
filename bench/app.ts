import type { Page } from 'playwright-core';
import { serveApp } from '../test/helpers/app.js';
import { launchBrowser } from '../test/helpers/browser.js';
import { summarise, table } from './statistics.js';
import { processorTime } from './tasks.js';

const ROUNDS = 5;
const KEYS = 12;
/** 28 words, 30 tokens with [CLS] and [SEP]. */
const TEXT = 'the cat sat on the mat because it was tired and the dog ran to the house when the sun went down over the hill at night with me';

/** What the page notes of itself. */
interface Noted {
  ready: number | null;
  longest: number;
}

/**
 * `npm run bench -- app`: the browser app with the default model cached: from the page's beginning to its first attention, from a key to the redrawn view at 30
 * tokens, and the longest task of the main thread meanwhile: by the clock, and by the processor time it took, which a busy machine lengthens less.
 * docs/bench.md says more.
 */
export async function app(): Promise<void> {
  const server = await serveApp();
  const browser = await launchBrowser({ asUsersHave: true });
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
    await context.addInitScript(noteTimes);
    const page = await context.newPage();
    await page.goto(server.url);
    await readiness(page);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    const loads: number[] = [];
    const tasks: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await page.reload();
      loads.push(await readiness(page));
      tasks.push(await longestTask(page));
    }
    const loading = await processorTime(page, async () => {
      await page.reload();
      await readiness(page);
    });
    await page.waitForTimeout(1000);
    await forgetTasks(page);
    const keys = await typing(page);
    const typed = await longestTask(page);
    const working = await processorTime(page, () => typing(page));
    const show = (times: number[]): string => {
      const { min, median } = summarise(times);
      return `${min.toFixed(0)} / ${median.toFixed(0)}`;
    };
    console.log(`The app, default model cached; ms, min / median of ${ROUNDS} loads and ${KEYS} keys\n`);
    console.log(
      table([
        [
          'page load to first attention',
          'longest task while loading',
          'of processor time',
          'key to redrawn view, 30 tokens',
          'longest task while typing',
          'of processor time',
        ],
        [show(loads), show(tasks), loading.toFixed(0), keys === null ? 'no field for a text' : show(keys), typed.toFixed(0), working.toFixed(0)],
      ]),
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Runs in the page before its own scripts. */
function noteTimes(): void {
  const noted: Noted = { ready: null, longest: 0 };
  Object.assign(globalThis, { noted });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) noted.longest = Math.max(noted.longest, duration);
  }).observe({ type: 'longtask', buffered: true });
  new MutationObserver(() => {
    if (document.documentElement?.dataset.lupa === 'ready') noted.ready ??= performance.now();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-lupa'] });
}

/** When the first attention was on screen, counted from the beginning of the navigation. */
async function readiness(page: Page): Promise<number> {
  await page.waitForFunction(() => (globalThis as unknown as { noted: Noted }).noted.ready !== null, undefined, { timeout: 120_000 });
  return page.evaluate(() => (globalThis as unknown as { noted: Noted }).noted.ready as number);
}

/** Chromium names tasks from 50 ms on; 0 where there was none. */
function longestTask(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { noted: Noted }).noted.longest);
}

function forgetTasks(page: Page): Promise<void> {
  return page.evaluate(() => {
    (globalThis as unknown as { noted: Noted }).noted.longest = 0;
  });
}

/** Types at the end of the text, a key at a time: from the input to the frame in which the view has drawn the new record. */
async function typing(page: Page): Promise<number[] | null> {
  const field = page.locator('textarea').first();
  if ((await field.count()) === 0) return null;
  await field.fill(TEXT);
  await page.waitForTimeout(2000);
  const times: number[] = [];
  for (let key = 0; key < KEYS; key++) {
    const drawn = page.evaluate(redrawn);
    await page.waitForTimeout(50);
    await field.press(key % 2 === 0 ? 'a' : 'Backspace');
    times.push(await drawn);
    await page.waitForTimeout(300);
  }
  return times;
}

/** In the page: waits for the next input, then for the record of another run, then for its picture. */
async function redrawn(): Promise<number> {
  type View = HTMLElement & { record: object | null; whenDrawn: Promise<void> };
  const find = (root: ParentNode): View | null => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === 'lupa-head-view' && element.getClientRects().length > 0) return element as View;
      const inner = element.shadowRoot === null ? null : find(element.shadowRoot);
      if (inner !== null) return inner;
    }
    return null;
  };
  const view = find(document);
  if (view === null) throw new Error('there is no head view on the page');
  const before = view.record;
  const begin = await new Promise<number>((resolve) => {
    addEventListener('input', () => resolve(performance.now()), { capture: true, once: true });
  });
  while (view.record === before) await new Promise(requestAnimationFrame);
  await view.whenDrawn;
  await new Promise(requestAnimationFrame);
  return performance.now() - begin;
}
