import { drawMarks, drawScene } from '../render/canvas.js';
import type { HeadDrawing } from '../views/head.js';
import { fitCanvas } from './canvas-fit.js';
import { Plate, type Scroll } from './head-plate.js';
import { nextTask } from './next-task.js';

/** One picture that the stage is to show. */
export interface StagePicture {
  drawing: HeadDrawing;
  /** Two pictures with the same key have the same lines, apart from scrolling. */
  key: string;
  /** Of the part that is seen, in px. */
  width: number;
  height: number;
  scroll: Scroll;
}

/** A line of one of the 255 steps of a screen changes a pixel by one step at most: the few lines of one token leave nothing to be seen with it. */
const FAINTEST = 1.5 / 255;
/** How long one frame may draw lines, in ms: half of a frame at 60 Hz, the rest is the browser's. */
const SLICE = 8;
/** How long one task may draw lines of the very first picture, in ms: short enough to answer the user in between. */
const FIRST_SLICE = 16;
/** How often what there is of the very first picture is shown, in ms. */
const FIRST_LOOK = 100;

/**
 * Draws pictures on a canvas as large as what is seen. Tens of thousands of lines take longer than a frame: they are
 * drawn on a plate beside the page, a slice a frame, and the finished plate is kept for as long as the lines are the same.
 */
export class HeadStage {
  readonly #canvas: HTMLCanvasElement;
  readonly #onComplete: () => void;
  #front: Plate | null = null;
  #back: Plate | null = null;
  #picture: StagePicture | null = null;
  #frame = 0;
  #first = true;
  #callOff: () => void = () => undefined;

  /** @param onComplete called when all lines of the latest picture are on screen */
  constructor(canvas: HTMLCanvasElement, onComplete: () => void) {
    this.#canvas = canvas;
    this.#onComplete = onComplete;
  }

  /** Draws a picture now; what does not fit into this frame in the next ones. */
  show(picture: StagePicture): void {
    this.#picture = picture;
    this.stop();
    this.#paint();
  }

  /** Stops drawing. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#callOff();
  }

  #paint(): void {
    const { drawing, width, height, scroll } = this.#picture as StagePicture;
    const scale = this.#fit({ width, height });
    const context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
    const scene = { width, height, background: drawing.background };
    if (drawing.focused) {
      drawScene(context, { ...scene, marks: [...drawing.links().filter(({ opacity }) => opacity > FAINTEST), drawing.tokens] }, { scale, ...scroll });
      this.#onComplete();
      return;
    }
    const complete = this.#advance(this.#picture as StagePicture, scale);
    drawScene(context, { ...scene, marks: [] }, { scale, ...scroll });
    const plate = this.#visiblePlate();
    if (plate !== null) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      const shift = (axis: 'x' | 'y'): number => Math.round((plate.scroll[axis] - scroll[axis]) * scale);
      plate.drawOn(context, shift('x'), shift('y'));
    }
    context.setTransform(scale, 0, 0, scale, -scroll.x * scale, -scroll.y * scale);
    drawMarks(context, [drawing.tokens]);
    if (complete) this.#onComplete();
    else if (this.#first) this.#hurry(performance.now() + FIRST_LOOK);
    else this.#frame = requestAnimationFrame(() => this.#paint());
  }

  /** Goes on with the very first picture at once, a task a slice: nobody waits for anything but that. */
  #hurry(look: number): void {
    this.#callOff = nextTask(() => {
      const scale = this.#fit(this.#picture as StagePicture);
      if (this.#advance(this.#picture as StagePicture, scale) || performance.now() > look) this.#paint();
      else this.#hurry(look);
    });
  }

  /** The finished plate where it shows the same lines, moved as the page has scrolled; else what there is of the new one. */
  #visiblePlate(): Plate | null {
    return this.#front?.key === (this.#picture as StagePicture).key ? this.#front : this.#back;
  }

  /**
   * Draws one slice of the lines. Returns whether the front plate now shows the picture. While the page scrolls, a plate that was begun is finished:
   * it is of use where it is, and one that began anew at each step would never come to its end.
   */
  #advance({ drawing, key, scroll, width, height }: StagePicture, scale: number): boolean {
    const here = (plate: Plate | null): boolean => plate?.key === key && plate.scroll.x === scroll.x && plate.scroll.y === scroll.y;
    if (here(this.#front)) return true;
    const back = this.#back;
    const near = back?.key === key && Math.abs(back.scroll.x - scroll.x) < width / 2 && Math.abs(back.scroll.y - scroll.y) < height / 2;
    const plate =
      back !== null && near
        ? back
        : new Plate({
            links: drawing.links(),
            key,
            scroll,
            width: this.#canvas.width,
            height: this.#canvas.height,
            scale,
            background: drawing.background,
          });
    this.#back = plate;
    if (!plate.advance(performance.now() + (this.#first ? FIRST_SLICE : SLICE))) return false;
    this.#front = plate;
    this.#first = false;
    this.#back = null;
    return here(plate);
  }

  /** As {@link fitCanvas}; plates of another size are of no use. */
  #fit(size: { width: number; height: number }): number {
    const { width, height } = this.#canvas;
    const scale = fitCanvas(this.#canvas, size);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#front = null;
      this.#back = null;
    }
    return scale;
  }
}
