import type { LayerAttention } from '../attention/record.js';
import type { LinksMark } from '../scene/mark.js';
import type { HeadData } from './head-data.js';
import { unitMiddle, visibleUnits, type HeadLayout, type UnitRange } from './head-layout.js';
import type { Focus } from './selection.js';

/** A screen has 255 steps of opacity: what is less than one of them cannot be seen. */
const STEPS = 255;

/** What {@link headLinks} draws, and where. */
export interface HeadLinksOptions {
  layer: number;
  /** Lines of a smaller weight are left out. */
  threshold: number;
  /** The unit whose lines are drawn alone. */
  focus: Focus | null;
  layout: HeadLayout;
  /** A colour for each matrix. */
  colours: readonly string[];
  /** The part that can be seen, in px along. */
  from: number;
  to: number;
}

/**
 * The lines of a layer: from each query to each key, as opaque as the weight (rounded to the 255 steps of a screen). One
 * mark holds all lines of a head with the same opacity. A line is made when its query or its key can be
 * seen: of others one could not tell where they come from. NaN makes no line.
 */
export function headLinks({ attention, heads }: HeadData, { layer, threshold, focus, layout, colours, from, to }: HeadLinksOptions): LinksMark[] {
  const queries = focus?.side === 'query' ? only(focus.index) : { start: 0, end: attention.queries };
  const keys = focus?.side === 'key' ? only(focus.index) : { start: 0, end: attention.keys };
  const seen = { query: visibleUnits(layout, 'query', { from, to }), key: visibleUnits(layout, 'key', { from, to }) };
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
    const ends = focus?.side === 'key' ? { query: spread, key: 0 } : { query: 0, key: spread };
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
  { head, pairs, layout, ends }: { head: number; pairs: number[]; layout: HeadLayout; ends: { query: number; key: number } },
): [number, Float32Array][] {
  const base = head * queries * keys;
  const stepOf = (pair: number): number => Math.min(STEPS, Math.round(data[base + pair] * STEPS));
  const counts = new Uint32Array(STEPS + 1);
  for (const pair of pairs) counts[stepOf(pair)]++;
  const groups = Array.from(counts, (count) => (count === 0 ? null : new Float32Array(4 * count)));
  const firstQuery = unitMiddle(layout, 0) + ends.query;
  const firstKey = unitMiddle(layout, 0) + ends.key;
  const step = layout.mirrored ? -layout.pitch : layout.pitch;
  // Where the sides are columns, `along` is y; where they are rows, x.
  const [along, across] = layout.orientation === 'vertical' ? [1, 0] : [0, 1];
  const filled = new Uint32Array(STEPS + 1);
  for (const pair of pairs) {
    const group = stepOf(pair);
    const segments = groups[group] as Float32Array;
    const key = pair % keys;
    const at = filled[group];
    segments[at + across] = layout.query.links;
    segments[at + along] = firstQuery + ((pair - key) / keys) * step;
    segments[at + 2 + across] = layout.key.links;
    segments[at + 2 + along] = firstKey + key * step;
    filled[group] = at + 4;
  }
  return groups.flatMap((segments, group) => (segments === null ? [] : [[group, segments] as [number, Float32Array]]));
}

/** The lines of one token end side by side, a head beside the next: else only the last head's colour would be seen. */
function fanOffset(layout: HeadLayout, heads: readonly number[], head: number): number {
  const gap = Math.min(2, (0.6 * layout.pitch) / heads.length);
  return (heads.indexOf(head) - (heads.length - 1) / 2) * gap;
}

function only(index: number): UnitRange {
  return { start: index, end: index + 1 };
}

function inside(index: number, { start, end }: UnitRange): boolean {
  return index >= start && index < end;
}

function overlap(a: UnitRange, b: UnitRange): UnitRange {
  return { start: Math.max(a.start, b.start), end: Math.min(a.end, b.end) };
}
