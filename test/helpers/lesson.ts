import { after, before } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { bundledModels, startServer, type AppServer } from '../../src/cli/app-server.js';
import { launchBrowser } from './browser.js';

/** A page of the lesson; what it complains of is in `errors`. */
export interface OpenedLesson {
  page: Page;
  errors: string[];
}

/** Serves the built app and starts a browser, for all tests of a file. */
export function useLesson(): {
  open: (hash: string, options?: { width?: number; locale?: string; theme?: 'light' | 'dark' }) => Promise<OpenedLesson>;
  url: () => string;
} {
  let browser: Browser;
  let server: AppServer;
  before(async () => {
    server = await startServer(await bundledModels(), { hub: 'https://huggingface.co', port: 8571, fallback: true });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser.close();
    await server.close();
  });
  return {
    url: () => server.url,
    async open(hash, { width = 1280, locale = 'en-GB', theme = 'light' } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 860 },
        locale,
        colorScheme: theme,
        acceptDownloads: true,
        bypassCSP: true,
      });
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
      await page.goto(`${server.url}#${hash}`);
      return { page, errors };
    },
  };
}

/** Waits for the live view of the open tab. */
export async function drawn(page: Page): Promise<void> {
  const views = page.locator('lupa-app-lesson-view').locator('lupa-head-view, lupa-model-view, lupa-neuron-view, lupa-heatmap, lupa-answer-view');
  await views.first().waitFor({ timeout: 60_000 });
}
