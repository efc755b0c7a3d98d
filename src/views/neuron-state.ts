import { stackTokens, type AttentionRecord } from '../attention/record.js';
import { LupaError } from '../errors.js';
import type { Theme } from './colours.js';
import { selection, type Selection } from './selection.js';

/** All that decides what the neuron view shows of a record. It shows the first of `heads`. Plain data. */
export interface NeuronState extends Selection {
  /** Whether only the weights are shown, as lines, not the steps from the query to them. */
  collapsed: boolean;
  /** Whether the elements of the vectors are listed. */
  numbers: boolean;
  /** The query whose steps are shown: the focused one, else the last that was. */
  query: number;
  /** The key that is told about; null for the one with the largest weight. */
  key: number | null;
  theme: Theme;
}

/**
 * Fills in what is left out (all steps, the first query, the strongest key, light) and checks the rest.
 * @throws LupaError OutOfRange for what the record does not have
 */
export function neuronState(record: AttentionRecord, partial: Partial<NeuronState> = {}): NeuronState {
  const { collapsed = false, numbers = false, theme = 'light' } = partial;
  const own = selection(record, partial);
  const { queries, keys } = stackTokens(record, own);
  const query = own.focus?.side === 'query' ? own.focus.index : (partial.query ?? 0);
  const key = own.focus?.side === 'key' ? own.focus.index : (partial.key ?? null);
  for (const [index, count] of [
    [query, queries.length],
    [key ?? 0, keys.length],
  ]) {
    if (Number.isInteger(index) && index >= 0 && index < count) continue;
    throw new LupaError('OutOfRange', `there is no token ${index}: the record has tokens 0 to ${count - 1}`, {
      subject: 'token',
      value: index,
      limit: count - 1,
    });
  }
  return { ...own, collapsed, numbers, query, key, theme };
}

/** The head that is shown: the first that is on, or the model's first. */
export function shownHead({ heads }: Pick<Selection, 'heads'>): number {
  return heads[0] ?? 0;
}
