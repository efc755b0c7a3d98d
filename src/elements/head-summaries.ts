import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { HeadData } from '../views/head-data.js';
import { headSummary, type HeadSummary } from '../views/head-summary.js';

/** The most edges that a reader can ask for. */
export const MOST_EDGES = 100;
/** How long a picture must have stood before it is summarised, in ms: not each layer that a reader passes by. */
const PAUSE = 150;

/** Summarises the heads of a picture after it is drawn, one head at a time, so that the pointer is never kept waiting for all of them. */
export class HeadSummaries implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #data: HeadData | null = null;
  #found: HeadSummary[] = [];
  #timer = 0;

  /** @param host renders again when all heads are summarised */
  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The summaries of the heads that are drawn; null while they are not there yet. */
  of(data: HeadData): HeadSummary[] | null {
    if (data !== this.#data) {
      this.#data = data;
      this.#found = [];
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(this.#step, PAUSE);
    }
    return this.#found.length === data.heads.length ? this.#found : null;
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#data = null;
  }

  readonly #step = (): void => {
    const data = this.#data;
    if (data === null) return;
    if (this.#found.length < data.heads.length) {
      this.#found = [...this.#found, headSummary(data, data.heads[this.#found.length], { count: MOST_EDGES })];
    }
    if (this.#found.length < data.heads.length) this.#timer = window.setTimeout(this.#step);
    else this.#host.requestUpdate();
  };
}
