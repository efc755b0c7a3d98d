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
export function progressLine(name: string, { done, size, columns = 80 }: { done: number; size: number; columns?: number }): string {
  const full = Math.floor((done / size) * CELLS);
  const bar = `[${'#'.repeat(full)}${' '.repeat(CELLS - full)}]`;
  const rest = ` ${bar} ${String(Math.floor((done / size) * 100)).padStart(3)} %  ${(done / 1e6).toFixed(1)} of ${(size / 1e6).toFixed(1)} MB`;
  const space = Math.max(8, columns - 1 - rest.length);
  const shown = name.length > space ? `…${name.slice(name.length - space + 1)}` : name;
  return (shown + rest).slice(0, Math.max(0, columns - 1));
}
