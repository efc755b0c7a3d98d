import { HEAD_SCORES, type HeadScore } from '../analysis/scores.js';
import { headCount, layerCount, type AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Theme } from './colours.js';
import type { SentenceFilter } from './head-state.js';
import { allHeads, selection, type Selection } from './selection.js';

/** How a thumbnail shows a head: as lines from queries to keys, or as a matrix. */
export type ThumbnailStyle = 'lines' | 'matrices';
export const THUMBNAIL_STYLES: readonly ThumbnailStyle[] = ['lines', 'matrices'];

/** `layer`: a row a layer, a column a head; or the heads of all layers in the order of a score. */
export type ModelOrder = 'layer' | HeadScore;
export const MODEL_ORDERS: readonly ModelOrder[] = ['layer', ...HEAD_SCORES];

/** All that decides what the model view shows of a record. `layer` and `heads` of the selection are marked, all that are `shown` are drawn. Plain data. */
export interface ModelState extends Selection {
  /** The layers and heads that have a thumbnail, ascending. */
  shownLayers: number[];
  shownHeads: number[];
  filter: SentenceFilter;
  thumbnails: ThumbnailStyle;
  order: ModelOrder;
  /** Whether an order by score begins with the smallest. */
  ascending: boolean;
  /** The head that is shown large. */
  enlarged: { layer: number; head: number } | null;
  theme: Theme;
}

/**
 * Fills in what is left out (all layers and heads, lines, by layer, none enlarged, light) and checks the rest.
 * @throws LupaError OutOfRange for a sequence, stack, layer, head or token that the record does not have
 */
export function modelState(record: AttentionRecord, state: Partial<ModelState> = {}): ModelState {
  const { filter = 'all', thumbnails = 'lines', order = 'layer', ascending = false, enlarged = null, theme = 'light' } = state;
  const common = selection(record, state);
  const layers = layerCount(record, { stack: common.stack });
  const heads = headCount(record, { stack: common.stack });
  const shownLayers = within('layer', state.shownLayers ?? allHeads(layers), layers);
  const shownHeads = within('head', state.shownHeads ?? allHeads(heads), heads);
  if (enlarged !== null) {
    within('layer', [enlarged.layer], layers);
    within('head', [enlarged.head], heads);
  }
  return { ...common, shownLayers, shownHeads, filter, thumbnails, order, ascending, enlarged, theme };
}

/** Ascending, each once. */
function within(subject: string, numbers: readonly number[], count: number): number[] {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  const outside = sorted.find((number) => !Number.isInteger(number) || number < 0 || number >= count);
  if (outside === undefined) return sorted;
  throw new LupaError('OutOfRange', `there is no ${subject} ${outside}: the record has ${subject}s 0 to ${count - 1}`, {
    subject,
    value: outside,
    limit: count - 1,
  });
}
