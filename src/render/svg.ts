import { matrixPixels } from '../scene/matrix.js';
import { colourOf } from '../scene/matrix.js';
import type { GroupMark, ImageMark, LinksMark, Mark, MatrixMark, RectMark, RuleMark, Scene, TextMark } from '../scene/mark.js';
import { escapeMarkup } from './markup.js';
import { metadataRdf, type PictureMetadata } from './metadata.js';
import { formatCoordinate as n } from './number.js';
import { encodePng } from './png-file.js';

/** How a drawing becomes SVG. */
export interface SvgOptions {
  /** How the size is written: in px (1/96 inch, default) or, for paper, in mm. */
  unit?: 'px' | 'mm';
  metadata?: PictureMetadata | null;
  /** How text is written; left out, as text. */
  text?: (mark: TextMark) => string;
  /** Markup before everything else. */
  definitions?: () => string;
  /** Size in pixels instead of the scene's own. */
  pixels?: { width: number; height: number } | null;
}

/** The font that ships with Lupa, then what is of like width. */
export const FIGURE_FAMILY = "'DejaVu Sans', Verdana, 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans SC', Arial, sans-serif";
/** How far the baseline is under the middle of a line of text, in ems: half the height of DejaVu Sans's capitals. */
export const BASELINE = 0.36;
/** A matrix with more rows or columns than this is an image within the file; others are rectangles. */
export const MOST_CELLS = 64;

const RIGHT_TO_LEFT_FIRST = /^[^\p{L}]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A scene as an SVG 1.1 document, in one string. Text is text. No scripts, no references to other files; the same scene gives the same bytes.
 */
export function toSvg(scene: Scene, { unit = 'px', metadata = null, text = textElement, definitions, pixels = null }: SvgOptions = {}): string {
  const body: string[] = [];
  const clips: string[] = [];
  if (scene.background !== 'transparent')
    body.push(`<rect width="${n(scene.width)}" height="${n(scene.height)}" fill="${escapeMarkup(scene.background)}"/>`);
  // Browsers keep cells sharp for `pixelated`, which resvg does not know and takes for smooth.
  const sharp = ` image-rendering="optimizeSpeed"${pixels === null ? ' style="image-rendering:pixelated"' : ''}`;
  writeMarks(scene.marks, { body, clips, text, sharp });
  const size = pixels ?? scene;
  const length = (value: number): string => (unit === 'mm' && pixels === null ? `${n((value * 25.4) / 96)}mm` : n(value));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" width="${length(size.width)}" height="${length(size.height)}" `,
    `viewBox="0 0 ${n(scene.width)} ${n(scene.height)}"${pixels === null ? '' : ' preserveAspectRatio="none"'} font-family="${escapeMarkup(FIGURE_FAMILY)}" role="img">\n`,
    ...(metadata === null ? [] : [`<title>${escapeMarkup(metadata.title)}</title>\n<desc>${escapeMarkup(metadata.description)}</desc>\n`]),
    ...(metadata === null ? [] : [`<metadata>${metadataRdf(metadata)}</metadata>\n`]),
    ...(definitions === undefined && clips.length === 0 ? [] : [`<defs>${definitions?.() ?? ''}${clips.join('')}</defs>\n`]),
    ...body.flatMap((element) => [element, '\n']),
    '</svg>\n',
  ].join('');
}

/** Where elements go while a document is written. */
interface Output {
  body: string[];
  clips: string[];
  text: (mark: TextMark) => string;
  /** Attributes of images whose pixels must stay sharp. */
  sharp: string;
}

function writeMarks(marks: readonly Mark[], out: Output): void {
  for (const mark of marks) {
    if (mark.type === 'group') writeGroup(mark, out);
    else if (mark.type === 'text') out.body.push(out.text(mark));
    else if (mark.type === 'rect') out.body.push(...rectElement(mark));
    else if (mark.type === 'rule') out.body.push(ruleElement(mark));
    else if (mark.type === 'links') out.body.push(linksElement(mark));
    else if (mark.type === 'image') out.body.push(imageElement(mark, mark.pixels, mark.smooth === false ? out.sharp : ''));
    else out.body.push(matrixElement(mark, out.sharp));
  }
}

function writeGroup({ name, x, y, marks, clip }: GroupMark, out: Output): void {
  const start = out.body.length;
  out.body.push('');
  writeMarks(marks, out);
  if (out.body.length === start + 1) {
    out.body.pop();
    return;
  }
  let clipped = '';
  if (clip !== undefined) {
    const id = `lupa-clip-${out.clips.length + 1}`;
    out.clips.push(`<clipPath id="${id}"><rect${box(clip)}/></clipPath>`);
    clipped = ` clip-path="url(#${id})"`;
  }
  const moved = x === 0 && y === 0 ? '' : ` transform="translate(${n(x)} ${n(y)})"`;
  out.body[start] = `<g class="${escapeMarkup(name)}"${moved}${clipped}>`;
  out.body.push('</g>');
}

