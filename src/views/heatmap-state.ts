import type { AttentionRecord } from '../attention/record.js';
import type { Theme } from './colours.js';
import { SPECIAL_CHOICES, type SentenceFilter, type SpecialChoice, type UnitKind } from './head-state.js';
import type { DivergingName, SequentialName } from './scale.js';
import { selection, type Selection } from './selection.js';

/**
 * What the cells hold: the weights of each head, their mean over the heads, the first of two heads minus the second, or the weights of each head minus what
 * uniform attention would give (1 / number of keys that the query can see).
 */
export type HeatmapValues = 'weights' | 'mean' | 'difference' | 'uniform';
export const HEATMAP_VALUES: readonly HeatmapValues[] = ['weights', 'mean', 'difference', 'uniform'];

/** What full colour means: the largest number of all that is shown, of its row, of its column, or 1. */
export type Scaling = 'global' | 'row' | 'column' | 'unit';
export const SCALINGS: readonly Scaling[] = ['global', 'row', 'column', 'unit'];

/** All that decides what the heatmap shows of a record. Plain data. */
export interface HeatmapState extends Selection {
  filter: SentenceFilter;
  units: UnitKind;
  special: SpecialChoice;
  values: HeatmapValues;
  scaling: Scaling;
  /** The colours of weights. */
  sequential: SequentialName;
  /** The colours of differences. */
  diverging: DivergingName;
  /** The cell under the pointer or the keyboard: indices in the sequences of both sides. */
  cell: { query: number; key: number } | null;
  theme: Theme;
  /** Whether the record is the difference of two: its weights may be below zero. It is the record that says so. */
  signed: boolean;
}

/**
 * Fills in what is left out (layer 0, the weights of all heads between tokens, scaled over all, blue, light) and checks the rest. What makes no sense for a difference of two
 * records is as usual there.
 * @throws LupaError OutOfRange for a sequence, stack, layer, head or token that the record does not have
 */
export function heatmapState(record: AttentionRecord, state: Partial<HeatmapState> = {}): HeatmapState {
  const {
    filter = 'all',
    units = 'tokens',
    special = 'show',
    values = 'weights',
    scaling = 'global',
    sequential = 'blue',
    diverging = 'blue-orange',
    cell = null,
    theme = 'light',
  } = state;
  const signed = record.difference === true;
  return {
    ...selection(record, state),
    filter,
    units,
    special: signed && special === 'renormalise' ? 'hide' : special,
    values: signed && values === 'uniform' ? 'weights' : values,
    scaling,
    sequential,
    diverging,
    cell,
    theme,
    signed,
  };
}

/** What the cells can hold: a difference of two records has no uniform attention to be compared with. */
export function valuesFor(record: AttentionRecord): readonly HeatmapValues[] {
  return record.difference === true ? HEATMAP_VALUES.filter((name) => name !== 'uniform') : HEATMAP_VALUES;
}

/** What can be done with special tokens: a difference has no rows that sum to 1, nothing to divide them by. */
export function specialFor(record: AttentionRecord): readonly SpecialChoice[] {
  return record.difference === true ? SPECIAL_CHOICES.filter((name) => name !== 'renormalise') : SPECIAL_CHOICES;
}

/** Whether the numbers can be below zero. */
export function isDiverging({ values, signed = false }: Pick<HeatmapState, 'values'> & { signed?: boolean }): boolean {
  return signed || values === 'difference' || values === 'uniform';
}
