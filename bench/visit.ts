import { pathToFileURL } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';

/** How long a page may take until it counts as never drawn, in ms. */
const PATIENCE = 120_000;
const FRAMES = 60;
/** Frames at the beginning that do not count: the browser compiles. */
const WARM = 5;

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
  await tab.addInitScript((selector) => {
    const look = (): void => {
      if (document.querySelector(selector) === null) requestAnimationFrame(look);
      else Object.assign(window, { drawnAt: performance.now() });
    };
    look();
  }, shows);
  try {
    await tab.goto(pathToFileURL(file).href, { waitUntil: 'commit', timeout: PATIENCE });
    await tab.waitForFunction(() => 'drawnAt' in window, undefined, { timeout: PATIENCE });
    return { tab, drawn: await tab.evaluate(() => (window as unknown as { drawnAt: number }).drawnAt) };
  } catch {
    return { tab, drawn: null };
  }
}

/** Frames of a page while the pointer moves, in ms: lists, but for `cpu`. */
export interface Frames {
  /** From the pointer's event until the main thread had handed the frame over. */
  busy: number[];
  /** From one frame to the next. */
  apart: number[];
  /** Mean processor time of the main thread for a frame, which other programs on the machine change least. */
  cpu: number;
}

/** Moves the pointer over the tokens of a head view, a token further in each frame; the first time does not count. */
export async function hover(tab: Page): Promise<Frames> {
  await tab.waitForTimeout(2000);
  await moveOver(tab);
  const session = await tab.context().newCDPSession(tab);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskTime(session);
  const frames = await moveOver(tab);
  return { ...frames, cpu: (1000 * ((await taskTime(session)) - before)) / FRAMES };
}

/** What the main thread has worked so far, in s of processor time. */
async function taskTime(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN;
}

function moveOver(tab: Page): Promise<Omit<Frames, 'cpu'>> {
  return tab.evaluate(
    async ({ frames, warm }) => {
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
      return { busy: busy.slice(warm), apart: apart.slice(warm) };
    },
    { frames: FRAMES, warm: WARM },
  );
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
