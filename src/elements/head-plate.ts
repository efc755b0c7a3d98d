import { drawLinks } from '../render/canvas.js';
import { LinePixels } from '../render/lines.js';
import type { LinksMark } from '../scene/mark.js';

/** Which point of the drawing is at the upper left corner, in px. */
export interface Scroll {
  x: number;
  y: number;
}

/** What a plate is of. */
export interface PlateOptions {
  links: readonly LinksMark[];
  /** Two plates with the same key have the same lines, apart from scrolling. */
  key: string;
  scroll: Scroll;
  /** Of the part that is seen, in device pixels. */
  width: number;
  height: number;
  /** Device pixels for each px. */
  scale: number;
  background: string;
}

/** From how many lines on they are drawn as thin as can be: among so many the eye sees the same. */
const MANY = 6000;
/** How many lines are drawn between two looks at the clock: some 5 ms where each is a stroke. */
const BATCH = 100;

/** The lines of a picture, finished or not, on a canvas that is not in the page. */
export class Plate {
  readonly key: string;
  readonly scroll: Scroll;
  readonly #links: readonly LinksMark[];
  readonly #way: PlateWay;
  /** Which mark, and which of its lines, comes next. */
  #mark = 0;
  #line = 0;

  constructor(options: PlateOptions) {
    const { links, key, scroll } = options;
    this.key = key;
    this.scroll = scroll;
    this.#links = links;
    const count = links.reduce((sum, { segments }) => sum + segments.length / 4, 0);
    this.#way = count > MANY ? thinWay(options) : canvasWay(options);
  }

  /** Draws lines until all are there, or until a time of the clock of `performance`. Returns whether all are there. */
  advance(until: number): boolean {
    while (this.#mark < this.#links.length) {
      this.#batch();
      this.#way.flush();
      if (performance.now() > until) break;
    }
    if (this.#mark < this.#links.length) return false;
    this.#way.finish();
    return true;
  }

  /** Puts what there is onto a canvas, in device pixels. */
  drawOn(context: CanvasRenderingContext2D, x: number, y: number): void {
    this.#way.drawOn(context, x, y);
  }

  /** Draws the next lines, about as many as a batch. */
  #batch(): void {
    for (let left = BATCH; left > 0 && this.#mark < this.#links.length;) {
      const mark = this.#links[this.#mark];
      const count = mark.segments.length / 4;
      const to = Math.min(count, this.#line + left);
      this.#way.add(mark, { from: this.#line, to });
      left -= to - this.#line;
      this.#line = to;
      if (to < count) continue;
      this.#mark++;
      this.#line = 0;
    }
  }
}

/** How lines come onto a plate. */
interface PlateWay {
  add(mark: LinksMark, part: { from: number; to: number }): void;
  /** Sees to it that what was added is drawn, so that the clock sees it. */
  flush(): void;
  /** All lines were added. */
  finish(): void;
  drawOn(context: CanvasRenderingContext2D, x: number, y: number): void;
}

/** Few lines, on a canvas kept in main memory: there they can be drawn in measured slices. */
function canvasWay({ width, height, scale, scroll }: PlateOptions): PlateWay {
  const plate = contextOf(width, height);
  plate.setTransform(scale, 0, 0, scale, -scroll.x * scale, -scroll.y * scale);
  return {
    add: (mark, part) => drawLinks(plate, mark, part),
    // Drawing is only recorded until somebody reads.
    flush: () => void plate.getImageData(0, 0, 1, 1),
    finish: () => undefined,
    drawOn: (context, x, y) => context.drawImage(plate.canvas, x, y),
  };
}

/** Many lines, one device pixel thin, on a canvas as large as they are. */
function thinWay({ links, width, height, scale, scroll, background }: PlateOptions): PlateWay {
  const box = boxOf(links);
  const [x, y] = [scroll.x * scale, scroll.y * scale];
  const left = Math.max(0, Math.floor(box.left * scale - x) - 1);
  const top = Math.max(0, Math.floor(box.top * scale - y) - 1);
  const columns = Math.max(1, Math.min(width, Math.ceil(box.right * scale - x) + 1) - left);
  const rows = Math.max(1, Math.min(height, Math.ceil(box.bottom * scale - y) + 1) - top);
  const lines = new LinePixels({ width: columns, height: rows, scale, left: left + x, top: top + y, background });
  const plate = contextOf(columns, rows);
  let stale = true;
  return {
    add: (mark, part) => {
      lines.add(mark, part);
      stale = true;
    },
    flush: () => undefined,
    finish: () => lines.finish(),
    drawOn: (context, at, over) => {
      if (stale) plate.putImageData(new ImageData(lines.pixels, columns, rows), 0, 0);
      stale = false;
      context.drawImage(plate.canvas, left + at, top + over);
    },
  };
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('this browser gives no canvas to draw on');
  return context;
}

/** What lines take up, in px. */
function boxOf(links: readonly LinksMark[]): { left: number; top: number; right: number; bottom: number } {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { segments } of links) {
    for (let i = 0; i < segments.length; i += 2) {
      left = Math.min(left, segments[i]);
      right = Math.max(right, segments[i]);
      top = Math.min(top, segments[i + 1]);
      bottom = Math.max(bottom, segments[i + 1]);
    }
  }
  return { left, top, right, bottom };
}
