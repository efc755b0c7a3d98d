import { Cancelled } from './failure.js';

interface Waiting {
  start: () => void;
  cancel: () => void;
}

/** Runs one call at a time; of those that wait only the newest stays, the others are `Cancelled`: nobody will look at what they give. */
export class Newest {
  #busy = false;
  #waiting: Waiting | null = null;

  async run<T>(call: () => Promise<T>): Promise<T> {
    this.#waiting?.cancel();
    await new Promise<void>((start, reject) => {
      this.#waiting = { start, cancel: () => reject(new Cancelled()) };
      this.#next();
    });
    try {
      return await call();
    } finally {
      this.#busy = false;
      this.#next();
    }
  }

  /** Begins with the one that waits, after the messages that came in while the thread was at work: a newer call may be among them. */
  #next(): void {
    if (this.#busy) return;
    this.#busy = true;
    setTimeout(() => {
      const next = this.#waiting;
      this.#waiting = null;
      if (next === null) this.#busy = false;
      else next.start();
    });
  }
}
