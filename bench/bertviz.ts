import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Its views, by Lupa's names. */
export type BertvizView = 'head' | 'model';

/** Where there is a line, there is a picture. */
export const BERTVIZ_SHOWS = 'svg line, svg path';

/** Why bertviz cannot be measured, in one sentence; null where it can. */
export function bertvizMissing(python: string): string | null {
  const { status, error } = spawnSync(python, ['-c', 'import bertviz, safetensors, torch'], { encoding: 'utf8' });
  if (status === 0) return null;
  return `bertviz is not measured: ${error === undefined ? `${python} cannot import bertviz, safetensors and torch` : `there is no ${python}`} (LUPA_PYTHON names another)`;
}

/**
 * Lets bertviz write a page of a record.
 * @throws Error with what Python said
 */
export function writeBertvizPage(python: string, { view, record, page }: { view: BertvizView; record: string; page: string }): void {
  const { status, stderr } = spawnSync(python, ['bench/bertviz_page.py', view, record, page], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`bench/bertviz_page.py ended with status ${status}: ${stderr.trim().split('\n').at(-1)}`);
}

/** The scripts that bertviz's pages load from the network, by a part of their address, and where the npm packages of these names have them. */
const SCRIPTS: [RegExp, string][] = [
  [/require(\.min)?\.js/, 'requirejs/require.js'],
  [/\/d3/, 'd3/dist/d3.min.js'],
  [/jquery/i, 'jquery/dist/jquery.min.js'],
];

/** Answers the requests of bertviz's pages from a folder with requirejs, d3 (5) and jquery in it; null lets them go to the network. */
export function localScripts(folder: string | null): (tab: Page) => Promise<void> {
  return async (tab) => {
    if (folder === null) return;
    await tab.route(/^https?:/, async (route) => {
      const [, file] = SCRIPTS.find(([address]) => address.test(route.request().url())) ?? [];
      const path = file === undefined ? '' : join(folder, file);
      await (existsSync(path) ? route.fulfill({ path, contentType: 'text/javascript' }) : route.abort());
    });
  };
}
