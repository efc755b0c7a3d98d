import { recordJson } from '../attention/json.js';
import { headCount, layerCount, type AttentionRecord } from '../attention/record.js';
import { selectRecord } from '../attention/select.js';
import { readTensorName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';
import { edgeTable, strongestEdges } from '../figures/edges.js';
import { figure, type Figure, type FigureRequest } from '../figures/figure.js';
import { parseWidth } from '../figures/lengths.js';
import type { FigureOptions } from '../figures/options.js';
import { canvasMeasure, type DrawingContext } from '../render/canvas.js';
import { describePng, pixelSize } from '../render/png.js';
import { FIGURE_FAMILY, toSvg } from '../render/svg.js';
import { writeAddress, type Address } from '../views/address.js';
import { formatRanges } from '../views/label.js';
import { allHeads } from '../views/selection.js';
import type { Language } from '../words/language.js';
import { isFigureKind, type ExportFormat } from './page-export-menu.js';

export { exportFormats, exportMenu, type ExportFormat } from './page-export-menu.js';

/** Of pictures made of pixels, as `lupa figure` has it. */
const DPI = 300;
/** More rows hardly open in a spreadsheet. */
const MOST_ROWS = 100_000;
/** A figure is as wide as a page, or wider where it has no room in it. */
const WIDTHS = ['page', '350mm', '700mm', '1400mm'];

/** What is exported: what the page shows of its record now. */
export interface ExportSource {
  record: AttentionRecord;
  now: Address;
  language: Language;
}

/**
 * Saves what the page shows, or opens the print dialog for a PDF.
 * @returns the name of the file; null for a PDF, which the reader names
 * @throws LupaError where there is no room for the figure
 */
export async function exportAs(format: ExportFormat, source: ExportSource): Promise<string | null> {
  const name = exportName(source);
  if (format === 'pdf') {
    printFigure(exportFigure(source), name);
    return null;
  }
  const file = `${name}.${format}`;
  saveBlob(await exportBlob(format, source), file);
  return file;
}

async function exportBlob(format: Exclude<ExportFormat, 'pdf'>, source: ExportSource): Promise<Blob> {
  switch (format) {
    case 'svg':
      return new Blob([svgOf(exportFigure(source))], { type: 'image/svg+xml' });
    case 'png':
      return pngOf(exportFigure(source));
    case 'csv': {
      const edges = strongestEdges([source.record], { ...exportOptions(source), count: MOST_ROWS });
      return new Blob([edgeTable(edges, 'csv')], { type: 'text/csv' });
    }
    case 'json':
      return new Blob([...recordJson(shownRecord(source))], { type: 'application/json' });
  }
}

/** The layers and heads on screen: the model view has several layers, the neuron view one head. */
function shownPart({ record, now: { view, stack, layer, heads, options } }: ExportSource): { layers: number[]; heads: number[] } {
  if (view !== 'model') return { layers: [layer], heads: view === 'neuron' ? heads.slice(0, 1) : heads };
  return {
    layers: (options.shownLayers as number[] | null) ?? allHeads(layerCount(record, { stack })),
    heads: (options.shownHeads as number[] | null) ?? allHeads(headCount(record, { stack })),
  };
}

/** What the page shows, in the terms of `lupa figure`. Figures are for paper: light, whatever the theme of the page. */
export function exportOptions(source: ExportSource): FigureOptions {
  const { now, language } = source;
  const { view, sequence, stack, focus, pinned } = now;
  const { filter, threshold, combine, units, special, values, scaling, sequential, diverging, thumbnails } = now.options as Partial<FigureOptions> & {
    special?: string;
  };
  return {
    ...{ kind: isFigureKind(view) ? view : 'head', sequence, stack, ...shownPart(source), language },
    ...{ filter, threshold, combine, units, values, scaling, sequential, diverging, thumbnails },
    focus: pinned && (view === 'head' || view === 'neuron') ? focus : null,
    special: special === undefined || special === 'show',
    renormalise: special === 'renormalise',
  };
}

/** The figure of what is shown, as narrow as it can be read. */
function exportFigure(source: ExportSource): Figure {
  const context = new OffscreenCanvas(1, 1).getContext('2d') as DrawingContext;
  const inPage = canvasMeasure(context);
  const request: FigureRequest = { ...exportOptions(source), measure: (text, font) => inPage(text, { ...font, family: FIGURE_FAMILY }) };
  if (request.heads?.length === 0)
    throw new LupaError('InvalidInput', 'no head is switched on, and a figure shows at least one: switch one on', {
      subject: 'heads',
      value: 'none',
    });
  let failure: unknown;
  for (const width of WIDTHS) {
    try {
      return figure(source.record, { ...request, width: parseWidth(width) });
    } catch (error) {
      if (!(error instanceof LupaError) || error.subject !== 'width') throw error;
      failure = error;
    }
  }
  throw failure;
}

function svgOf({ scene, metadata }: Figure): string {
  return toSvg(scene, { unit: 'mm', metadata });
}

/** The SVG drawn by the browser, in the fonts that it has. */
async function pngOf(drawn: Figure): Promise<Blob> {
  const { width, height } = pixelSize(drawn.scene, DPI);
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svgOf(drawn))}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d')?.drawImage(image, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done));
  if (blob === null) {
    throw new LupaError('OutOfRange', `this browser cannot draw a picture of ${width} × ${height} pixels: save it as SVG, or show fewer heads`, {
      subject: 'pixels',
      value: [width, height],
    });
  }
  const bytes = describePng(new Uint8Array(await blob.arrayBuffer()), { dpi: DPI, metadata: drawn.metadata });
  return new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'image/png' });
}

