import type { Mark } from '../scene/mark.js';
import { cutText } from '../scene/measure.js';
import type { Token } from '../tokens/token.js';
import { labelStep } from '../views/heatmap-layout.js';
import type { SpecialChoice } from '../views/head-state.js';
import { tokenLabel } from '../views/label.js';
import type { FigureOptions } from './options.js';
import type { Style } from './style.js';

/** Lines of text closer than this, in ems, cannot be read. */
const CLOSEST = 1.15;

/** What happens to special tokens, as views name it. */
export function specialChoice({ special = true, renormalise = false }: FigureOptions): SpecialChoice {
  if (special) return 'show';
  return renormalise ? 'renormalise' : 'hide';
}

/** What has a label: a token, or a word of several. */
export type Labelled = Pick<Token, 'text' | 'piece' | 'special'>;

/** The width of the longest label, in px, and at most `most`. */
export function labelRoom(units: readonly Labelled[], { most, style }: { most: number; style: Style }): number {
  const longest = units.reduce((widest, unit) => Math.max(widest, style.measure(tokenLabel(unit), style.font)), 0);
  return Math.min(longest, most);
}

/** Every how many tokens one has a label, where labels are `pitch` px apart; says so where it is not every one. */
export function everyLabel(pitch: number, { em, notes }: Style): number {
  const every = labelStep((CLOSEST * em) / pitch);
  if (every > 1)
    notes.add(
      `the labels do not all fit in this size: only every ${ordinal(every)} token has one (a larger width or a smaller font size shows more)`,
    );
  return every;
}

function ordinal(number: number): string {
  const ending = number % 10 === 2 && number % 100 !== 12 ? 'nd' : 'th';
  return `${number}${ending}`;
}

/** The label of a token, cut to its room: where it stands is the caller's. */
export function tokenText(unit: Labelled, { x, y, anchor, room, angle = 0, style, strong = false }: LabelPlace): Mark {
  const { measure, palette } = style;
  const font = strong ? style.strong : style.font;
  const text = cutText(tokenLabel(unit), room, font, measure);
  return {
    type: 'text',
    x,
    y,
    text,
    anchor,
    font,
    colour: unit.special && !strong ? palette.muted : palette.text,
    ...(angle === 0 ? {} : { angle }),
  };
}

/** Where and how a label stands. */
export interface LabelPlace {
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
  room: number;
  angle?: number;
  strong?: boolean;
  style: Style;
}
