import { pathToFileURL } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';

/** How long a page may take until it counts as never drawn, in ms. */
const PATIENCE = 120_000;
/** A browser has work of its own when it opens a window, in ms: nobody's page is opened in the same moment. */
const REST = 1000;
const FRAMES = 60;
/** Movements at the beginning that do not count: the browser compiles. */
const WARM = 10;
/** How a page begins to say that something is there. */
const DRAWN = 'drawn after ';

/** A page that was opened. */
export interface Visit {
  tab: Page;
  /** From navigation until `shows` was there, in ms; null: not within two minutes. */
  drawn: number | null;
}

/** Opens a file and waits until something is there that `shows`, a CSS selector, names. Looks once a frame, the same for every page. */
export async function visit(
  browser: Browser,
  file: string,
  { shows, prepare }: { shows: string; prepare?: (tab: Page) => Promise<void> },
): Promise<Visit> {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await prepare?.(tab);
  await tab.waitForTimeout(REST);
  // The page itself says when: what waits from outside puts a script of its own into the page while it loads.
  const said = tab.waitForEvent('console', { predicate: (message) => message.text().startsWith(DRAWN), timeout: PATIENCE });
  said.catch(() => undefined);
  await tab.addInitScript(
    ({ selector, word }) => {
      const look = (): void => {
        if (document.querySelector(selector) === null) requestAnimationFrame(look);
        else console.log(word + performance.now());
      };
      look();
    },
    { selector: shows, word: DRAWN },
  );
  try {
    await tab.goto(pathToFileURL(file).href, { waitUntil: 'commit', timeout: PATIENCE });
    return { tab, drawn: Number((await said).text().slice(DRAWN.length)) };
  } catch {
    return { tab, drawn: null };
  }
}

/** What a page does while the pointer moves over it, a list with a number for each movement. */
export interface Frames {
  /** Processor time of the main thread from the pointer's event until the frame is handed over, in ms: other programs on the machine change it least. */
  work: number[];
  /** From one frame to the next where the pointer moves in each, in ms. */
  apart: number[];
}

/** Moves the pointer over the tokens of a head view, a token further each time. The first times do not count. */
export async function hover(tab: Page): Promise<Frames> {
  await tab.waitForTimeout(2000);
  const session = await tab.context().newCDPSession(tab);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const places = await tab.evaluate((count) => {
    const root = document.querySelector('lupa-head-view')?.shadowRoot as ShadowRoot;
    const box = (root.querySelector('.scroller') as HTMLElement).getBoundingClientRect();
    const list = (root.querySelector('#query') as HTMLElement).getBoundingClientRect();
    return Array.from({ length: count }, (_, i) => ({ x: list.left + 40, y: box.top + 15 + ((i * 26) % (box.height - 30)) }));
  }, WARM + FRAMES);
  const work: number[] = [];
  let before = await taskTime(session);
  for (const place of places) {
    // A real movement: the browser hands it to the page at the beginning of a frame, as it does a hand's.
    await session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place });
    await session.send('Runtime.evaluate', { expression: FRAME_DONE, awaitPromise: true });
    const now = await taskTime(session);
    work.push(1000 * (now - before));
    before = now;
  }
  const times = tab.evaluate(framesApart, places.length);
  for (const place of places) {
    void session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...place });
    await tab.waitForTimeout(1000 / 60);
  }
  return { work: work.slice(WARM), apart: (await times).slice(WARM) };
}

/** Resolves when a frame has been handed over. */
const FRAME_DONE = `new Promise((resolve) => requestAnimationFrame(() => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => resolve();
  port2.postMessage(null);
}))`;

/** Runs in the page: the times between so many frames. */
async function framesApart(count: number): Promise<number[]> {
  const times: number[] = [];
  let last = await new Promise<number>(requestAnimationFrame);
  while (times.length < count) {
    const now = await new Promise<number>(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  return times;
}

/** What the main thread has worked so far, in s of processor time. */
async function taskTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

/** Scrolls a page, or the part of a Lupa page that scrolls, down and back: frames a second. */
export async function scroll(tab: Page): Promise<number> {
  const apart = await tab.evaluate(async (frames) => {
    const view = document.querySelector('lupa-model-view, lupa-head-view');
    const scroller = view?.shadowRoot?.querySelector('.scroller') ?? document.documentElement;
    const times: number[] = [];
    let last = await new Promise<number>(requestAnimationFrame);
    const end = last + 20_000;
    for (let i = 0; i < frames && last < end; i++) {
      scroller.scrollTop += i < frames / 2 ? 12 : -12;
      const now = await new Promise<number>(requestAnimationFrame);
      times.push(now - last);
      last = now;
    }
    return times;
  }, FRAMES);
  return (1000 * apart.length) / apart.reduce((sum, frame) => sum + frame, 0);
}
