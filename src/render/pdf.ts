import { colourIndex, matrixPixels } from '../scene/matrix.js';
import type { GroupMark, ImageMark, LinksMark, Mark, MatrixMark, RectMark, RuleMark, Scene, TextMark } from '../scene/mark.js';
import { parseColour } from './colour.js';
import type { FontFace } from './font-file.js';
import { xmpPacket, type PictureMetadata } from './metadata.js';
import { formatCoordinate as n } from './number.js';
import { PdfFile, pdfText, type PdfReference } from './pdf-file.js';
import { PdfFonts } from './pdf-fonts.js';
import { PdfText } from './pdf-text.js';
import type { Shaper } from './shape.js';
import { MOST_CELLS } from './svg.js';

/** How a drawing becomes PDF. */
export interface PdfOptions {
  /** The fonts to draw with; of each, the glyphs that are used are embedded. */
  fonts: readonly FontFace[];
  metadata?: PictureMetadata | null;
}

/** A scene as a PDF document of one page of its size. Text stays text, in embedded fonts. The same scene gives the same bytes. */
export async function toPdf(scene: Scene, { fonts, metadata = null }: PdfOptions): Promise<Uint8Array> {
  const { textShaper } = await import('./shape.js');
  return new PdfPage(textShaper(fonts)).write(scene, metadata);
}

/** Points in a px: 1/72 and 1/96 inch. */
const POINTS = 0.75;

/** A page while it is written. */
class PdfPage {
  readonly #file = new PdfFile();
  readonly #fonts = new PdfFonts(this.#file);
  readonly #text: PdfText;
  readonly #content: string[] = [];
  /** Names of graphics states by opacity, of images by reference. */
  readonly #opacities = new Map<number, string>();
  readonly #images: PdfReference[] = [];

  constructor(shape: Shaper) {
    this.#text = new PdfText(this.#fonts, shape);
  }

  write(scene: Scene, metadata: PictureMetadata | null): Uint8Array {
    const [width, height] = [n(scene.width * POINTS), n(scene.height * POINTS)];
    // From here on y points downwards, as in scenes.
    this.#content.push(`${n(POINTS)} 0 0 ${n(-POINTS)} 0 ${height} cm`);
    if (scene.background !== 'transparent') {
      this.#marks([{ type: 'rect', x: 0, y: 0, width: scene.width, height: scene.height, fill: scene.background }]);
    }
    this.#marks(scene.marks);
    const file = this.#file;
    const catalogue = file.reserve();
    const pages = file.reserve();
    const contents = file.stream(this.#content.join('\n'));
    const states = Array.from(this.#opacities, ([opacity, name]) => `/${name} << /ca ${n(opacity)} /CA ${n(opacity)} >>`).join(' ');
    const images = this.#images.map((image, index) => `/I${index + 1} ${image}`).join(' ');
    const resources = `<< /Font << ${this.#fonts.finish()} >> /ExtGState << ${states} >> /XObject << ${images} >> >>`;
    // The page blends its transparent lines in the colours they are written in.
    const group = '/Group << /S /Transparency /CS /DeviceRGB >>';
    const page = file.add(
      `<< /Type /Page /Parent ${pages} /MediaBox [0 0 ${width} ${height}] /Resources ${resources} /Contents ${contents} ${group} >>`,
    );
    file.add(`<< /Type /Pages /Kids [${page}] /Count 1 >>`, pages);
    const packet =
      metadata === null ? '' : ` /Metadata ${file.stream(utf8(xmpPacket(metadata)), { entries: ' /Type /Metadata /Subtype /XML', plain: true })}`;
    file.add(`<< /Type /Catalog /Pages ${pages}${packet} /ViewerPreferences << /DisplayDocTitle true >> >>`, catalogue);
    return file.write({ root: catalogue, info: file.add(documentInfo(metadata)) });
  }

  #marks(marks: readonly Mark[]): void {
    for (const mark of marks) {
      if (mark.type === 'group') this.#group(mark);
      else if (mark.type === 'rect') this.#rect(mark);
      else if (mark.type === 'rule') this.#rule(mark);
      else if (mark.type === 'links') this.#links(mark);
      else if (mark.type === 'text') this.#string(mark);
      else if (mark.type === 'image') this.#image(mark, mark.pixels, mark.opacity);
      else this.#matrix(mark);
    }
  }

  /** Content between a saved and a restored graphics state, with an opacity. */
  #within(opacity: number | undefined, operators: () => string[]): void {
    this.#content.push('q');
    if (opacity !== undefined && opacity < 1) this.#content.push(`/${this.#opacity(Math.max(0, opacity))} gs`);
    this.#content.push(...operators(), 'Q');
  }

