import type { ModelOrder } from './model-state.js';

/** One thumbnail's head and place: px of the whole drawing, as if nothing was scrolled away. */
export interface Place {
  layer: number;
  head: number;
  /** Counted from 0: where the arrow keys are. */
  row: number;
  column: number;
  x: number;
  y: number;
}

/** Where everything in a model view is, in px. */
export interface ModelLayout {
  /** Of the whole drawing; `width` may be more than the window's. */
  width: number;
  height: number;
  /** The side of a thumbnail. */
  size: number;
  /** Room for the numbers of layers on the left and of heads above: they stay while the rest scrolls. */
  left: number;
  top: number;
  /** Under a thumbnail, where it needs a label of its own. */
  caption: number;
  rows: number;
  columns: number;
  places: Place[];
}

/** What a layout needs to know. */
export interface ModelLayoutOptions {
  /** The heads in the order in which they are shown. */
  heads: readonly { layer: number; head: number }[];
  order: ModelOrder;
  /** How many heads a row has, in the order by layer. */
  across: number;
  /** Of the window. */
  width: number;
}

const GAP = 6;
const MARGIN = 16;
/** Smaller thumbnails show nothing, larger ones leave too few on a screen. */
const SMALLEST = 40;
const LARGEST = 160;
/** What a thumbnail has when there are as many in a row as fit. */
const RANKED = 92;
const CAPTION = 22;

/** Places the thumbnails: a row a layer, or one after the other. */
export function modelLayout({ heads, order, across, width }: ModelLayoutOptions): ModelLayout {
  const byLayer = order === 'layer';
  const left = byLayer ? MARGIN + 34 : MARGIN;
  const top = byLayer ? 40 : 12;
  const room = width - left - MARGIN + GAP;
  const columns = Math.max(1, byLayer ? across : Math.min(heads.length, Math.max(3, Math.floor(room / (RANKED + GAP)))));
  const size = Math.max(byLayer ? SMALLEST : 64, Math.min(LARGEST, Math.floor(room / columns) - GAP));
  const caption = byLayer ? 0 : CAPTION;
  const places = heads.map(({ layer, head }, i) => {
    const row = Math.floor(i / columns);
    const column = i % columns;
    return { layer, head, row, column, x: left + column * (size + GAP), y: top + row * (size + caption + GAP) };
  });
  const rows = Math.ceil(heads.length / columns);
  return {
    width: Math.max(width, left + columns * (size + GAP) - GAP + MARGIN),
    height: top + rows * (size + caption + GAP) + MARGIN - GAP,
    size,
    left,
    top,
    caption,
    rows,
    columns,
    places,
  };
}

/** The thumbnail under a point of the whole drawing. */
export function placeAt({ places, size, caption }: ModelLayout, { x, y }: { x: number; y: number }): Place | null {
  return places.find((place) => x >= place.x && x < place.x + size && y >= place.y && y < place.y + size + caption) ?? null;
}

/** The thumbnails that touch a part of the drawing. */
export function visiblePlaces({ places, size, caption }: ModelLayout, part: { x: number; y: number; width: number; height: number }): Place[] {
  return places.filter(({ x, y }) => x + size > part.x && x < part.x + part.width && y + size + caption > part.y && y < part.y + part.height);
}
