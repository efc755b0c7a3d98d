import { matrixPixels } from '../scene/matrix.js';
import type { ColourScale, Font, ImageMark, LinksMark, Mark, MatrixMark, RectMark, RuleMark, Scene, TextMark } from '../scene/mark.js';
import { textDirection, type TextMeasure } from '../scene/measure.js';

/** What can be drawn on: a canvas of the page or one beside it. */
export type DrawingContext = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** How many lines go into one path: the rasteriser sorts the edges of a path, and a few lines at a time take it half as long as two hundred. */
const PATH_LINES = 6;

/**
 * Fills the canvas with the background of a scene and draws its marks.
 * @param scale device pixels for each px of the scene
 * @param x, y the point of the scene that comes to the canvas's upper left corner
 */
export function drawScene(context: DrawingContext, scene: Scene, { scale = 1, x = 0, y = 0 }: { scale?: number; x?: number; y?: number } = {}): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.globalAlpha = 1;
  context.fillStyle = scene.background;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(scale, 0, 0, scale, -x * scale, -y * scale);
  drawMarks(context, scene.marks);
}

/** Draws marks in the coordinates that the context has now. */
export function drawMarks(context: DrawingContext, marks: readonly Mark[]): void {
  for (const mark of marks) {
    switch (mark.type) {
      case 'group':
        context.save();
        context.translate(mark.x, mark.y);
        if (mark.clip !== undefined) clipTo(context, mark.clip);
        drawMarks(context, mark.marks);
        context.restore();
        break;
      case 'rect':
        drawRect(context, mark);
        break;
      case 'rule':
        drawRule(context, mark);
        break;
      case 'text':
        drawText(context, mark);
        break;
      case 'links':
        drawLinks(context, mark);
        break;
      case 'matrix':
        drawMatrix(context, mark);
        break;
      case 'image':
        drawImage(context, mark);
        break;
    }
  }
}

function drawRect(context: DrawingContext, { x, y, width, height, fill, stroke = null, opacity = 1, radius = 0 }: RectMark): void {
  if (fill === null && stroke === null) return;
  context.globalAlpha = opacity;
  if (fill !== null && radius === 0) {
    context.fillStyle = fill;
    context.fillRect(x, y, width, height);
  } else if (fill !== null) {
    context.fillStyle = fill;
    context.beginPath();
    context.roundRect(x, y, width, height, radius);
    context.fill();
  }
  if (stroke !== null) {
    context.strokeStyle = stroke;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, radius);
    context.stroke();
  }
}

function drawRule(context: DrawingContext, { x1, y1, x2, y2, colour, width, opacity = 1 }: RuleMark): void {
  context.globalAlpha = opacity;
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x1, y1);
  context.lineTo(x2, y2);
  context.stroke();
}

function clipTo(context: DrawingContext, { x, y, width, height }: { x: number; y: number; width: number; height: number }): void {
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
}

/** Cells of a matrix by its data: the same matrix drawn again needs no new pixels. */
const matrixBitmaps = new WeakMap<Float32Array, { scale: ColourScale; canvas: OffscreenCanvas }>();

function drawMatrix(context: DrawingContext, mark: MatrixMark): void {
  const { x, y, width, height, rows, columns, data, scale } = mark;
  if (rows === 0 || columns === 0) return;
  let known = matrixBitmaps.get(data);
  if (known?.scale !== scale || known.canvas.width !== columns || known.canvas.height !== rows) {
    known = { scale, canvas: bitmap(matrixPixels(mark), columns, rows) };
    matrixBitmaps.set(data, known);
  }
  drawBitmap(context, known.canvas, { x, y, width, height, smooth: false, opacity: 1 });
}

/** Pictures by their pixels. */
const imageBitmaps = new WeakMap<Uint8ClampedArray, OffscreenCanvas>();

function drawImage(context: DrawingContext, { x, y, width, height, columns, rows, pixels, opacity = 1, smooth = true }: ImageMark): void {
  if (rows === 0 || columns === 0) return;
  const known = imageBitmaps.get(pixels) ?? bitmap(pixels, columns, rows);
  imageBitmaps.set(pixels, known);
  drawBitmap(context, known, { x, y, width, height, smooth, opacity });
}

function bitmap(pixels: Uint8ClampedArray, columns: number, rows: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(columns, rows);
  const image = new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, columns, rows);
  (canvas.getContext('2d') as OffscreenCanvasRenderingContext2D).putImageData(image, 0, 0);
  return canvas;
}

function drawBitmap(
  context: DrawingContext,
  source: OffscreenCanvas,
  { x, y, width, height, smooth, opacity }: { x: number; y: number; width: number; height: number; smooth: boolean; opacity: number },
): void {
  context.globalAlpha = opacity;
  // Cells stay sharp when they grow; where many share a pixel, it shows their mean.
  context.imageSmoothingEnabled = smooth || source.width > width * context.getTransform().a;
  context.drawImage(source, x, y, width, height);
}

function drawText(context: DrawingContext, { x, y, text, anchor, font, colour, opacity = 1, angle = 0 }: TextMark): void {
  context.globalAlpha = opacity;
  context.fillStyle = colour;
  context.font = cssFont(font);
  // Not start and end: those would turn with the direction of the page.
  context.textAlign = anchor === 'start' ? 'left' : anchor === 'end' ? 'right' : 'center';
  context.textBaseline = 'middle';
  // Each text by itself, as a <bdi> would: `##ing` in a right-to-left script continues to the left.
  context.direction = textDirection(text) ?? 'ltr';
  if (angle === 0) return context.fillText(text, x, y);
  context.save();
  context.translate(x, y);
  context.rotate((angle * Math.PI) / 180);
  context.fillText(text, 0, 0);
  context.restore();
}

/**
 * Draws the lines of a mark from number `from` up to, not including, `to`: a picture of very many lines can be drawn
 * over several frames.
 */
export function drawLinks(
  context: DrawingContext,
  { segments, colour, opacity, width }: LinksMark,
  { from = 0, to = segments.length / 4 }: { from?: number; to?: number } = {},
): void {
  context.globalAlpha = opacity;
  context.strokeStyle = colour;
  context.lineWidth = width;
  for (let start = from; start < to; start += PATH_LINES) {
    const end = Math.min(start + PATH_LINES, to) * 4;
    context.beginPath();
    for (let i = start * 4; i < end; i += 4) {
      context.moveTo(segments[i], segments[i + 1]);
      context.lineTo(segments[i + 2], segments[i + 3]);
    }
    context.stroke();
  }
}

/** A measure that asks the canvas, once for each text and font. */
export function canvasMeasure(context: Pick<DrawingContext, 'font' | 'measureText'>): TextMeasure {
  const widths = new Map<string, number>();
  return (text, font) => {
    const css = cssFont(font);
    const known = widths.get(`${css}\n${text}`);
    if (known !== undefined) return known;
    context.font = css;
    const { width } = context.measureText(text);
    widths.set(`${css}\n${text}`, width);
    return width;
  };
}

function cssFont({ size, weight, family }: Font): string {
  return `${weight} ${size}px ${family}`;
}
