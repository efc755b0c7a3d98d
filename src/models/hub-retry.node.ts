import { setTimeout as sleep } from 'node:timers/promises';
import type { HubTiming } from './hub-settings.node.js';

/** A failure that may pass, to be tried again. It never leaves `models/hub-*`: who gives up makes a LupaError of it. */
export class Transient extends Error {
  /** How long the hub asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;
  /** Whether enough arrived before the failure that it counts as the first. */
  progressed = false;

  constructor(message: string, { retryAfter, cause }: { retryAfter?: number; cause?: unknown } = {}) {
    super(message, { cause });
    this.retryAfter = retryAfter;
  }
}

/**
 * Tries until it works, waiting twice as long each time, or as long as the hub says.
 * @throws Transient the last one, when there are no tries left or the hub asks to wait for too long
 */
export async function withRetries<T>({ tries, wait, longestWait }: HubTiming, attempt: () => Promise<T>): Promise<T> {
  for (let failures = 0; ;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof Transient)) throw error;
      failures = error.progressed ? 1 : failures + 1;
      const pause = error.retryAfter ?? wait * 2 ** (failures - 1);
      if (pause > longestWait) throw new Transient(`${error.message} and asks to wait for ${Math.round(pause / 1000)} s`, { cause: error });
      if (failures >= tries) throw error;
      await sleep(pause);
    }
  }
}
