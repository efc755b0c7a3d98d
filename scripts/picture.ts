import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Locator } from 'playwright-core';
import { ensureBrowser, findBrowser } from './browser.js';

/** Makes docs/head-view.png, the picture of the README, in both the ways a reader may see it: `npm run picture`. */
const TEXT = 'The cat sat on the mat because it was tired.';
const TOKEN = 'it';

ensureBrowser();
const folder = mkdtempSync(join(tmpdir(), 'lupa-picture-'));
const page = join(folder, 'cat.html');
execFileSync(process.execPath, ['dist/src/cli/main.js', 'view', 'head', TEXT, '--layer', '3', '--heads', '7,9,11', '-o', page]);
const browser = await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
for (const colorScheme of ['light', 'dark'] as const) {
  const tab = await browser.newPage({ viewport: { width: 1200, height: 800 }, deviceScaleFactor: 1.5, colorScheme });
  await tab.goto(pathToFileURL(page).href);
  await tab.waitForSelector('html[data-lupa="ready"]');
  // By keyboard, as a reader could: to the queries, down to the token, pinned.
  const queries = tab.getByRole('listbox').first();
  await queries.focus();
  const active = tab.getByRole('option', { name: new RegExp(`^${TOKEN} `) }).first();
  for (let step = 0; step < 13 && !(await isActive(queries, active)); step++) await tab.keyboard.press('ArrowDown');
  await tab.keyboard.press('Enter');
  // The ring of the keyboard's focus would be beside the point.
  await queries.blur();
  await tab.waitForTimeout(300);
  await tab.screenshot({ path: `docs/head-view-${colorScheme}.png` });
}
await browser.close();
rmSync(folder, { recursive: true });

/** Whether the list's active option is this one. */
async function isActive(list: Locator, option: Locator): Promise<boolean> {
  return (await option.count()) > 0 && (await list.getAttribute('aria-activedescendant')) === (await option.getAttribute('id'));
}