  #opacity(value: number): string {
    const name = this.#opacities.get(value) ?? `G${this.#opacities.size + 1}`;
    this.#opacities.set(value, name);
    return name;
  }

  #group({ x, y, marks, clip }: GroupMark): void {
    this.#content.push('q', `1 0 0 1 ${n(x)} ${n(y)} cm`);
    if (clip !== undefined) this.#content.push(`${n(clip.x)} ${n(clip.y)} ${n(clip.width)} ${n(clip.height)} re W n`);
    this.#marks(marks);
    this.#content.push('Q');
  }

  #rect({ x, y, width, height, fill, stroke = null, opacity, radius = 0 }: RectMark): void {
    this.#within(opacity, () => [
      ...(fill === null || fill === 'transparent' ? [] : [`${rgb(fill)} rg`, boxPath([x, y, width, height], radius), 'f']),
      ...(stroke === null
        ? []
        : [`${rgb(stroke)} RG 1 w`, boxPath([x + 0.5, y + 0.5, Math.max(0, width - 1), Math.max(0, height - 1)], radius), 'S']),
    ]);
  }

  #rule({ x1, y1, x2, y2, colour, width, opacity }: RuleMark): void {
    this.#within(opacity, () => [`${rgb(colour)} RG ${n(width)} w`, `${n(x1)} ${n(y1)} m ${n(x2)} ${n(y2)} l S`]);
  }

  #links({ segments, colour, opacity, width }: LinksMark): void {
    this.#within(opacity, () => {
      const lines = [`${rgb(colour)} RG ${n(width)} w`];
      for (let i = 0; i < segments.length; i += 4) {
        lines.push(`${n(segments[i])} ${n(segments[i + 1])} m ${n(segments[i + 2])} ${n(segments[i + 3])} l`);
      }
      return [...lines, 'S'];
    });
  }

  #string(mark: TextMark): void {
    this.#within(mark.opacity, () => [`${rgb(mark.colour)} rg`, ...this.#text.operators(mark)]);
  }

  /** Cells as rectangles that reach a little under the next ones: viewers smooth edges, and would show the paper between two that only meet. */
  #matrix(mark: MatrixMark): void {
    const { x, y, width, height, rows, columns, data, scale } = mark;
    if (rows === 0 || columns === 0) return;
    if (rows > MOST_CELLS || columns > MOST_CELLS) {
      this.#image(mark, matrixPixels(mark), 1);
      return;
    }
    this.#within(1, () => {
      const lines: string[] = [];
      const [across, down] = [width / columns, height / rows];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const index = colourIndex(data[row * columns + column], scale);
          const fill = index < 0 ? rgb(scale.missing) : channels(scale.table.subarray(index * 3, index * 3 + 3));
          const reach = [column + 1 < columns ? 1.08 : 1, row + 1 < rows ? 1.08 : 1];
          lines.push(`${fill} rg ${n(x + column * across)} ${n(y + row * down)} ${n(across * reach[0])} ${n(down * reach[1])} re f`);
        }
      }
      return lines;
    });
  }

  #image({ x, y, width, height, rows, columns }: ImageMark | MatrixMark, pixels: Uint8ClampedArray, opacity: number | undefined): void {
    if (rows === 0 || columns === 0) return;
    const colours = new Uint8Array(rows * columns * 3);
    const alpha = new Uint8Array(rows * columns);
    for (let i = 0; i < alpha.length; i++) {
      for (let channel = 0; channel < 3; channel++) colours[i * 3 + channel] = pixels[i * 4 + channel];
      alpha[i] = pixels[i * 4 + 3];
    }
    const form = ` /Type /XObject /Subtype /Image /Width ${columns} /Height ${rows} /BitsPerComponent 8 /Interpolate false`;
    const mask = alpha.every((value) => value === 255) ? '' : ` /SMask ${this.#file.stream(alpha, { entries: `${form} /ColorSpace /DeviceGray` })}`;
    this.#images.push(this.#file.stream(colours, { entries: `${form} /ColorSpace /DeviceRGB${mask}` }));
    const name = `I${this.#images.length}`;
    this.#within(opacity, () => [`${n(width)} 0 0 ${n(-height)} ${n(x)} ${n(y + height)} cm /${name} Do`]);
  }
}

/** Title and the rest for viewers that read no XMP. */
function documentInfo(metadata: PictureMetadata | null): string {
  if (metadata === null) return '<< /Producer (Lupa) >>';
  const { title, description, creator, date } = metadata;
  const created = date === null ? '' : ` /CreationDate (${pdfDate(date)})`;
  return `<< /Title ${pdfText(title)} /Subject ${pdfText(description)} /Creator ${pdfText(creator)} /Producer ${pdfText(creator)}${created} >>`;
}

/** `2026-11-24T20:00:00Z` as `D:20261124200000Z`. */
function pdfDate(date: string): string {
  return `D:${date.replace(/\D/g, '').slice(0, 14)}Z`;
}

function rgb(colour: string): string {
  return channels(parseColour(colour).slice(0, 3));
}

function channels(values: ArrayLike<number>): string {
  return Array.from(values, (value) => n(value / 255)).join(' ');
}

/** How far the handles of a quarter circle are from its ends, in radii. */
const ROUND = 0.5523;

function boxPath([x, y, width, height]: [number, number, number, number], radius: number): string {
  if (radius <= 0) return `${n(x)} ${n(y)} ${n(width)} ${n(height)} re`;
  const r = Math.min(radius, width / 2, height / 2);
  const h = r * (1 - ROUND);
  const [right, bottom] = [x + width, y + height];
  const point = (px: number, py: number): string => `${n(px)} ${n(py)}`;
  return [
    `${point(x + r, y)} m ${point(right - r, y)} l ${point(right - h, y)} ${point(right, y + h)} ${point(right, y + r)} c`,
    `${point(right, bottom - r)} l ${point(right, bottom - h)} ${point(right - h, bottom)} ${point(right - r, bottom)} c`,
    `${point(x + r, bottom)} l ${point(x + h, bottom)} ${point(x, bottom - h)} ${point(x, bottom - r)} c`,
    `${point(x, y + r)} l ${point(x, y + h)} ${point(x + h, y)} ${point(x + r, y)} c h`,
  ].join(' ');
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
