/**
 * Figures for papers: a record becomes a scene, and a scene SVG, PDF or PNG.
 *
 * ```js
 * import { figure, toSvg } from 'lupa-attention/figures';
 * const { scene, metadata } = figure(record, { kind: 'heatmap', layers: [3], heads: [2] });
 * const svg = toSvg(scene, { unit: 'mm', metadata });
 * ```
 *
 * @module
 */
export { figure, type Figure, type FigureRequest } from './figure.js';
export { reportFigure, type ReportFigureOptions } from './report.js';
export { FIGURE_KINDS, type FigureKind, type FigureOptions, type Grid } from './options.js';
export { fromPoints, parseWidth, PRESETS } from './lengths.js';
export { edgeTable, strongestEdges, TABLE_FORMATS, type Edge, type TableFormat } from './edges.js';
export { escapeLatex, includeSnippet, type SnippetOptions } from './latex.js';
export { answerTokens } from './answer.js';
export { agreementChart, headGrid, tokenBars, type CheckLook } from '../views/check.js';

// renderers: any scene, also those of views
export { toSvg, type SvgOptions } from '../render/svg.js';
export { toPdf, type PdfOptions } from '../render/pdf.js';
export { pixelSize, toPng, type PngOptions } from '../render/png.js';
export { readPictureData, type PictureMetadata } from '../render/metadata.js';
export { readFontFace, type FontFace } from '../render/font-file.js';
export { fontMeasure, missingCharacters } from '../render/fonts.js';
