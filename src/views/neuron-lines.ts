import type { LayerAttention } from '../attention/record.js';
import type { LinksMark } from '../scene/mark.js';
import { rowMiddle, seenRows, type NeuronLayout } from './neuron-layout.js';
import { shownHead, type NeuronState } from './neuron-state.js';

/** A screen has so many steps of opacity: what is less than one of them cannot be seen. */
const STEPS = 255;

/** The weights of one head as lines from queries to keys, those of the focused token alone where there is one. One mark holds all lines of one opacity. */
export function neuronLines(
  { data, queries, keys }: LayerAttention,
  { state, layout, top, bottom, colour }: { state: NeuronState; layout: NeuronLayout; top: number; bottom: number; colour: string },
): LinksMark[] {
  const { focus, layer } = state;
  const head = shownHead(state);
  const seen = {
    query: seenRows(layout, { top: top - layout.header, bottom, count: queries }),
    key: seenRows(layout, { top: top - layout.header, bottom, count: keys }),
  };
  const { x, width } = layout.columns.fan as { x: number; width: number };
  const groups = new Map<number, number[]>();
  for (let query = 0; query < queries; query++) {
    if (focus?.side === 'query' && focus.index !== query) continue;
    const inSight = query >= seen.query.start && query < seen.query.end;
    const [from, to] = focus?.side === 'key' ? [focus.index, focus.index + 1] : inSight ? [0, keys] : [seen.key.start, seen.key.end];
    for (let key = from; key < to; key++) {
      const step = Math.min(STEPS, Math.round(data[(head * queries + query) * keys + key] * STEPS));
      if (!(step >= 1)) continue;
      const segments = groups.get(step) ?? [];
      groups.set(step, segments);
      segments.push(x, rowMiddle(layout, query), x + width, rowMiddle(layout, key));
    }
  }
  return Array.from(groups, ([step, segments]) => ({
    type: 'links',
    segments: Float32Array.from(segments),
    colour,
    opacity: step / STEPS,
    width: focus === null ? 1.5 : 2,
    datum: { kind: 'links', layer, head },
  }));
}