function box({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  return ` x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"`;
}

/** Of fills and strokes on their own: programs need no layer for them. */
function opacityOf(opacity = 1, name = 'opacity'): string {
  return opacity >= 1 ? '' : ` ${name}="${n(opacity)}"`;
}

/** The outline lies inside the edge, as on a canvas. */
function rectElement({ x, y, width, height, fill, stroke = null, opacity, radius = 0 }: RectMark): string[] {
  const round = radius > 0 ? ` rx="${n(radius)}"` : '';
  const elements: string[] = [];
  if (fill !== null)
    elements.push(`<rect${box({ x, y, width, height })}${round} fill="${escapeMarkup(fill)}"${opacityOf(opacity, 'fill-opacity')}/>`);
  if (stroke !== null) {
    const inner = { x: x + 0.5, y: y + 0.5, width: Math.max(0, width - 1), height: Math.max(0, height - 1) };
    elements.push(`<rect${box(inner)}${round} fill="none" stroke="${escapeMarkup(stroke)}"${opacityOf(opacity, 'stroke-opacity')}/>`);
  }
  return elements;
}

function ruleElement({ x1, y1, x2, y2, colour, width, opacity }: RuleMark): string {
  return `<path d="M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}" stroke="${escapeMarkup(colour)}" stroke-width="${n(width)}"${opacityOf(opacity, 'stroke-opacity')}/>`;
}

function linksElement({ segments, colour, opacity, width }: LinksMark): string {
  const parts: string[] = [];
  for (let i = 0; i < segments.length; i += 4) {
    parts.push(`M${n(segments[i])} ${n(segments[i + 1])}L${n(segments[i + 2])} ${n(segments[i + 3])}`);
  }
  return `<path d="${parts.join('')}" fill="none" stroke="${escapeMarkup(colour)}" stroke-width="${n(width)}"${opacityOf(opacity, 'stroke-opacity')}/>`;
}

function textElement({ x, y, text, anchor, font, colour, opacity, angle = 0 }: TextMark): string {
  // In text that begins from the right, start is the right end.
  const rightToLeft = RIGHT_TO_LEFT_FIRST.test(text);
  const side = rightToLeft && anchor !== 'middle' ? (anchor === 'start' ? 'end' : 'start') : anchor;
  const attributes = [
    angle === 0
      ? ` x="${n(x)}" y="${n(y + BASELINE * font.size)}"`
      : ` transform="translate(${n(x)} ${n(y)}) rotate(${n(angle)})" y="${n(BASELINE * font.size)}"`,
    ` font-size="${n(font.size)}"`,
    font.weight === 400 ? '' : ` font-weight="${font.weight}"`,
    side === 'start' ? '' : ` text-anchor="${side}"`,
    rightToLeft ? ' direction="rtl"' : '',
    ` fill="${escapeMarkup(colour)}"${opacityOf(opacity, 'fill-opacity')}`,
    /^\s|\s$|\s\s/.test(text) ? ' xml:space="preserve"' : '',
  ];
  return `<text${attributes.join('')}>${escapeMarkup(text)}</text>`;
}

/** A rectangle a cell in a group with a cell as its unit, without smoothing between them; many cells are an image. */
function matrixElement(mark: MatrixMark, sharp: string): string {
  const { x, y, width, height, rows, columns, data, scale } = mark;
  if (rows === 0 || columns === 0) return '<g/>';
  if (rows > MOST_CELLS || columns > MOST_CELLS) return imageElement(mark, matrixPixels(mark), sharp);
  const cells: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const fill = colourOf(data[row * columns + column], scale);
      cells.push(`<rect x="${column}" y="${row}" width="1" height="1" fill="${escapeMarkup(fill)}"/>`);
    }
  }
  const place = `translate(${n(x)} ${n(y)}) scale(${(width / columns).toFixed(6)} ${(height / rows).toFixed(6)})`;
  return `<g class="matrix" transform="${place}" shape-rendering="crispEdges">\n${cells.join('\n')}\n</g>`;
}

function imageElement(mark: ImageMark | MatrixMark, pixels: Uint8ClampedArray, rendering: string): string {
  if (mark.rows === 0 || mark.columns === 0) return '<g/>';
  const opacity = mark.type === 'image' ? opacityOf(mark.opacity) : '';
  const href = `data:image/png;base64,${base64(encodePng(pixels, mark))}`;
  return `<image${box(mark)} preserveAspectRatio="none"${rendering}${opacity} xlink:href="${href}"/>`;
}

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}
