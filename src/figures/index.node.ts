/**
 * Figures in Node: everything of the portable entry, and the fonts that ship with Lupa.
 *
 * ```js
 * import { inspect, openModel } from 'lupa-attention';
 * import { figure, fontMeasure, shippedFonts, toPdf } from 'lupa-attention/figures';
 * const record = await inspect(await openModel(), 'The cat sat on the mat because it was tired.');
 * const fonts = await shippedFonts();
 * const { scene, metadata } = figure(record, { kind: 'heatmap', layers: [3], heads: [2], measure: fontMeasure(fonts) });
 * await writeFile('cat.pdf', await toPdf(scene, { fonts, metadata }));
 * ```
 *
 * @module
 */
export * from './index.js';
export { findFonts, fontFile, shippedFonts, type FoundFont } from '../render/fonts.node.js';
export { nodeWasm } from '../media/wasm.node.js';
