import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { canvasMeasure } from '../render/canvas.js';
import { estimateWidth, type TextMeasure } from '../scene/measure.js';
import { nextTask } from './next-task.js';

/** An element with a canvas in a scroller. */
export interface CanvasHost extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** How long the pictures of a page may paint in one frame, in ms: the next one waits for the next frame. */
const SHARE = 16;
/** Stands for the frame while the very first painting waits for its task. */
const PENDING = -1;
/** The frame that is being painted, and how long it has taken, in ms. */
const frame = { time: 0, spent: 0 };

/**
 * What the pictures of all views do alike: find the canvas and its scroller in what the element has rendered, follow their size, and paint at most once a
 * frame. The host renders again when the size changes.
 */
export abstract class CanvasPicture<Host extends CanvasHost> implements ReactiveController {
  protected readonly host: Host;
  /** null before the first render, and where the view shows no picture. */
  protected canvas: HTMLCanvasElement | null = null;
  /** Exact from the first canvas on. */
  protected measure: TextMeasure = estimateWidth;
  /** Of what can be seen, in px. */
  protected size = { width: 0, height: 0 };
  readonly #within: string;
  #observer: ResizeObserver | null = null;
  #frame = 0;
  #begun = false;
  #callOff: () => void = () => undefined;

  /** @param within the selector of what holds the scroller, and in it the canvas */
  constructor(host: Host, within: string = '.picture') {
    this.host = host;
    this.#within = within;
    host.addController(this);
  }

  hostUpdated(): void {
    const canvas = this.host.renderRoot.querySelector<HTMLCanvasElement>(`${this.#within} canvas`);
    if (canvas !== this.canvas) {
      this.hostDisconnected();
      if (canvas === null) return;
      this.canvas = canvas;
      this.measure = canvasMeasure(this.context);
      this.attached(canvas);
      this.#observer = new ResizeObserver(() => this.#resize());
      this.#observer.observe(this.scroller);
      // The observer speaks up only when the frame is laid out: the first picture would come a frame later.
      this.#resize();
    }
    if (this.stale) this.schedule();
  }

  /** Whether the picture is to be painted after a render; a view whose panels change alone may know better. */
  protected get stale(): boolean {
    return true;
  }

  hostDisconnected(): void {
    cancelAnimationFrame(this.#frame);
    this.#callOff();
    this.#frame = 0;
    this.#observer?.disconnect();
    this.#observer = null;
    if (this.canvas !== null) this.detached();
    this.canvas = null;
  }

  protected get scroller(): HTMLElement {
    return this.host.renderRoot.querySelector(`${this.#within} .scroller`) as HTMLElement;
  }

  /** How far the picture is scrolled, in px; not at all before the first render. */
  protected get scroll(): { x: number; y: number } {
    const { scrollLeft: x = 0, scrollTop: y = 0 } = this.host.renderRoot.querySelector(`${this.#within} .scroller`) ?? {};
    return { x, y };
  }

  protected get context(): CanvasRenderingContext2D {
    return (this.canvas as HTMLCanvasElement).getContext('2d') as CanvasRenderingContext2D;
  }

  /** Paints in the next frame, once the size is known; the very first time at once, in a task of its own. */
  protected schedule(): void {
    if (this.#frame !== 0 || this.size.width === 0 || this.size.height === 0 || this.canvas === null) return;
    if (!this.#begun) {
      this.#begun = true;
      this.#frame = PENDING;
      this.#callOff = nextTask(() => {
        this.#frame = 0;
        this.paint();
      });
      return;
    }
    this.#frame = requestAnimationFrame((time) => {
      this.#frame = 0;
      if (time !== frame.time) Object.assign(frame, { time, spent: 0 });
      if (frame.spent > SHARE) return this.schedule();
      const begin = performance.now();
      this.paint();
      frame.spent += performance.now() - begin;
    });
  }

  /** Draws what the last render was of. */
  protected abstract paint(): void;

  /** A canvas has come. */
  protected attached(_canvas: HTMLCanvasElement): void {}

  /** It has gone. */
  protected detached(): void {}

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.scroller;
    if (width === this.size.width && height === this.size.height) return;
    this.size = { width, height };
    this.host.requestUpdate();
  }
}
