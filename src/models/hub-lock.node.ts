import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A holder that lives touches its lock this often, in milliseconds. */
const HEARTBEAT = 2000;
/** A lock that was not touched for this long has lost its holder. */
const STALE = 30_000;

/**
 * Does some work while no other process does it: the lock is a file that can be made only once. It spares two processes
 * the same download; that the cache stays sound does not hang on it, since what is downloaded is checked before it is put in place.
 * (huggingface_hub locks by flock(2), which Node does not have, and leaves its lock files behind: hence a name of our own.)
 * @param options `poll`: how often a taken lock is looked at, in milliseconds; `waiting`: called once when another process holds it
 */
export async function withLock<T>(path: string, { poll, waiting }: { poll: number; waiting: () => void }, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await take(path))) {
    if (await isAbandoned(path)) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) waiting();
    told = true;
    await sleep(poll);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => undefined), HEARTBEAT).unref();
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(`${process.pid} ${hostname()}`);
    await file.close();
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}

/** Whether the holder of a lock is gone: its process ended on this machine, or no sign of life for long. */
async function isAbandoned(path: string): Promise<boolean> {
  const info = await stat(path).catch(() => null);
  if (info === null) return false;
  if (Date.now() - info.mtimeMs > STALE) return true;
  const [pid, host] = (await readFile(path, 'utf8').catch(() => '')).split(' ');
  if (host !== hostname() || !/^\d+$/.test(pid) || Number(pid) === process.pid) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
