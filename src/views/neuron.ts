import { headCount, layerAttention, stackTokens, type AttentionRecord } from '../attention/record.js';
import type { Font, Mark, Scene } from '../scene/mark.js';
import { cutText, estimateWidth, type TextMeasure } from '../scene/measure.js';
import type { Token } from '../tokens/token.js';
import type { Language } from '../words/language.js';
import { headColours } from './colours.js';
import { tokenLabel } from './label.js';
import { neuronLayout, rowMiddle, seenRows, type NeuronColumn, type NeuronLayout } from './neuron-layout.js';
import { neuronLines } from './neuron-lines.js';
import { formatStep } from './neuron-number.js';
import { neuronState, shownHead, type NeuronState } from './neuron-state.js';
import { neuronScales, neuronTitles } from './neuron-titles.js';
import { neuronValues, type NeuronValues } from './neuron-values.js';
import { FONT_FAMILY, PALETTES, type Palette } from './theme.js';

/** How large the drawing is and which part of it is seen. */
export interface NeuronViewport {
  /** In px. */
  width: number;
  /** What is seen, in px of the drawing: default all. */
  top?: number;
  bottom?: number;
  measure?: TextMeasure;
  language?: Language;
}

/** The drawing with what a pointer needs to know about it. */
export interface NeuronDrawing {
  scene: Scene;
  layout: NeuronLayout;
  /** null where the record has no queries and keys. */
  values: NeuronValues | null;
  /** The key that is told about. */
  key: number;
}

const FONT: Font = { size: 13, weight: 400, family: FONT_FAMILY };
const TITLE: Font = { size: 13, weight: 600, family: FONT_FAMILY };
/** Of a vector, in px. */
const BAND = 20;

/**
 * How one head comes from queries and keys to its weights: the queries, the vector of the chosen one, every key's vector, their products element by
 * element, their sum, what is done to it, and its softmax (the neuron view of Vig 2019, section 3.3). Collapsed: the weights as lines.
 * @throws LupaError OutOfRange when the state names what the record does not have
 */
export function neuronScene(record: AttentionRecord, state: Partial<NeuronState>, viewport: NeuronViewport): Scene {
  return neuronDrawing(record, state, viewport).scene;
}

/** {@link neuronScene} with its layout and numbers, for elements. `known` are the numbers, where they have been computed before. */
export function neuronDrawing(
  record: AttentionRecord,
  partial: Partial<NeuronState>,
  { width, top = 0, bottom = Infinity, measure = estimateWidth, language = 'en' }: NeuronViewport,
  known?: NeuronValues | null,
): NeuronDrawing {
  const state = neuronState(record, partial);
  const { sequence, stack, layer, query } = state;
  const tokens = stackTokens(record, state);
  const values = known === undefined ? neuronValues(record, { sequence, stack, layer, head: shownHead(state), query }) : known;
  const longest = (list: Token[]): number => list.slice(0, 400).reduce((most, token) => Math.max(most, measure(tokenLabel(token), TITLE)), 0);
  const layout = neuronLayout({
    width,
    values: state.collapsed ? null : values,
    rows: { queries: tokens.queries.length, keys: tokens.keys.length },
    label: { queries: longest(tokens.queries), keys: longest(tokens.keys) },
  });
  const colour = headColours(headCount(record, { stack, layer }), state.theme)[shownHead(state)];
  const drawing: NeuronParts = {
    state,
    tokens,
    values,
    layout,
    top,
    bottom: Math.min(bottom, layout.height),
    measure,
    language,
    palette: PALETTES[state.theme],
    colour,
    key: toldKey(state, values),
  };
  const body: Mark[] = [...rowMarks(drawing), ...labelMarks(drawing)];
  if (!state.collapsed && values !== null) body.push(...stepMarks(drawing, values));
  else
    body.unshift(
      ...neuronLines(layerAttention(record, layer, { sequence, stack }), { state, layout, top: top + layout.header, bottom: drawing.bottom, colour }),
    );
  const clip = { x: 0, y: top + layout.header, width: layout.width, height: Math.max(0, drawing.bottom - top - layout.header) };
  const marks: Mark[] = [
    { type: 'group', name: 'rows', x: 0, y: 0, clip, marks: body },
    { type: 'group', name: 'titles', x: 0, y: top, marks: neuronTitles(drawing) },
  ];
  return { scene: { width: layout.width, height: layout.height, background: drawing.palette.background, marks }, layout, values, key: drawing.key };
}

/** The key that is told about: the chosen one, else the one with the largest weight. */
export function toldKey({ key }: NeuronState, values: NeuronValues | null): number {
  if (key !== null) return key;
  return values === null ? 0 : values.weights.reduce((best, weight, index) => (weight > values.weights[best] ? index : best), 0);
}

/** What the parts of the drawing are made from. */
export interface NeuronParts {
  state: NeuronState;
  tokens: { queries: Token[]; keys: Token[] };
  values: NeuronValues | null;
  layout: NeuronLayout;
  top: number;
  bottom: number;
  measure: TextMeasure;
  language: Language;
  palette: Palette;
  /** Of the head. */
  colour: string;
  key: number;
}

/** Behind the key that is told about. */
function rowMarks({ state, layout, palette, key }: NeuronParts): Mark[] {
  const start = layout.columns[state.collapsed ? 'keys' : 'keyVector'] ?? layout.columns.keys;
  const end = layout.columns.keys as { x: number; width: number };
  if (start === undefined || (state.collapsed && state.focus?.side !== 'key')) return [];
  const x = start.x - 6;
  return [
    {
      type: 'rect',
      x,
      y: rowMiddle(layout, key) - layout.rowHeight / 2,
      width: end.x + end.width + 6 - x,
      height: layout.rowHeight,
      fill: palette.sunken,
      radius: 6,
    },
  ];
}

