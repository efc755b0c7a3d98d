import { drawLinks, drawMarks, drawScene } from '../render/canvas.js';
import type { LinksMark } from '../scene/mark.js';
import type { HeadDrawing } from '../views/head.js';
import { fitCanvas } from './canvas-fit.js';

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

/** Which point of the drawing is at the upper left corner. */
interface Scroll {
  x: number;
  y: number;
}

/** How long one frame may draw lines, in ms: half of a frame at 60 Hz, the rest is the browser's. */
const SLICE = 8;
/** The same for the very first picture: nobody waits for anything but that. */
const FIRST_SLICE = 48;
/** From how many lines on they are drawn as thin as can be. */
const MANY = 6000;
/** How many lines are drawn between two looks at the clock. */
const BATCH = 400;

/** The lines of a picture, finished or not, on a canvas that is not in the page. */
interface Plate {
  context: OffscreenCanvasRenderingContext2D;
  key: string;
  scroll: Scroll;
  links: LinksMark[];
  /** Under one device pixel rasterisers take a path three times as fast; among so many lines the eye sees the same. */
  thin: boolean;
  /** Which mark, and which of its lines, comes next. */
  mark: number;
  line: number;
}

/**
 * Draws pictures on a canvas as large as what is seen. Hundreds of thousands of lines take longer than a frame: they are
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

  /** @param onComplete called when all lines of the latest picture are on screen */
  constructor(canvas: HTMLCanvasElement, onComplete: () => void) {
    this.#canvas = canvas;
    this.#onComplete = onComplete;
  }

  /** Draws a picture now; what does not fit into this frame in the next ones. */
  show(picture: StagePicture): void {
    this.#picture = picture;
    cancelAnimationFrame(this.#frame);
    this.#paint();
  }

  /** Stops drawing. */
  stop(): void {
    cancelAnimationFrame(this.#frame);
  }

  #paint(): void {
    const { drawing, width, height, scroll } = this.#picture as StagePicture;
    const scale = this.#fit({ width, height });
    const context = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
    const scene = { width, height, background: drawing.background };
    if (drawing.focused) {
      drawScene(context, { ...scene, marks: [...drawing.links(), drawing.tokens] }, { scale, ...scroll });
      this.#onComplete();
      return;
    }
    const complete = this.#advance(this.#picture as StagePicture, scale);
    drawScene(context, { ...scene, marks: [] }, { scale, ...scroll });
    for (const plate of this.#visiblePlates()) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      const shift = (axis: 'x' | 'y'): number => Math.round((plate.scroll[axis] - scroll[axis]) * scale);
      context.drawImage(plate.context.canvas, shift('x'), shift('y'));
    }
    context.setTransform(scale, 0, 0, scale, -scroll.x * scale, -scroll.y * scale);
    drawMarks(context, [drawing.tokens]);
    if (complete) this.#onComplete();
    else this.#frame = requestAnimationFrame(() => this.#paint());
  }

  /** The finished plate where it shows the same lines, moved as the page has scrolled; else what there is of the new one. */
  #visiblePlates(): Plate[] {
    const { key } = this.#picture as StagePicture;
    if (this.#front?.key === key) return [this.#front];
    return this.#back === null ? [] : [this.#back];
  }

  /** Draws one slice of the lines. Returns whether the front plate now shows the picture. */
  #advance({ drawing, key, scroll }: StagePicture, scale: number): boolean {
    const fits = (plate: Plate | null): boolean => plate?.key === key && plate.scroll.x === scroll.x && plate.scroll.y === scroll.y;
    if (fits(this.#front)) return true;
    if (!fits(this.#back)) this.#back = this.#begin(drawing, { key, scroll });
    const plate = this.#back as Plate;
    plate.context.setTransform(scale, 0, 0, scale, -scroll.x * scale, -scroll.y * scale);
    const end = performance.now() + (this.#first ? FIRST_SLICE : SLICE);
    while (plate.mark < plate.links.length) {
      drawBatch(plate, scale);
      // Drawing is only recorded until somebody reads: without this the clock would not see it.
      plate.context.getImageData(0, 0, 1, 1);
      if (performance.now() > end) break;
    }
    if (plate.mark < plate.links.length) return false;
    this.#front = plate;
    this.#first = false;
    this.#back = null;
    return true;
  }

  #begin(drawing: HeadDrawing, { key, scroll }: Pick<Plate, 'key' | 'scroll'>): Plate {
    const links = drawing.links();
    const thin = links.reduce((count, { segments }) => count + segments.length / 4, 0) > MANY;
    return { context: this.#blank(), key, scroll, links, thin, mark: 0, line: 0 };
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

  /** A clear plate of the canvas's size, kept in main memory: there lines can be drawn in measured slices. */
  #blank(): OffscreenCanvasRenderingContext2D {
    const { width, height } = this.#canvas;
    const reused = this.#back?.context;
    const context = reused ?? new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('this browser gives no canvas to draw on');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }
}

/** Draws the next lines of a plate, about as many as a batch. */
function drawBatch(plate: Plate, scale: number): void {
  for (let left = BATCH; left > 0 && plate.mark < plate.links.length;) {
    const mark = plate.links[plate.mark];
    const count = mark.segments.length / 4;
    const to = Math.min(count, plate.line + left);
    drawLinks(plate.context, plate.thin ? { ...mark, width: 0.99 / scale } : mark, { from: plate.line, to });
    left -= to - plate.line;
    plate.line = to;
    if (to < count) continue;
    plate.mark++;
    plate.line = 0;
  }
}
