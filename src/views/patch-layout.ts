import type { PatchImage, PatchSound } from './patch-media.js';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where everything of the patch view stands, in px of the drawing. */
export interface PatchLayout {
  width: number;
  height: number;
  /** The large picture, or the spectrogram. */
  main: Box;
  /** A small picture, or a strip, for each head. */
  heads: Box[];
  /** The legend of the colours. */
  legend: { x: number; y: number; width: number };
  /** Rows and columns of keys in each box, and the share of the box that they cover. */
  rows: number;
  columns: number;
  covered: [number, number];
  /** The key of the first cell. */
  first: number;
}

const MARGIN = 20;
const TITLE = 28;
const LEGEND = 60;
/** Between small pictures, and for the label under each. */
const GAP = 12;
const LABEL = 20;

/** Places an image: large on the left, heads on the right; one below the other where there is less room. */
export function imageLayout(media: PatchImage, { width, viewHeight, heads }: { width: number; viewHeight: number; heads: number }): PatchLayout {
  const shape = media.pixels === null ? media.columns / media.rows : media.pixels.columns / media.pixels.rows;
  const beside = width >= 680;
  const roomX = (beside ? Math.min(width * 0.52, 620) : width) - 2 * MARGIN;
  const roomY = Math.max(200, viewHeight - MARGIN - TITLE - LEGEND);
  const large = Math.min(roomX, roomY * shape);
  const main = { x: MARGIN, y: MARGIN + TITLE, width: large, height: large / shape };
  const legendY = main.y + main.height + 12;
  const left = beside ? main.x + main.width + 32 : MARGIN;
  const top = beside ? main.y : legendY + LEGEND;
  const room = width - left - MARGIN;
  const small = smallWidth(room, { count: heads, shape, height: beside ? viewHeight - top - MARGIN : Infinity });
  const across = Math.max(1, Math.floor((room + GAP) / (small + GAP)));
  const boxes = Array.from({ length: heads }, (_, head) => ({
    x: left + (head % across) * (small + GAP),
    y: top + Math.floor(head / across) * (small / shape + LABEL + GAP),
    width: small,
    height: small / shape,
  }));
  const last = boxes[boxes.length - 1];
  const height = Math.max(legendY + LEGEND, last.y + last.height + LABEL) + MARGIN;
  const { rows, columns, covered, first } = media;
  return { width, height, main, heads: boxes, legend: { x: MARGIN, y: legendY, width: Math.min(260, large) }, rows, columns, covered, first };
}

/** The largest width of small pictures, 80 to 200 px, at which all fit into the height; 96 where they do not. */
function smallWidth(room: number, { count, shape, height }: { count: number; shape: number; height: number }): number {
  for (let across = 1; across <= count; across++) {
    const size = (room - (across - 1) * GAP) / across;
    if (size < 80) break;
    const rows = Math.ceil(count / across);
    if (size <= 200 && rows * (size / shape + LABEL + GAP) <= height) return size;
  }
  const across = Math.max(1, Math.floor((room + GAP) / (96 + GAP)));
  return Math.min(200, (room - (across - 1) * GAP) / across);
}

const GUTTER = 76;
const STRIP = 18;
const AXIS = 40;

/** Places a sound: the spectrogram above, a strip for each head below, all on one axis of time. */
export function soundLayout(media: PatchSound, { width, heads }: { width: number; heads: number }): PatchLayout {
  const main = { x: GUTTER, y: MARGIN + TITLE, width: Math.max(160, width - GUTTER - MARGIN), height: 170 };
  const top = main.y + main.height + AXIS;
  const boxes = Array.from({ length: heads }, (_, head) => ({ x: main.x, y: top + head * (STRIP + 6), width: main.width, height: STRIP }));
  const bottom = top + heads * (STRIP + 6);
  return {
    width,
    height: bottom + 12 + LEGEND,
    main,
    heads: boxes,
    legend: { x: main.x, y: bottom + 12, width: Math.min(260, main.width) },
    rows: 1,
    columns: media.moments,
    covered: [1, 1],
    first: 0,
  };
}

/** Where a key stands in a box. */
export function cellBox({ rows, columns, covered, first }: PatchLayout, { x, y, width, height }: Box, key: number): Box {
  const [high, wide] = [(height * covered[0]) / rows, (width * covered[1]) / columns];
  const cell = key - first;
  return { x: x + (cell % columns) * wide, y: y + Math.floor(cell / columns) * high, width: wide, height: high };
}

/** The key, and the head of the small picture, under a point; null for nothing. Head null is the large picture. */
export function patchHit(layout: PatchLayout, { x, y }: { x: number; y: number }): { head: number | null; key: number | null } | null {
  const inside = (box: Box): boolean => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
  const head = layout.heads.findIndex(inside);
  const box = head >= 0 ? layout.heads[head] : layout.main;
  if (head < 0 && !inside(box)) return null;
  const { rows, columns, covered, first } = layout;
  const row = Math.floor(((y - box.y) / (box.height * covered[0])) * rows);
  const column = Math.floor(((x - box.x) / (box.width * covered[1])) * columns);
  return { head: head < 0 ? null : head, key: row < rows && column < columns ? first + row * columns + column : null };
}
