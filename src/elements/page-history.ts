/** How long a movement may pause and still be one step for the back button, in ms. */
const PAUSE = 800;

/**
 * The address bar as the page's memory: what is shown goes into the part after `#`, a step of the reader is a step of the browser's history.
 * Works from `file://` too, since only the part after `#` changes.
 */
export class PageHistory {
  /** The part of the address after `#`, as it stands in the bar. */
  #written: string;
  /** What it says of the state that is shown; the bar is empty while a page is as it was made. */
  #text = '';
  #smooth: { name: string; at: number } | null = null;

  /** @param onReturn called with the part after `#` when the reader goes back, forth, or edits it */
  constructor(onReturn: (hash: string) => void) {
    this.#written = location.hash;
    const look = (): void => {
      if (location.hash === this.#written) return;
      this.#written = location.hash;
      this.#smooth = null;
      onReturn(this.#written);
    };
    addEventListener('popstate', look);
    addEventListener('hashchange', look);
  }

  /** Takes note of what is shown after the start, and after a return. */
  settle(text: string): void {
    this.#text = text;
  }

  /** The address of what is shown, to be given to others. */
  get link(): string {
    return `${location.href.replace(/#.*$/s, '')}#${this.#text}`;
  }

  /**
   * Writes a state. The same one as before is no step.
   * @param options `smooth`: the option that alone has changed, if it is one that is dragged: a drag is one step
   */
  write(text: string, { smooth = null }: { smooth?: string | null } = {}): void {
    if (text === this.#text) return;
    const now = performance.now();
    const goesOn = smooth !== null && this.#smooth?.name === smooth && now - this.#smooth.at < PAUSE;
    this.#smooth = smooth === null ? null : { name: smooth, at: now };
    this.#text = text;
    if (goesOn) history.replaceState(null, '', `#${text}`);
    else history.pushState(null, '', `#${text}`);
    // As the browser writes it, which escapes some characters.
    this.#written = location.hash;
  }
}