function labelMarks({ state, tokens, layout, top, bottom, measure, palette }: NeuronParts): Mark[] {
  const marks: Mark[] = [];
  for (const [side, list] of [
    ['query', tokens.queries],
    ['key', tokens.keys],
  ] as const) {
    const { x, width } = layout.columns[side === 'query' ? 'queries' : 'keys'] as { x: number; width: number };
    const { start, end } = seenRows(layout, { top, bottom, count: list.length });
    for (let index = start; index < end; index++) {
      const chosen =
        side === 'query'
          ? (!state.collapsed || state.focus?.side === 'query') && index === state.query
          : state.focus?.side === 'key' && index === state.focus.index;
      const font = chosen ? TITLE : FONT;
      const y = rowMiddle(layout, index);
      if (chosen) marks.push({ type: 'rect', x, y: y - 12, width, height: 24, fill: palette.highlight, radius: 6 });
      const colour = list[index].special && !chosen ? palette.muted : palette.text;
      const text = cutText(tokenLabel(list[index]), width - 12, font, measure);
      const place = side === 'query' ? { x: x + width - 6, anchor: 'end' as const } : { x: x + 6, anchor: 'start' as const };
      marks.push({ type: 'text', ...place, y, text, font, colour, datum: { kind: 'token', layer: state.layer, [side]: index } });
    }
  }
  return marks;
}

/** The vectors and numbers of every row that is seen. */
function stepMarks(drawing: NeuronParts, values: NeuronValues): Mark[] {
  const { state, layout, top, bottom, palette, colour, language } = drawing;
  const { columns, header } = layout;
  const { start, end } = seenRows(layout, { top, bottom, count: layout.rows.keys });
  const scales = neuronScales(values, state.theme);
  const at = (name: NeuronColumn): { x: number; width: number } => columns[name] as { x: number; width: number };
  // The vector of a query that is scrolled away waits at the edge.
  const queryY = Math.max(top + header + 14, Math.min(bottom - 14, rowMiddle(layout, state.query)));
  const marks: Mark[] = [];
  for (let key = start; key < end; key++) {
    const opacity = values.weights[key];
    if (opacity >= 1 / 255)
      marks.push({
        type: 'rule',
        x1: at('fan').x,
        y1: queryY,
        x2: at('fan').x + at('fan').width,
        y2: rowMiddle(layout, key),
        colour,
        width: 2,
        opacity: Math.min(1, opacity),
      });
  }
  const vector = (data: Float32Array, name: NeuronColumn, y: number, index: { query?: number; key?: number }): void => {
    const scale = name === 'product' ? scales.products : scales.vectors;
    const box = { ...at(name), y: y - BAND / 2, height: BAND };
    marks.push(
      { type: 'matrix', ...box, rows: 1, columns: values.width, data, scale },
      {
        type: 'rect',
        ...box,
        x: box.x - 1,
        y: box.y - 1,
        width: box.width + 2,
        height: BAND + 2,
        fill: null,
        stroke: palette.border,
        datum: { kind: name, layer: state.layer, head: shownHead(state), ...index },
      },
    );
  };
  vector(values.query, 'query', queryY, { query: state.query });
  for (let key = start; key < end; key++) {
    const y = rowMiddle(layout, key);
    const part = [key * values.width, (key + 1) * values.width] as const;
    vector(rowData(values.keys, ...part), 'keyVector', y, { key });
    vector(rowData(values.products, ...part), 'product', y, { query: state.query, key });
    for (const [name, text] of numbersOf(values, key, language)) {
      const { x, width } = at(name);
      marks.push({ type: 'text', x: x + width, y, text, anchor: 'end', font: FONT, colour: text === '−∞' ? palette.muted : palette.text });
    }
    marks.push(...softmaxMarks(drawing, values.weights[key], y));
  }
  return marks;
}

/** Rows by their matrix: the same object each time, so that a renderer colours it once. */
const rowCache = new WeakMap<Float32Array, Map<number, Float32Array>>();

function rowData(data: Float32Array, start: number, end: number): Float32Array {
  const rows = rowCache.get(data) ?? new Map<number, Float32Array>();
  rowCache.set(data, rows);
  const row = rows.get(start) ?? data.subarray(start, end);
  rows.set(start, row);
  return row;
}

/** The numbers of a row, by their columns. */
function numbersOf({ dots, scaled, capped, bias }: NeuronValues, key: number, language: Language): [NeuronColumn, string][] {
  const numbers: [NeuronColumn, string][] = [
    ['dot', formatStep(dots[key], language)],
    ['scaled', formatStep(scaled[key], language)],
  ];
  if (capped !== null) numbers.push(['capped', formatStep(capped[key], language)]);
  if (bias !== null) numbers.push(['bias', formatStep(bias[key], language)]);
  return numbers;
}

function softmaxMarks({ layout, palette, colour, language }: NeuronParts, weight: number, y: number): Mark[] {
  const { x, width } = layout.columns.softmax as { x: number; width: number };
  const room = width - 46;
  return [
    { type: 'rect', x, y: y - 6, width: room, height: 12, fill: palette.sunken, stroke: palette.border, radius: 3 },
    { type: 'rect', x, y: y - 6, width: Number.isNaN(weight) ? 0 : room * weight, height: 12, fill: colour, radius: 3 },
    { type: 'text', x: x + width, y, text: formatStep(weight, language, 3), anchor: 'end', font: FONT, colour: palette.text },
  ];
}
