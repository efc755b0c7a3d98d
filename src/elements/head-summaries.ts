import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { HeadData } from '../views/head-data.js';
import type { HeadState } from '../views/head-state.js';
import { headSummary, type HeadSummary } from '../views/head-summary.js';

/** The most edges that a reader can ask for. */
export const MOST_EDGES = 100;
/** How long a picture must have stood before it is summarised, in ms: not each layer that a reader passes by. */
const PAUSE = 150;

/** A picture and the summaries of the heads that it draws. */
export interface SummarisedPicture {
  data: HeadData;
  state: HeadState;
  summaries: readonly HeadSummary[];
}

/** Summarises the heads of a picture after it is drawn, one head at a time, so that the pointer is never kept waiting for all of them. */
export class HeadSummaries implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #wanted: { data: HeadData; state: HeadState } | null = null;
  #found: HeadSummary[] = [];
  #timer = 0;
  /** The last picture that was summarised: the one on screen, or, for a moment, the one before it. */
  latest: SummarisedPicture | null = null;

  /** @param host renders again when all heads are summarised */
  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Sees to it that {@link latest} becomes this picture's. */
  want(data: HeadData, state: HeadState): void {
    if (data === this.#wanted?.data) return;
    this.#wanted = { data, state };
    this.#found = [];
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(this.#step, PAUSE);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#wanted = null;
  }

  readonly #step = (): void => {
    if (this.#wanted === null) return;
    const { data, state } = this.#wanted;
    const { length } = this.#found;
    if (length < data.heads.length) {
      this.#found.push(headSummary(data, data.heads[length], { count: MOST_EDGES }));
      this.#timer = window.setTimeout(this.#step);
    } else {
      this.latest = { data, state, summaries: this.#found };
      this.#host.requestUpdate();
    }
  };
}
