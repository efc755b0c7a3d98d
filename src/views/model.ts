import { headScore, type HeadScore } from '../analysis/scores.js';
import { headCount, layerAttention, stackTokens, type AttentionRecord, type LayerAttention } from '../attention/record.js';
import type { ColourScale, Font, Mark, MatrixMark, Scene } from '../scene/mark.js';
import { formatNumber, type Language } from '../words/language.js';
import { headColours } from './colours.js';
import { filterTokens } from './head-state.js';
import { modelLayout, visiblePlaces, type ModelLayout, type Place } from './model-layout.js';
import { modelState, type ModelState } from './model-state.js';
import { colourScale, rampTable } from './scale.js';
import { FONT_FAMILY, PALETTES, type Palette } from './theme.js';
import { lineThumbnail, matrixThumbnail } from './thumbnail.js';

/** A head of a layer, and its score where heads are ordered by one. */
export interface RankedHead {
  layer: number;
  head: number;
  score: number | null;
}

/** The pixels of one thumbnail. */
export type Thumbnail = Pick<MatrixMark, 'data' | 'rows' | 'columns' | 'scale'>;

/** Which part of the drawing is seen, in px. */
export interface ModelViewport {
  width: number;
  height: number;
  /** How far the drawing is scrolled. */
  x?: number;
  y?: number;
  language?: Language;
  /** Gives the pixels of a head, null where they are not there yet; default makes them. */
  thumbnail?: (layer: number, head: number) => Thumbnail | null;
  /** The head under the pointer or the keyboard. */
  pointed?: { layer: number; head: number } | null;
}

/** The model view with what a pointer needs to know about it. */
export interface ModelDrawing {
  /** As large as the window. */
  scene: Scene;
  layout: ModelLayout;
  heads: RankedHead[];
}

/**
 * The heads that are shown, in order: layer by layer, or by score over all layers, largest first unless `ascending`; ties by layer and head, NaN
 * last.
 */
export function rankHeads(record: AttentionRecord, state: ModelState): RankedHead[] {
  const { shownLayers, shownHeads, order, ascending } = state;
  const all = shownLayers.flatMap((layer) =>
    shownHeads.map((head) => ({ layer, head, score: order === 'layer' ? null : scoreOf(record, state, { layer, head, score: order }) })),
  );
  if (order === 'layer') return all;
  const rank = ({ score }: RankedHead): number => (score === null || Number.isNaN(score) ? -Infinity : ascending ? -score : score);
  return all.sort((a, b) => rank(b) - rank(a) || a.layer - b.layer || a.head - b.head);
}

const scores = new WeakMap<AttentionRecord, Map<string, number>>();

/** A head's score, computed once. */
export function scoreOf(
  record: AttentionRecord,
  { sequence, stack }: Pick<ModelState, 'sequence' | 'stack'>,
  { layer, head, score }: { layer: number; head: number; score: HeadScore },
): number {
  const known = scores.get(record) ?? new Map<string, number>();
  scores.set(record, known);
  const key = `${stack} ${sequence} ${layer} ${head} ${score}`;
  if (!known.has(key)) {
    const { keys } = stackTokens(record, { stack, sequence });
    const special = keys.map((token) => token.special);
    const attention = layerAttention(record, layer, { sequence, stack });
    for (let each = 0; each < attention.heads; each++)
      known.set(`${stack} ${sequence} ${layer} ${each} ${score}`, headScore(score, attention, { head: each, special }));
  }
  return known.get(key) ?? NaN;
}

/**
 * Makes thumbnails of a record, `size` pixels a side: a function of layer and head that remembers the layer it read last.
 */
export function thumbnailMaker(record: AttentionRecord, state: ModelState, size: number): (layer: number, head: number) => Thumbnail {
  const { sequence, stack, filter, thumbnails, theme } = state;
  const { queries, keys } = stackTokens(record, { stack, sequence });
  const { queries: rows, keys: columns } = { queries: filterTokens(queries, filter).queries, keys: filterTokens(keys, filter).keys };
  const scales = lineScales(record, state);
  let last: { layer: number; attention: LayerAttention } | null = null;
  return (layer, head) => {
    if (last?.layer !== layer) last = { layer, attention: layerAttention(record, layer, { sequence, stack }) };
    const options = { head, rows, columns, width: size, height: size };
    if (thumbnails === 'lines') return { data: lineThumbnail(last.attention, options), rows: size, columns: size, scale: scales[head] };
    const small = matrixThumbnail(last.attention, options);
    return {
      ...small,
      scale: colourScale('blue', { low: 0, high: meanRowPeak(small) || 1, theme }),
    };
  };
}

/** The mean of the rows' largest weights: one large weight among thousands would leave all others dark. NaN is left out. */
function meanRowPeak({ data, rows, columns }: Pick<MatrixMark, 'data' | 'rows' | 'columns'>): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    sum += data.subarray(row * columns, (row + 1) * columns).reduce((most, value) => (value > most ? value : most), 0);
  }
  return sum / rows;
}

/** From the background to the colour that the head has in all views. */
function lineScales(record: AttentionRecord, { stack, theme }: ModelState): ColourScale[] {
  const { background } = PALETTES[theme];
  return headColours(headCount(record, { stack }), theme).map((colour) => ({
    low: 0,
    high: 1,
    table: rampTable(background, colour),
    missing: background,
  }));
}

