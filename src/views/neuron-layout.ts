import type { NeuronValues } from './neuron-values.js';

/** The columns of the view, from left to right; `capped` and `bias` are there where the model has them. */
export const NEURON_COLUMNS = ['queries', 'query', 'fan', 'keyVector', 'product', 'dot', 'scaled', 'capped', 'bias', 'softmax', 'keys'] as const;

export type NeuronColumn = (typeof NEURON_COLUMNS)[number];

/** Where everything stands, in px of the drawing. */
export interface NeuronLayout {
  width: number;
  /** Of the whole drawing: all rows. */
  height: number;
  rowHeight: number;
  /** The rows begin under the titles, which stay at the top of what is seen. */
  header: number;
  columns: Partial<Record<NeuronColumn, { x: number; width: number }>>;
  rows: { queries: number; keys: number };
}

const ROW = 28;
const HEADER = 56;
/** Of what does not grow with the room: usually, and where that would be wider than what is seen. */
const USUAL = { margin: 12, gap: 14, number: 60, softmax: 104, fan: 56 };
const TIGHT = { margin: 12, gap: 9, number: 54, softmax: 78, fan: 24 };
/** Vectors narrower than this cannot be read: the drawing is then wider than what is seen. */
const LEAST_BAND = 64;
/** An element need not be wider. */
const MOST_ELEMENT = 26;

/** What is placed, and the room for it. */
interface NeuronPlace {
  width: number;
  values: NeuronValues | null;
  rows: { queries: number; keys: number };
  label: { queries: number; keys: number };
}

/**
 * Places the columns; where they would be wider than the room, closer together. Rows are keys; the queries on the left have the same rows.
 * @param options `label`: widths of the longest labels, which get 60 to 150 px; `values`: null while collapsed
 */
export function neuronLayout(place: NeuronPlace): NeuronLayout {
  const usual = placed(place, USUAL);
  return usual.width <= place.width ? usual : placed(place, TIGHT);
}

function placed({ width, values, rows, label }: NeuronPlace, { margin, gap, number, softmax, fan }: typeof USUAL): NeuronLayout {
  const room = (size: number): number => Math.min(150, Math.max(60, Math.ceil(size) + 12));
  const sizes: Partial<Record<NeuronColumn, number>> = { queries: room(label.queries), keys: room(label.keys) };
  if (values !== null) {
    Object.assign(sizes, { fan, dot: number, scaled: number, softmax });
    if (values.capped !== null) sizes.capped = number;
    if (values.bias !== null) sizes.bias = number;
    const taken = Object.values(sizes).reduce((sum, size) => sum + size, 0) + gap * (Object.keys(sizes).length + 2) + 2 * margin;
    const band = Math.max(LEAST_BAND, Math.min(MOST_ELEMENT * values.width, (width - taken) / 3));
    Object.assign(sizes, { query: band, keyVector: band, product: band });
  } else sizes.fan = Math.max(120, width - (sizes.queries as number) - (sizes.keys as number) - 2 * gap - 2 * margin);
  const columns: NeuronLayout['columns'] = {};
  let x = margin;
  for (const name of NEURON_COLUMNS) {
    const size = sizes[name];
    if (size === undefined) continue;
    columns[name] = { x, width: size };
    // Lines touch the vectors on both of their sides.
    x += size + (values !== null && (name === 'query' || name === 'fan') ? 4 : gap);
  }
  const total = x - gap + margin;
  return {
    width: Math.max(width, total),
    height: HEADER + ROW * Math.max(rows.queries, rows.keys) + USUAL.margin,
    rowHeight: ROW,
    header: HEADER,
    columns,
    rows,
  };
}

/** The vertical middle of a row. */
export function rowMiddle({ header, rowHeight }: NeuronLayout, row: number): number {
  return header + (row + 0.5) * rowHeight;
}

/** The rows of `count` that can be seen below the titles. */
export function seenRows(
  { header, rowHeight }: NeuronLayout,
  { top, bottom, count }: { top: number; bottom: number; count: number },
): { start: number; end: number } {
  const start = Math.max(0, Math.floor(top / rowHeight));
  return { start, end: Math.max(start, Math.min(count, Math.ceil((bottom - header) / rowHeight))) };
}

/** What is under a point: a query, or a key with the column and, in a vector, the element. */
export type NeuronHit = { side: 'query'; index: number } | { side: 'key'; index: number; column: NeuronColumn; element: number | null };

/** What is under a point of the drawing, of which `top` px are scrolled away; null for nothing. */
export function neuronHit(layout: NeuronLayout, { x, y, top, width }: { x: number; y: number; top: number; width: number }): NeuronHit | null {
  if (y < top + layout.header) return null;
  const row = Math.floor((y - layout.header) / layout.rowHeight);
  const found = NEURON_COLUMNS.find((name) => {
    const column = layout.columns[name];
    return column !== undefined && x >= column.x - 6 && x < column.x + column.width + 6;
  });
  if (found === undefined) return null;
  if (found === 'queries') return row < layout.rows.queries ? { side: 'query', index: row } : null;
  if (found === 'query' || found === 'fan' || row >= layout.rows.keys) return null;
  const { x: left, width: size } = layout.columns[found] as { x: number; width: number };
  const element = Math.floor(((x - left) / size) * width);
  const vector = (found === 'keyVector' || found === 'product') && element >= 0 && element < width;
  return { side: 'key', index: row, column: found, element: vector ? element : null };
}
