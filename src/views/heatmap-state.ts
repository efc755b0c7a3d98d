import type { AttentionRecord } from '../attention/record.js';
import type { Theme } from './colours.js';
import type { SentenceFilter, SpecialChoice, UnitKind } from './head-state.js';
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
}

/**
 * Fills in what is left out (layer 0, the weights of all heads between tokens, scaled over all, blue, light) and checks the rest.
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
  return { ...selection(record, state), filter, units, special, values, scaling, sequential, diverging, cell, theme };
}

/** Whether the numbers can be below zero. */
export function isDiverging({ values }: Pick<HeatmapState, 'values'>): boolean {
  return values === 'difference' || values === 'uniform';
}
