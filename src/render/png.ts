import type * as ResvgModule from '@resvg/resvg-wasm';
import type { WasmLoader } from '../media/codecs.js';
import type { Scene, TextMark } from '../scene/mark.js';
import { LupaError, reasonOf } from '../errors.js';
import type { FontFace } from './font-file.js';
import { escapeMarkup } from './markup.js';
import { xmpPacket, type PictureMetadata } from './metadata.js';
import { formatCoordinate as n } from './number.js';
import { densityChunk, readPng, textChunk, writePng } from './png-file.js';
import { BASELINE, toSvg } from './svg.js';

/** How a drawing becomes PNG. */
export interface PngOptions {
  /** Pixels an inch; default 96. */
  dpi?: number;
  /** The fonts to draw with: no others are looked for, so that every machine gives the same picture. */
  fonts: readonly FontFace[];
  metadata?: PictureMetadata | null;
  /** Compiles resvg's WebAssembly: in Node `nodeWasm`, in a browser what fetches the file that the app serves. */
  wasm: WasmLoader;
}

/** More pixels than this would not fit into the memory of many machines. */
const MOST_PIXELS = 100_000_000;

/** The size in pixels that {@link toPng} gives a scene. */
export function pixelSize({ width, height }: Pick<Scene, 'width' | 'height'>, dpi: number): { width: number; height: number } {
  const whole = (length: number): number => Math.max(1, Math.round((length * dpi) / 96));
  return { width: whole(width), height: whole(height) };
}

/**
 * A scene as a PNG file. Text is turned into outlines here, in the fonts given and in the right order; resvg (WebAssembly) fills them.
 * @throws LupaError OutOfRange when that would be more than 100 million pixels
 */
export async function toPng(scene: Scene, { dpi = 96, fonts, metadata = null, wasm }: PngOptions): Promise<Uint8Array> {
  const pixels = pixelSize(scene, dpi);
  const count = pixels.width * pixels.height;
  if (count > MOST_PIXELS) {
    throw new LupaError(
      'OutOfRange',
      `the picture would have ${pixels.width} × ${pixels.height} pixels, at most ${MOST_PIXELS / 1e6} million can be drawn: lower the dpi or the size`,
      { subject: 'dpi', value: count, limit: MOST_PIXELS },
    );
  }
  const [{ Resvg }, { textShaper }] = await Promise.all([loadResvg(wasm), import('./shape.js')]);
  const outlines = new Map<string, string>();
  const shape = textShaper(fonts);
  /** The letters of a text, each a use of its outline. */
  const text = ({ x, y, text: written, anchor, font, colour, opacity = 1, angle = 0 }: TextMark): string => {
    const { width, runs } = shape(written, font);
    const left = anchor === 'start' ? 0 : anchor === 'middle' ? -width / 2 : -width;
    const groups = runs.map(({ face, font: { unitsPerEm }, x: start, glyphs }) => {
      const uses = glyphs.flatMap(({ glyph, x: right, y: up }) => {
        const path = glyph.path.toSVG();
        if (path === '') return [];
        const id = `g${fonts.indexOf(face)}-${glyph.id}`;
        outlines.set(id, path);
        return [`<use xlink:href="#${id}" x="${n(right)}" y="${n(up)}"/>`];
      });
      const scale = (font.size / unitsPerEm).toFixed(9);
      return `<g transform="translate(${n(left + start)} ${n(BASELINE * font.size)}) scale(${scale} -${scale})">${uses.join('')}</g>`;
    });
    const turned = angle === 0 ? '' : ` rotate(${n(angle)})`;
    return `<g transform="translate(${n(x)} ${n(y)})${turned}" fill="${escapeMarkup(colour)}"${opacity < 1 ? ` fill-opacity="${n(opacity)}"` : ''}>${groups.join('')}</g>`;
  };
  const definitions = (): string => Array.from(outlines, ([id, path]) => `<path id="${id}" d="${path}"/>`).join('');
  const svg = toSvg(scene, { text, definitions, pixels });
  return describePng(rasterise(Resvg, svg), { dpi, metadata });
}

/** A PNG file that is known to be sound, with how many pixels are an inch and what it says of itself. */
export function describePng(bytes: Uint8Array, { dpi, metadata }: { dpi: number; metadata: PictureMetadata | null }): Uint8Array {
  const [header, ...rest] = readPng(bytes);
  return writePng([header, densityChunk(dpi), ...metadataChunks(metadata), ...rest.filter(({ type }) => type !== 'pHYs')]);
}

/** @throws LupaError RuntimeFailed when resvg gives up */
function rasterise(Resvg: typeof ResvgModule.Resvg, svg: string): Uint8Array {
  try {
    const drawing = new Resvg(svg, { font: { loadSystemFonts: false } });
    const image = drawing.render();
    const bytes = image.asPng();
    image.free();
    drawing.free();
    return bytes;
  } catch (cause) {
    throw new LupaError('RuntimeFailed', `resvg could not draw the picture: ${reasonOf(cause)}`, { subject: 'resvg', cause });
  }
}

/** XMP for programs, and under PNG's own names for people. */
function metadataChunks(metadata: PictureMetadata | null): ReturnType<typeof textChunk>[] {
  if (metadata === null) return [];
  const { title, description, creator, date } = metadata;
  const said = { Title: title, Description: description, Software: creator, ...(date === null ? {} : { 'Creation Time': date }) };
  return [...Object.entries(said).map(([name, text]) => textChunk(name, text)), textChunk('XML:com.adobe.xmp', xmpPacket(metadata))];
}

let resvg: Promise<typeof ResvgModule> | undefined;

/** resvg can be started only once. */
async function loadResvg(wasm: WasmLoader): Promise<typeof ResvgModule> {
  resvg ??= (async () => {
    const module = await import('@resvg/resvg-wasm');
    await module.initWasm(wasm('@resvg/resvg-wasm/index_bg.wasm'));
    return module;
  })();
  return resvg;
}
