import { resolve } from 'node:path';
import type { Page } from 'playwright-core';

/** Drags files and folders of this machine over the page and lets go of them there, as a hand would: the page sees the drag before it sees the drop. */
export async function dropOn(page: Page, paths: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: paths.map((path) => resolve(path)), dragOperationsMask: 1 };
  const place = { x: 400, y: 300 };
  for (let turn = 0; ; turn++) {
    await devtools.send('Input.dispatchDragEvent', { type: 'dragEnter', ...place, data });
    await devtools.send('Input.dispatchDragEvent', { type: 'dragOver', ...place, data });
    // The first drag of a page may be lost.
    const seen = await page.locator('.drop').waitFor({ timeout: 2000 }).then(() => true, () => false); // prettier-ignore
    if (seen) break;
    if (turn === 10) throw new Error('the page does not say what can be dropped');
  }
  // A drop counts where the drag was last seen: over what the page has shown meanwhile.
  await page.waitForTimeout(200);
  await devtools.send('Input.dispatchDragEvent', { type: 'dragOver', ...place, data });
  await page.waitForTimeout(200);
  await devtools.send('Input.dispatchDragEvent', { type: 'drop', ...place, data });
  await page.locator('.drop').waitFor({ state: 'detached' });
  await devtools.detach();
}