/**
 * All layers and heads of a record as thumbnails: a row a layer, or in the order of a score. The scene is the part that is seen.
 * @throws LupaError OutOfRange when the state names what the record does not have
 */
export function modelScene(record: AttentionRecord, state: Partial<ModelState>, viewport: ModelViewport): Scene {
  return modelDrawing(record, state, viewport).scene;
}

/** {@link modelScene} with its layout, for elements. */
export function modelDrawing(record: AttentionRecord, partial: Partial<ModelState>, viewport: ModelViewport): ModelDrawing {
  const state = modelState(record, partial);
  const { width, height, x = 0, y = 0, language = 'en', pointed = null } = viewport;
  const heads = rankHeads(record, state);
  const layout = modelLayout({ heads, order: state.order, across: state.shownHeads.length, width });
  const { thumbnail = thumbnailMaker(record, state, layout.size) } = viewport;
  const palette = PALETTES[state.theme];
  const marks: Mark[] = [];
  const allOn = state.heads.length === headCount(record, { stack: state.stack, layer: state.layer });
  for (const place of visiblePlaces(layout, { x, y, width, height })) {
    const chosen = !allOn && place.layer === state.layer && state.heads.includes(place.head);
    const lit = pointed !== null && pointed.layer === place.layer && pointed.head === place.head;
    marks.push(...thumbnailMarks(place, layout, { palette, chosen, lit, pixels: thumbnail(place.layer, place.head) }));
    if (layout.caption > 0)
      marks.push(...captionMarks(place, layout, { palette, language, score: heads[place.row * layout.columns + place.column].score }));
  }
  const body: Mark = { type: 'group', name: 'thumbnails', x: -x, y: -y, marks };
  const scene = {
    width,
    height,
    background: palette.background,
    marks: state.order === 'layer' ? [body, ...axisMarks(layout, state, { x, y, width, height, palette, pointed })] : [body],
  };
  return { scene, layout, heads };
}

function thumbnailMarks(
  { x, y, layer, head }: Place,
  { size }: ModelLayout,
  { palette, chosen, lit, pixels }: { palette: Palette; chosen: boolean; lit: boolean; pixels: Thumbnail | null },
): Mark[] {
  const datum = { kind: 'head', layer, head };
  const frame = chosen || lit ? palette.accent : palette.border;
  const marks: Mark[] = [];
  if (pixels === null) marks.push({ type: 'rect', x, y, width: size, height: size, fill: palette.surface, datum });
  else marks.push({ type: 'matrix', x, y, width: size, height: size, ...pixels, datum });
  marks.push({ type: 'rect', x: x - 1, y: y - 1, width: size + 2, height: size + 2, fill: null, stroke: frame, radius: 3 });
  if (chosen || lit) marks.push({ type: 'rect', x: x - 2, y: y - 2, width: size + 4, height: size + 4, fill: null, stroke: frame, radius: 4 });
  return marks;
}

/** Under a thumbnail: layer and head, and the score. */
function captionMarks(
  { x, y, layer, head }: Place,
  { size, caption }: ModelLayout,
  { palette, language, score }: { palette: Palette; language: Language; score: number | null },
): Mark[] {
  const font: Font = { size: 12, weight: 400, family: FONT_FAMILY };
  const middle = y + size + caption / 2 + 1;
  const number = score === null || Number.isNaN(score) ? 'NaN' : formatNumber(score, language, 2);
  return [
    { type: 'text', x: x + 1, y: middle, text: `${layer}·${head}`, anchor: 'start', font: { ...font, weight: 600 }, colour: palette.text },
    { type: 'text', x: x + size - 1, y: middle, text: number, anchor: 'end', font, colour: palette.muted },
  ];
}

/** The numbers of layers and heads: they stay at the edges while the thumbnails scroll. */
function axisMarks(
  layout: ModelLayout,
  state: ModelState,
  view: { x: number; y: number; width: number; height: number; palette: Palette; pointed: { layer: number; head: number } | null },
): Mark[] {
  const { size, left, top, places, columns } = layout;
  const { x, y, width, height, palette, pointed } = view;
  const font: Font = { size: 12, weight: 400, family: FONT_FAMILY };
  const strong: Font = { ...font, weight: 600 };
  const label = (number: number, at: { x: number; y: number }, on: boolean): Mark => ({
    type: 'text',
    ...at,
    text: String(number),
    anchor: 'middle',
    font: on ? strong : font,
    colour: on ? palette.text : palette.muted,
  });
  const over: Mark[] = [{ type: 'rect', x: 0, y: 0, width, height: top - 6, fill: palette.background }];
  const beside: Mark[] = [{ type: 'rect', x: 0, y: 0, width: left - 6, height, fill: palette.background }];
  for (const { head, x: at } of places.slice(0, columns)) over.push(label(head, { x: at + size / 2 - x, y: top - 18 }, head === pointed?.head));
  for (let i = 0; i < places.length; i += columns) {
    const { layer, y: at } = places[i];
    beside.push(
      label(layer, { x: left - 18, y: at + size / 2 - y }, layer === pointed?.layer || (layer === state.layer && state.heads.length === 1)),
    );
  }
  const corner: Mark = { type: 'rect', x: 0, y: 0, width: left - 6, height: top - 6, fill: palette.background };
  return [{ type: 'group', name: 'layers', x: 0, y: 0, marks: beside }, { type: 'group', name: 'heads', x: 0, y: 0, marks: over }, corner];
}
