import { headCount, type AttentionRecord } from '../attention/record.js';
import type { GroupMark, LinksMark, Scene } from '../scene/mark.js';
import { estimateWidth, type TextMeasure } from '../scene/measure.js';
import type { Language } from '../words/language.js';
import { headColours } from './colours.js';
import { headData, shownFocus, type HeadData } from './head-data.js';
import type { HeadLayout, HeadLayoutOptions } from './head-layout.js';
import { rowPlaces } from './head-layout-horizontal.js';
import { columnPlaces } from './head-layout-vertical.js';
import { headLinks } from './head-links.js';
import { sideMarks } from './head-marks.js';
import { headState, type HeadState } from './head-state.js';
import { PALETTES } from './theme.js';

/** How large the drawing is and which part of it can be seen, in px. */
export interface HeadViewport {
  width: number;
  /** Of the part that can be seen; few tokens spread over it. Default 600. */
  viewHeight?: number;
  /** Where the part that can be seen begins, along the tokens: from the top, in the horizontal layout from the left. Default 0. */
  from?: number;
  /** Where it ends; by default as far as `viewHeight`, in the horizontal layout `width`, reaches. Infinity draws everything. */
  to?: number;
  measure?: TextMeasure;
  /** Of the numbers. Default English. */
  language?: Language;
}

/** A head view in two parts, since the lines are costly and change less often than what is over them. */
export interface HeadDrawing {
  layout: HeadLayout;
  /** Makes the lines: below everything else. */
  links: () => LinksMark[];
  /** Labels, highlights, blocks and numbers. */
  tokens: GroupMark;
  background: string;
  /** Whether the lines are those of one token: few. */
  focused: boolean;
}

/**
 * One layer of a record as two sides, queries at the left (or above) and keys at the right (or below), with a line from each query to each key
 * for each head that is on, as opaque as the weight. With a focused token its lines alone, and beside each token on the
 * other side a block a head, as opaque as the weight, and the number.
 * @throws LupaError OutOfRange when the state names what the record does not have
 */
export function headScene(record: AttentionRecord, partial: Partial<HeadState>, viewport: HeadViewport): Scene {
  const { width, viewHeight: height = 600, measure = estimateWidth, language = 'en' } = viewport;
  const state = headState(record, partial);
  const data = headData(record, state);
  const { stack, layer, orientation, theme } = state;
  const allHeads = headCount(record, { stack, layer });
  const layout = headLayout(data, { orientation, allHeads, width, height, measure });
  const { from = 0, to = from + (orientation === 'vertical' ? height : width) } = viewport;
  const colours = lineColours(allHeads, { combined: data.combined, theme });
  const { links, tokens, background } = headDrawing(data, { layout, state, colours, measure, language, from, to });
  return { width: layout.width, height: layout.height, background, marks: [{ type: 'group', name: 'links', x: 0, y: 0, marks: links() }, tokens] };
}

/** Places two sides of units, with room on the outer sides for a focused token's blocks and numbers. */
export function headLayout(data: Pick<HeadData, 'query' | 'key' | 'heads'>, options: HeadLayoutOptions): HeadLayout {
  return options.orientation === 'vertical' ? columnPlaces(data, options) : rowPlaces(data, options);
}

/** A colour for each matrix of a view's data: a head's own, or one for heads that are combined. */
export function lineColours(heads: number, { combined, theme }: { combined: boolean; theme: HeadState['theme'] }): string[] {
  return combined ? [PALETTES[theme].accent] : headColours(heads, theme);
}

/** What {@link headDrawing} needs beside the numbers. */
export interface HeadDrawingOptions {
  layout: HeadLayout;
  state: Pick<HeadState, 'layer' | 'threshold' | 'focus' | 'pinned' | 'theme'>;
  colours: readonly string[];
  measure: TextMeasure;
  language: Language;
  /** The part that can be seen, in px along. */
  from: number;
  to: number;
}

/** The parts of {@link headScene}, for renderers that keep numbers, layout and lines from one frame to the next. */
export function headDrawing(data: HeadData, { layout, state, colours, measure, language, from, to }: HeadDrawingOptions): HeadDrawing {
  const { layer, threshold, pinned } = state;
  const palette = PALETTES[state.theme];
  const focus = shownFocus(data, state.focus);
  const options = { layer, layout, focus, pinned, colours, palette, measure, language, from, to };
  return {
    layout,
    links: () => headLinks(data, { layer, threshold, focus, layout, colours, from, to }),
    tokens: { type: 'group', name: 'tokens', x: 0, y: 0, marks: [...sideMarks(data, 'query', options), ...sideMarks(data, 'key', options)] },
    background: palette.background,
    focused: focus !== null,
  };
}
