import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { bundledModels, startServer } from '../src/cli/app-server.js';
import { ensureBrowser, findBrowser } from './browser.js';

/** Makes docs/pictures/app.png, the picture of the app in the README, as `lupa app` shows it: `npm run picture`. */
const STATE = '?text=The+cat+sat+on+the+mat+because+it+was+tired.&view=head&layer=3&heads=7,9,11&focus=q8';

ensureBrowser();
const server = await startServer(await bundledModels(), { hub: 'https://huggingface.co', port: 0, fallback: true });
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, locale: 'en-US', colorScheme: 'light' });
await page.goto(`${server.url}#/${STATE}`);
await page.waitForSelector('html[data-lupa="ready"]');
// The last views settle.
await page.waitForTimeout(2500);
mkdirSync('docs/pictures', { recursive: true });
await page.screenshot({ path: 'docs/pictures/app.png' });
await browser.close();
await server.close();
