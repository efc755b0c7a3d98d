import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a whole process took. */
export interface ProcessCost {
  milliseconds: number;
  /** The most memory it ever had, in MB. */
  megabytes: number;
}

/**
 * Tells the parent, when the process ends, how much memory it had at most, in KB. Linux hands the parent's own maximum
 * on to resourceUsage() of a child; /proc has that of the program alone.
 */
const REPORT = `data:text/javascript,${encodeURIComponent(`
  import { existsSync, readFileSync } from 'node:fs';
  const status = '/proc/self/status';
  process.on('exit', () => process.send(
    existsSync(status) ? /VmHWM:\\s+(\\d+)/.exec(readFileSync(status, 'utf8'))[1] : process.resourceUsage().maxRSS));
`)}`;

/** Runs `lupa` from its start to its end. */
export async function lupaProcess(args: string[]): Promise<ProcessCost> {
  const folder = await mkdtemp(join(tmpdir(), 'lupa-bench-'));
  try {
    const start = performance.now();
    const child = spawn(process.execPath, ['--import', REPORT, resolve('dist/src/cli/main.js'), ...args], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    let kilobytes = 0;
    child.on('message', (message) => (kilobytes = Number(message)));
    child.channel?.unref();
    const status = await new Promise((done) => child.on('close', done));
    if (status !== 0) throw new Error(`lupa ${args.join(' ')} ended with status ${String(status)}`);
    return { milliseconds: performance.now() - start, megabytes: kilobytes / 1000 };
  } finally {
    await rm(folder, { recursive: true });
  }
}
