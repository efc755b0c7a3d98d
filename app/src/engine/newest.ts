import { Cancelled } from './failure.js';

interface Waiting {
  start: () => void;
  cancel: () => void;
}

/**
 * Runs one call at a time; of those of one purpose that wait only the newest stays, the others are `Cancelled`: nobody will look at what they give. Calls of other purposes
 * wait their turn.
 */
export class Newest {
  #busy = false;
  /** The calls that wait, by what they are for, the longest waiting first. */
  readonly #waiting = new Map<string, Waiting>();

  /** @param call gets a function with which a long call lets those that wait go first; it ends when it is its turn again */
  async run<T>(call: (giveWay: () => Promise<void>) => Promise<T>, purpose = 'main'): Promise<T> {
    await this.#turn(purpose);
    let mine = true;
    const giveWay = async (): Promise<void> => {
      mine = false;
      this.#free();
      await this.#turn(purpose);
      mine = true;
    };
    try {
      return await call(giveWay);
    } finally {
      if (mine) this.#free();
    }
  }

  /** Waits for a turn. */
  #turn(purpose: string): Promise<void> {
    const earlier = this.#waiting.get(purpose);
    return new Promise<void>((start, reject) => {
      this.#waiting.set(purpose, { start, cancel: () => reject(new Cancelled()) });
      earlier?.cancel();
      this.#next();
    });
  }

  #free(): void {
    this.#busy = false;
    this.#next();
  }

  /** Begins with one that waits, after the messages that came in while the thread was at work: a newer call may be among them. */
  #next(): void {
    if (this.#busy) return;
    this.#busy = true;
    setTimeout(() => {
      const first = this.#waiting.entries().next();
      if (first.done === true) {
        this.#busy = false;
        return;
      }
      const [purpose, waiting] = first.value;
      this.#waiting.delete(purpose);
      waiting.start();
    });
  }
}
