import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { AttentionRecord } from '../../src/attention/record.js';
import type { Tensor } from '../../src/tensor.js';

/** The workbench in a fresh profile, and what went wrong in it. */
export interface OpenWorkbench {
  page: Page;
  problems: string[];
}

/** Opens the workbench in a fresh profile and waits for its first picture. */
export async function openWorkbench(browser: Browser, url: string, context: BrowserContextOptions = {}): Promise<OpenWorkbench> {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', ...context })).newPage();
  // Machines that are busy take their time.
  page.setDefaultTimeout(120_000);
  const problems: string[] = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(url);
  await page.waitForSelector('html[data-lupa="ready"]');
  return { page, problems };
}

/** The numbers of the record on show. */
export async function shownTensors(page: Page): Promise<Record<string, Tensor>> {
  const numbers = await page.locator('lupa-app-views').evaluate((views) => {
    const { record } = views as unknown as { record: AttentionRecord };
    return Object.entries(record.tensors).map(([name, { data, shape }]) => ({ name, data: Array.from(data, Number), shape }));
  });
  return Object.fromEntries(numbers.map(({ name, data, shape }) => [name, { data: Float32Array.from(data), shape }]));
}
