import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type CDPSession, type Page } from 'playwright-core';
import { packRecord } from '../src/attention/pack.js';
import { viewPage } from '../src/elements/page.js';
import { ensureBrowser, findBrowser } from '../scripts/browser.js';
import { syntheticRecord } from '../test/helpers/record.js';

/**
 * Opens the head view of 128, 512 and 1,024 tokens with 12 heads, and moves over the tokens: `node dist/bench/head-view.js [tokens …]`. For each it
 * prints the size of the page, how long it takes to be drawn, and of 60 frames with a new token under the pointer in each how long the main thread was
 * busy (from the pointer's event until the frame was handed over), how far apart the frames were, and the mean CPU time of the main thread for one,
 * which other programs on the machine change least.
 */
const HEADS = 12;
const FRAMES = 60;
const sizes = process.argv.slice(2).map(Number);

ensureBrowser();
const folder = await mkdtemp(join(tmpdir(), 'lupa-bench-'));
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
const script = await readFile('dist/page/page.js', 'utf8');
for (const tokens of sizes.length > 0 ? sizes : [128, 512, 1024]) {
  const record = syntheticRecord({ words: Array.from({ length: tokens - 2 }, (_, i) => `word${i}`), layers: 1, heads: HEADS });
  const page = await viewPage({ packed: await packRecord(record), script, title: 'bench' });
  const file = join(folder, `${tokens}.html`);
  await writeFile(file, page);
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const begin = performance.now();
  await tab.goto(pathToFileURL(file).href);
  await tab.waitForSelector('html[data-lupa="ready"]', { timeout: 120_000 });
  const drawn = performance.now() - begin;
  await tab.waitForTimeout(3000);
  await hover(tab); // The first time the browser compiles.
  const session = await tab.context().newCDPSession(tab);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskTime(session);
  const { busy, apart } = await hover(tab);
  const cpu = (1000 * ((await taskTime(session)) - before)) / FRAMES;
  const both = (list: number[]): string => `${quantile(list, 0.5).toFixed(1)} / ${quantile(list, 0.95).toFixed(1)} ms`;
  console.log(
    `${tokens} tokens × ${HEADS} heads: ${(page.length / 2 ** 20).toFixed(1)} MB, drawn after ${drawn.toFixed(0)} ms; hover, median / 95 %: busy ${both(busy)}, frames apart ${both(apart)}; CPU ${cpu.toFixed(1)} ms a frame`,
  );
  await tab.close();
}
await browser.close();
await rm(folder, { recursive: true });

/** What the main thread has worked so far, in s of CPU time. */
async function taskTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

/** What a share of the numbers are not above. */
function quantile(numbers: number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(share * numbers.length))];
}

/** Moves the pointer one token further in each frame. */
function hover(tab: Page): Promise<{ busy: number[]; apart: number[] }> {
  return tab.evaluate(async (frames) => {
    const root = document.querySelector('lupa-head-view')?.shadowRoot as ShadowRoot;
    const scroller = root.querySelector('.scroller') as HTMLElement;
    const box = scroller.getBoundingClientRect();
    const list = (root.querySelector('#query') as HTMLElement).getBoundingClientRect();
    const busy: number[] = [];
    const apart: number[] = [];
    let last = await new Promise(requestAnimationFrame);
    for (let i = 0; i < frames; i++) {
      const y = box.top + 15 + ((i * 26) % (box.height - 30));
      const start = performance.now();
      scroller.dispatchEvent(new PointerEvent('pointermove', { clientX: list.left + 40, clientY: y, bubbles: true, pointerType: 'mouse' }));
      const now = await new Promise(requestAnimationFrame);
      await new Promise<void>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      });
      busy.push(performance.now() - start);
      apart.push(now - last);
      last = now;
    }
    return { busy: busy.slice(5), apart: apart.slice(5) };
  }, FRAMES);
}
