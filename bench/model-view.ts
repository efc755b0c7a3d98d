import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { packRecord } from '../src/attention/pack.js';
import { viewPage } from '../src/elements/page.js';
import type { ViewName } from '../src/views/options.js';
import { launchBrowser } from '../test/helpers/browser.js';
import { pageScript } from '../test/helpers/page.js';
import { syntheticRecord } from '../test/helpers/record.js';
import { summarise, table } from './statistics.js';

/**
 * `node dist/bench/model-view.js`: how long pages of the model view and the heatmap take from navigation to the first full picture, and how many
 * frames a second they give while they are scrolled, or the pointer goes over them. docs/bench.md explains the table.
 */
const ROUNDS = 5;
const FRAMES = 120;

interface Case {
  view: ViewName;
  tokens: number;
  layers: number;
  heads: number;
}

const CASES: Case[] = [
  { view: 'model', tokens: 32, layers: 6, heads: 12 },
  { view: 'model', tokens: 128, layers: 6, heads: 12 },
  { view: 'model', tokens: 32, layers: 24, heads: 16 },
  { view: 'model', tokens: 32, layers: 32, heads: 32 },
  { view: 'heatmap', tokens: 128, layers: 6, heads: 12 },
  { view: 'heatmap', tokens: 512, layers: 1, heads: 12 },
  { view: 'heatmap', tokens: 1024, layers: 1, heads: 12 },
];

/** The page of a record, on the disk. */
async function writePage({ view, tokens, layers, heads }: Case, folder: string): Promise<string> {
  const record = syntheticRecord({ words: Array.from({ length: tokens - 2 }, (_, i) => `word${i}`), layers, heads });
  const script = await pageScript();
  const file = join(folder, `${view}-${tokens}-${layers}-${heads}.html`);
  await writeFile(file, await viewPage({ packed: await packRecord(record), script, title: file, state: { view } }));
  return file;
}

/** One visit: ms from navigation to ready, and the frames while the reader moves. */
async function visit(browser: Browser, file: string): Promise<{ ready: number; frames: number[] }> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (document.documentElement?.dataset.lupa !== 'ready') return;
      Object.assign(window, { readyAt: performance.now() });
      observer.disconnect();
    }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-lupa'] });
  });
  await page.goto(pathToFileURL(file).href);
  await page.waitForFunction(() => 'readyAt' in window);
  const ready = await page.evaluate(() => (window as unknown as { readyAt: number }).readyAt);
  const frames = await page.evaluate(async (count) => {
    const view = document.querySelector('lupa-model-view, lupa-heatmap') as HTMLElement;
    const scroller = view.shadowRoot?.querySelector('.scroller') as HTMLElement;
    const box = scroller.getBoundingClientRect();
    const times: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    for (let i = 0; i < count; i++) {
      // Down the page and back, with the pointer going over it.
      scroller.scrollTop += i < count / 2 ? 12 : -12;
      const at = { clientX: box.left + 60 + ((i * 17) % (box.width - 120)), clientY: box.top + 60 + ((i * 11) % (box.height - 120)) };
      scroller.dispatchEvent(new PointerEvent('pointermove', { ...at, bubbles: true, pointerType: 'mouse' }));
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  }, FRAMES);
  await page.close();
  return { ready, frames };
}

const folder = await mkdtemp(join(tmpdir(), 'lupa-bench-'));
const browser = await launchBrowser({ asUsersHave: true });
const rows = [['view', 'tokens', 'layers × heads', 'drawn, ms, min / median', 'frames/s', 'longest frames, ms: 95 % / all']];
for (const each of CASES) {
  const file = await writePage(each, folder);
  const visits = [];
  for (let round = 0; round < ROUNDS; round++) visits.push(await visit(browser, file));
  const { min, median } = summarise(visits.map(({ ready }) => ready));
  const frames = visits.flatMap((one) => one.frames).sort((a, b) => a - b);
  const rate = (1000 * frames.length) / frames.reduce((sum, frame) => sum + frame, 0);
  const longest = `${frames[Math.floor(frames.length * 0.95)].toFixed(0)} / ${(frames.at(-1) as number).toFixed(0)}`;
  rows.push([each.view, String(each.tokens), `${each.layers} × ${each.heads}`, `${min.toFixed(0)} / ${median.toFixed(0)}`, rate.toFixed(0), longest]);
}
await browser.close();
await rm(folder, { recursive: true });
console.log(`load average ${loadavg()[0].toFixed(2)}; ${ROUNDS} visits, ${FRAMES} frames each, 1200 × 800 px\n`);
console.log(table(rows));
