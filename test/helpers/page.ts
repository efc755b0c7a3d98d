import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { packRecord, type PackOptions } from '../../src/attention/pack.js';
import type { AttentionRecord } from '../../src/attention/record.js';
import { viewPage } from '../../src/elements/page.js';
import type { PageScript } from '../../src/elements/page-script.js';
import type { Address } from '../../src/views/address.js';
import { launchBrowser } from './browser.js';

/** A page that is open, and what went on in it. */
export interface OpenedPage {
  page: Page;
  /** Where it is on the disk. */
  url: string;
  /** Addresses asked for. */
  requests: string[];
  /** Words on the console, and errors. */
  problems: string[];
}

/** How a page is opened. */
export interface OpenOptions {
  state?: Partial<Address>;
  /** The part of the address from # on. */
  hash?: string;
  pack?: PackOptions;
  context?: BrowserContextOptions;
}

/** Writes the page of a record, opens it from the disk and waits until it is ready. */
export type OpenPage = (record: AttentionRecord, options?: OpenOptions) => Promise<OpenedPage>;

/** A browser, and a folder for its pages, for all tests of a file. `npm run build` has made the pages' script. */
export function usePages(): OpenPage {
  let browser: Browser;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lupa-test-'));
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });
  return (record, options) => openPage(record, { browser, folder }, options);
}

/** The script of the pages, as it was built. */
export async function pageScript(): Promise<PageScript> {
  return JSON.parse(await readFile('dist/page/page.json', 'utf8')) as PageScript;
}

async function openPage(
  record: AttentionRecord,
  { browser, folder }: { browser: Browser; folder: string },
  { state, hash = '', pack, context = {} }: OpenOptions = {},
): Promise<OpenedPage> {
  const file = join(folder, `${Math.random().toString(36).slice(2)}.html`);
  const script = await pageScript();
  await writeFile(file, await viewPage({ packed: await packRecord(record, pack), script, title: record.texts[0].text, state }));
  const page = await (await browser.newContext({ viewport: { width: 1200, height: 800 }, locale: 'en-US', ...context })).newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  const url = pathToFileURL(file).href;
  await page.goto(url + hash);
  await page.waitForSelector('html[data-lupa="ready"]');
  return { page, url, requests, problems };
}

/** Gives a page another address, as a link in it would, and waits until the view, its theme and the language are those. */
export async function goTo(page: Page, hash: string, { tag, theme, lang }: { tag: string; theme: string; lang: string }): Promise<void> {
  await page.evaluate((to) => (location.hash = to), hash);
  await page.locator(`html[lang="${lang}"] #panel > ${tag}[data-theme="${theme}"]:not([hidden])`).waitFor();
}

/** Waits until every transition and animation of a page and its elements has ended: half-way, colours are no theme's. */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const roots = (root: Document | ShadowRoot): (Document | ShadowRoot)[] => [
      root,
      ...[...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => (shadowRoot === null ? [] : roots(shadowRoot))),
    ];
    // Two frames: what was set just before has its styles by then, and its transitions run.
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    // A bar that moves for as long as something is loading has no end to wait for.
    const ends = ({ playState, effect }: Animation): boolean => playState === 'running' && effect?.getComputedTiming().endTime !== Infinity;
    const running = (): Animation[] => roots(document).flatMap((root) => root.getAnimations().filter(ends));
    do {
      await Promise.allSettled(running().map(({ finished }) => finished));
      await frame();
      await frame();
    } while (running().length > 0);
  });
}

/** What axe-core finds wrong: the rule, and where. The page's context needs `bypassCSP`. */
export async function axeViolations(page: Page): Promise<string[]> {
  await atRest(page);
  if (!(await page.evaluate(() => 'axe' in window))) await page.addScriptTag({ content: await readFile('node_modules/axe-core/axe.min.js', 'utf8') });
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