/** The record with what is shown alone, and the address that shows it. */
function shownRecord(source: ExportSource): AttentionRecord & { shown: string } {
  const { record, now } = source;
  const { layers, heads } = shownPart(source);
  const names = Object.keys(record.tensors).filter((name) => {
    const read = readTensorName(name);
    return read !== null && read.stack === now.stack && layers.includes(read.layer);
  });
  // By name: pages decode a tensor when it is first looked at.
  const tensors = Object.fromEntries(names.map((name) => [name, record.tensors[name]]));
  return { ...selectRecord({ ...record, tensors }, { heads }), shown: writeAddress(record, now) };
}

/** `lupa-head-layer3-head7`; heads 0, 1, 2 and 5 are `heads0-2_5`. */
function exportName(source: ExportSource): string {
  const { record, now } = source;
  const { layers, heads } = shownPart(source);
  const part = (name: string, numbers: number[]): string =>
    `${name}${numbers.length > 1 ? 's' : ''}${formatRanges(numbers).replaceAll(', ', '_').replaceAll('–', '-')}`;
  const parts = [`lupa-${now.view}`];
  if (layers.length < layerCount(record, now)) parts.push(part('layer', layers));
  if (heads.length > 0 && heads.length < headCount(record, { stack: now.stack, layer: layers[0] ?? 0 })) parts.push(part('head', heads));
  return parts.join('-').slice(0, 80);
}

/** Lets the browser save a file. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // Not at once: the browser may still be reading it.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Prints the figure alone, on a sheet of its size: text stays text, in the fonts of the browser. */
function printFigure(drawn: Figure, name: string): void {
  const { width, height } = drawn.scene;
  const svg = new DOMParser().parseFromString(svgOf(drawn), 'image/svg+xml').documentElement;
  const sheet = document.createElement('div');
  sheet.id = 'sheet';
  const style = document.createElement('style');
  style.textContent = `@page { size: ${width}px ${Math.ceil(height) + 1}px; margin: 0; }`;
  sheet.append(style, document.adoptNode(svg));
  document.body.append(sheet);
  // What the browser calls the file.
  const title = document.title;
  document.title = name;
  const done = (): void => {
    sheet.remove();
    document.title = title;
  };
  window.addEventListener('afterprint', done, { once: true });
  window.print();
}
