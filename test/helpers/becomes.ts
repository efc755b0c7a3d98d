import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until what is read is what is expected: a page draws after what was done to it, on a busy machine long after.
 * @throws AssertionError with what was read last, where it never is
 */
export async function becomes<T>(read: () => Promise<T>, expected: NoInfer<T>, what?: string): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    const found = await read();
    try {
      return assert.deepEqual(found, expected, what);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await pause(20);
  }
}
