import type { HubReport } from '../models/hub-fetch.node.js';
import { formatBytes, say } from './output.js';

/** A line is drawn again at most this often, in milliseconds. */
const INTERVAL = 100;
const CELLS = 24;

/**
 * Shows a download on stderr: on a terminal one line that is drawn again and again, elsewhere a line for each finished file.
 * @param options where the line is drawn, and what says the finished ones
 */
export function hubReport({ stream = process.stderr, tell = say }: { stream?: NodeJS.WriteStream; tell?: (line: string) => void } = {}): HubReport {
  const redraws = stream.isTTY && process.env.TERM !== 'dumb';
  let drawn = 0;
  let open = false;
  let last = '';
  const clear = (): void => {
    if (open) stream.write('\r\x1b[K');
    open = false;
  };
  return {
    message(text) {
      clear();
      tell(text);
    },
    progress({ id, file, done, size }) {
      const complete = done === size;
      if (complete) {
        clear();
        if (last !== `${id}/${file}`) return;
        last = '';
        tell(`${id}: ${file} (${formatBytes(size)})`);
        return;
      }
      last = `${id}/${file}`;
      if (!redraws || Date.now() - drawn < INTERVAL) return;
      drawn = Date.now();
      open = true;
      stream.write(`\r${progressLine(`${id}: ${file}`, { done, size, columns: stream.columns })}\x1b[K`);
    },
  };
}

/** `name [########      ]  45 %  198.2 of 440.5 MB`, cut on the left where the terminal is narrow. */
export function progressLine(name: string, { done, size, columns }: { done: number; size: number; columns?: number }): string {
  return barLine(name, { share: done / size, said: `${(done / 1e6).toFixed(1)} of ${(size / 1e6).toFixed(1)} MB`, columns });
}

function barLine(name: string, { share, said, columns: given = 0 }: { share: number; said: string; columns?: number }): string {
  // Some terminals do not know their width, and say 0.
  const columns = given > 0 ? given : 80;
  const full = Math.floor(share * CELLS);
  const bar = `[${'#'.repeat(full)}${' '.repeat(CELLS - full)}]`;
  const rest = ` ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${said}`;
  const space = Math.max(8, columns - 1 - rest.length);
  const shown = name.length > space ? `…${name.slice(name.length - space + 1)}` : name;
  return (shown + rest).slice(0, Math.max(0, columns - 1));
}

/** Counts what is done on stderr, where that is a terminal: `name [####    ]  45 %  273 of 606  41.2/s`. */
export function counter(
  name: string,
  { total, done: before = 0, stream = process.stderr }: { total: number; done?: number; stream?: NodeJS.WriteStream },
): { show(done: number): void; clear(): void } {
  const redraws = stream.isTTY && process.env.TERM !== 'dumb';
  const start = Date.now();
  let drawn = 0;
  return {
    show(done) {
      const now = Date.now();
      if (!redraws || now - drawn < INTERVAL) return;
      drawn = now;
      const rate = ((done - before) * 1000) / Math.max(1, now - start);
      stream.write(`\r${barLine(name, { share: done / total, said: `${done} of ${total}  ${rate.toFixed(1)}/s`, columns: stream.columns })}\x1b[K`);
    },
    clear() {
      if (drawn > 0) stream.write('\r\x1b[K');
    },
  };
}
