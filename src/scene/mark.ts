/** What a mark stands for, for hit testing, tooltips and tests. Numbers count from 0. */
export interface Datum {
  /** What kind of thing: `token`, `links`, `weight`. */
  kind: string;
  layer?: number;
  head?: number;
  /** Index of the query token. */
  query?: number;
  /** Index of the key token. */
  key?: number;
}

/** Marks that move and are hit together; `x` and `y` shift all of them. */
export interface GroupMark {
  type: 'group';
  /** What the group holds, for tests and for people who read a scene. */
  name: string;
  x: number;
  y: number;
  marks: Mark[];
  /** What of the group is drawn and hit, in its own coordinates; left out, all of it. */
  clip?: { x: number; y: number; width: number; height: number };
}

/** A rectangle. Without fill and stroke it is invisible and can still be hit. */
export interface RectMark {
  type: 'rect';
  x: number;
  y: number;
  width: number;
  height: number;
  /** CSS colour of the inside, null for none. */
  fill: string | null;
  /** CSS colour of a 1 px outline inside the edge, null for none. */
  stroke?: string | null;
  /** 0-1, default 1. */
  opacity?: number;
  /** Corner radius, default 0. */
  radius?: number;
  datum?: Datum;
}

/** One straight line. */
export interface RuleMark {
  type: 'rule';
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  colour: string;
  width: number;
  opacity?: number;
  datum?: Datum;
}

/** One line of text; `y` is its vertical middle. */
export interface TextMark {
  type: 'text';
  x: number;
  y: number;
  text: string;
  /** Which part of the text `x` is. */
  anchor: 'start' | 'middle' | 'end';
  font: Font;
  colour: string;
  opacity?: number;
  /** Turned about its point by so many degrees clockwise, default 0: -90 reads upwards. */
  angle?: number;
  datum?: Datum;
}

/** A font, as far as drawings need one. */
export interface Font {
  /** In px. */
  size: number;
  weight: 400 | 500 | 600;
  family: string;
}

/** Many straight lines of one colour and one opacity: 100 000 of them stay one object. */
export interface LinksMark {
  type: 'links';
  /** x1, y1, x2, y2 of each line. */
  segments: Float32Array;
  colour: string;
  /** 0-1, of each line. */
  opacity: number;
  width: number;
  datum?: Datum;
}

/** Numbers to colours: `low` gets the first colour of the table, `high` the last, what lies outside the nearest of the two. */
export interface ColourScale {
  low: number;
  high: number;
  /** [n, 3] red, green, blue, 0-255 each, n at least 2: the colour of a value is that of the nearest entry. */
  table: Uint8Array;
  /** CSS colour `#rrggbb` of NaN. */
  missing: string;
}

/** A matrix as a field of coloured cells, all of one size, without gaps: a million of them stay one object. */
export interface MatrixMark {
  type: 'matrix';
  x: number;
  y: number;
  width: number;
  height: number;
  rows: number;
  columns: number;
  /** [rows, columns], row-major. */
  data: Float32Array;
  scale: ColourScale;
  /** Of the whole field; a hit adds `query` (the row) and `key` (the column) to it. */
  datum?: Datum;
}

/** A picture in pixels, stretched over its box. */
export interface ImageMark {
  type: 'image';
  x: number;
  y: number;
  width: number;
  height: number;
  columns: number;
  rows: number;
  /** [rows, columns, 4] red, green, blue, alpha, 0-255 each. */
  pixels: Uint8ClampedArray;
  opacity?: number;
  /** Whether pixels that grow melt into each other, default true; false: they stay sharp. */
  smooth?: boolean;
  datum?: Datum;
}

/** A thing that can be drawn. */
export type Mark = GroupMark | RectMark | RuleMark | TextMark | LinksMark | MatrixMark | ImageMark;

/** A drawing: plain data in px, y downwards, that can be cloned, stored and drawn by any renderer. */
export interface Scene {
  width: number;
  height: number;
  /** CSS colour behind everything. */
  background: string;
  /** In the order of drawing: the last is on top. */
  marks: Mark[];
}
