/** How long typing or dragging may pause and still be one step for the back button, in ms. */
export const PAUSE = 1200;

/** The parts of `window` that hold the address. */
export type AddressBar = Pick<Window, 'location' | 'history' | 'addEventListener' | 'removeEventListener'> & {
  performance: Pick<Performance, 'now'>;
};

/** The address bar as the app's memory: a step of the user is a step of the browser's history, and what is typed without a pause is one step. */
export class AppHistory {
  readonly #window: AddressBar;
  readonly #look: () => void;
  /** The part of the address after `#`, as it stands in the bar. */
  #written: string;
  #burst: { name: string; at: number } | null = null;

  /** @param onReturn called with the part after `#` when the user goes back, forth, or edits it */
  constructor(onReturn: (hash: string) => void, window: AddressBar = globalThis.window) {
    this.#window = window;
    this.#written = window.location.hash;
    this.#look = () => {
      const { hash } = window.location;
      if (hash === this.#written) return;
      this.#written = hash;
      this.#burst = null;
      onReturn(hash);
    };
    for (const type of ['popstate', 'hashchange']) window.addEventListener(type, this.#look);
  }

  /** The app has left: another page has the address now. */
  dispose(): void {
    for (const type of ['popstate', 'hashchange']) this.#window.removeEventListener(type, this.#look);
  }

  /**
   * Writes a state. The same one as before is no step.
   * @param hash the part after `#`
   * @param options `burst`: what is being typed or dragged, if anything: changes of it without a pause are one step; `replace`: no step at all
   */
  write(hash: string, { burst = null, replace = false }: { burst?: string | null; replace?: boolean } = {}): void {
    const { location, history, performance } = this.#window;
    const bare = (text: string): string => (text === '' ? '#/' : text);
    if (bare(`#${hash}`) === bare(this.#written)) return;
    const now = performance.now();
    const goesOn = burst !== null && this.#burst?.name === burst && now - this.#burst.at < PAUSE;
    this.#burst = burst === null ? null : { name: burst, at: now };
    if (goesOn || replace) history.replaceState(null, '', `#${hash}`);
    else history.pushState(null, '', `#${hash}`);
    // As the browser writes it, which escapes some characters.
    this.#written = location.hash;
  }
}
