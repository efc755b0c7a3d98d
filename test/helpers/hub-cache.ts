import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { HubSettings, HubTiming } from '../../src/models/hub-settings.node.js';
import type { LocalHub } from './local-hub.js';

/** Waits that no test notices. */
export const QUICK: HubTiming = { tries: 4, firstTries: 4, wait: 1, longestWait: 1000, silence: 400, poll: 5 };

/** Settings for a hub and a cache of one's own. */
export function settingsFor(hub: Pick<LocalHub, 'url'>, cache: string, more: Partial<HubSettings> = {}): HubSettings {
  return { endpoint: hub.url, offline: false, token: null, tokenFrom: 'HF_TOKEN', cache, timing: QUICK, ...more };
}

/** A cache that is gone when `use` is done. */
export async function withCache<T>(use: (cache: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'lupa-hub-'));
  try {
    return await use(join(folder, 'hub'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every file below a folder: its link's target, the text of a ref, null for other files. */
export function treeOf(root: string): Record<string, string | null> {
  const tree: Record<string, string | null> = {};
  if (!existsSync(root)) return tree;
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(root, name);
    const info = lstatSync(path);
    if (info.isSymbolicLink()) tree[name] = readlinkSync(path);
    else if (info.isFile()) tree[name] = name.includes('/refs/') ? readFileSync(path, 'utf8') : null;
  }
  return tree;
}

/** Fails unless every blob has the contents its name says, and every link leads to a blob. Parts of files are left to their own test. */
export function assertSound(cache: string): void {
  for (const [name, target] of Object.entries(treeOf(cache))) {
    const path = join(cache, name);
    if (target !== null && name.includes('/snapshots/')) assert.ok(existsSync(path), `${name} leads nowhere`);
    if (!name.includes('/blobs/') || name.endsWith('.incomplete')) continue;
    const bytes = readFileSync(path);
    const large = basename(name).length === 64;
    const hash = large ? createHash('sha256') : createHash('sha1').update(`blob ${bytes.length}\0`);
    assert.equal(hash.update(bytes).digest('hex'), basename(name), `${name} is broken`);
  }
}
