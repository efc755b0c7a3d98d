import type { LayerAttention } from '../attention/record.js';
import type { LinksMark } from '../scene/mark.js';
import { rowMiddle, visibleTokens, type HeadLayout } from './head-layout.js';
import type { HeadState, TokenRange } from './head-state.js';

/** A screen has 255 steps of opacity: what is less than one of them cannot be seen. */
const STEPS = 255;

/** What {@link headLinks} draws, and where. */
export interface HeadLinksOptions {
  state: Pick<HeadState, 'layer' | 'heads' | 'threshold' | 'focus'>;
  layout: HeadLayout;
  /** A colour for each head of the model. */
  colours: readonly string[];
  /** The part that can be seen, in px of the drawing. */
  top: number;
  bottom: number;
}

/**
 * The lines of a layer: from each query to each key, as opaque as the weight (rounded to the 255 steps of a screen). One
 * mark holds all lines of a head with the same opacity. A line is made when the row of its query or of its key can be
 * seen: of others one could not tell where they come from. NaN makes no line.
 */
export function headLinks(attention: LayerAttention, { state, layout, colours, top, bottom }: HeadLinksOptions): LinksMark[] {
  const { layer, heads, threshold, focus } = state;
  const queries = focus?.side === 'query' ? only(focus.index) : layout.query.tokens;
  const keys = focus?.side === 'key' ? only(focus.index) : layout.key.tokens;
  const seen = { query: visibleTokens(layout, 'query', { top, bottom }), key: visibleTokens(layout, 'key', { top, bottom }) };
  // Weights are float32: compared with a double, a line of exactly the threshold could be lost.
  const least = Math.fround(Math.max(threshold, 1 / STEPS));
  const marks: LinksMark[] = [];
  for (const head of heads) {
    const pairs: number[] = [];
    for (let query = queries.start; query < queries.end; query++) {
      const columns = inside(query, seen.query) ? keys : overlap(keys, seen.key);
      const row = (head * attention.queries + query) * attention.keys;
      for (let key = columns.start; key < columns.end; key++) {
        if (attention.data[row + key] >= least) pairs.push(query * attention.keys + key);
      }
    }
    const spread = focus === null ? 0 : fanOffset(layout, heads, head);
    const ends: [number, number] = focus?.side === 'key' ? [spread, 0] : [0, spread];
    for (const [step, segments] of bySteps(attention, { head, pairs, layout, ends })) {
      marks.push({
        type: 'links',
        segments,
        colour: colours[head],
        opacity: step / STEPS,
        width: focus === null ? 1.5 : 2,
        datum: { kind: 'links', layer, head },
      });
    }
  }
  return marks;
}

/** Sorts pairs (query * keys + key) by the step of their opacity, and places them. */
function bySteps(
  { data, queries, keys }: LayerAttention,
  { head, pairs, layout, ends }: { head: number; pairs: number[]; layout: HeadLayout; ends: [number, number] },
): [number, Float32Array][] {
  const base = head * queries * keys;
  const stepOf = (pair: number): number => Math.min(STEPS, Math.round(data[base + pair] * STEPS));
  const counts = new Uint32Array(STEPS + 1);
  for (const pair of pairs) counts[stepOf(pair)]++;
  const groups = Array.from(counts, (count) => (count === 0 ? null : new Float32Array(4 * count)));
  const firstQuery = rowMiddle(layout, 'query', 0) + ends[0];
  const firstKey = rowMiddle(layout, 'key', 0) + ends[1];
  const filled = new Uint32Array(STEPS + 1);
  for (const pair of pairs) {
    const step = stepOf(pair);
    const segments = groups[step] as Float32Array;
    const key = pair % keys;
    const at = filled[step];
    segments[at] = layout.linksLeft;
    segments[at + 1] = firstQuery + ((pair - key) / keys) * layout.rowHeight;
    segments[at + 2] = layout.linksRight;
    segments[at + 3] = firstKey + key * layout.rowHeight;
    filled[step] = at + 4;
  }
  return groups.flatMap((segments, step) => (segments === null ? [] : [[step, segments] as [number, Float32Array]]));
}

/** The lines of one token end side by side, a head beside the next: else only the last head's colour would be seen. */
function fanOffset(layout: HeadLayout, heads: readonly number[], head: number): number {
  const gap = Math.min(2, (0.6 * layout.rowHeight) / heads.length);
  return (heads.indexOf(head) - (heads.length - 1) / 2) * gap;
}

function only(index: number): TokenRange {
  return { start: index, end: index + 1 };
}

function inside(index: number, { start, end }: TokenRange): boolean {
  return index >= start && index < end;
}

function overlap(a: TokenRange, b: TokenRange): TokenRange {
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}
