import type { AttentionRecord } from '../attention/record.js';
import { ANSWER_DIRECTIONS, ANSWER_MEASURES, answerState, USUAL_LENGTH } from './answer-state.js';
import { COMBINATIONS, headState, ORIENTATIONS, SENTENCE_FILTERS, SPECIAL_CHOICES, UNITS } from './head-state.js';
import { HEATMAP_VALUES, heatmapState, SCALINGS } from './heatmap-state.js';
import { MODEL_ORDERS, modelState, THUMBNAIL_STYLES } from './model-state.js';
import { patchState, USUAL_OPACITY } from './patch-state.js';
import { neuronState } from './neuron-state.js';
import { choice, flag, fraction, headOfLayer, numbers, whole, type OptionCodec } from './option-codec.js';
import { DIVERGING, SEQUENTIAL } from './scale.js';

/** The views of a page, in the order of its tabs. */
export const VIEW_NAMES = ['answer', 'head', 'model', 'neuron', 'heatmap', 'patch'] as const;

/** One of them. */
export type ViewName = (typeof VIEW_NAMES)[number];

/** What a view has beside the selection, by the names of its element's properties. */
export type ViewOptions = Record<string, unknown>;

/** The options of each view, as its address writes them. */
export const OPTION_CODECS: Record<ViewName, Record<string, OptionCodec>> = {
  answer: {
    answer: whole(0),
    maxLength: whole(USUAL_LENGTH),
    noAnswer: flag(),
    direction: choice(ANSWER_DIRECTIONS),
    measure: choice(ANSWER_MEASURES),
  },
  head: {
    filter: choice(SENTENCE_FILTERS),
    threshold: fraction(),
    combine: choice(COMBINATIONS),
    units: choice(UNITS),
    special: choice(SPECIAL_CHOICES),
    orientation: choice(ORIENTATIONS),
  },
  model: {
    filter: choice(SENTENCE_FILTERS),
    shownLayers: numbers(),
    shownHeads: numbers(),
    thumbnails: choice(THUMBNAIL_STYLES),
    order: choice(MODEL_ORDERS),
    ascending: flag(),
    enlarged: headOfLayer(),
  },
  neuron: { collapsed: flag(), numbers: flag() },
  heatmap: {
    filter: choice(SENTENCE_FILTERS),
    units: choice(UNITS),
    special: choice(SPECIAL_CHOICES),
    values: choice(HEATMAP_VALUES),
    scaling: choice(SCALINGS),
    sequential: choice(SEQUENTIAL),
    diverging: choice(DIVERGING),
  },
  patch: { opacity: fraction(USUAL_OPACITY) },
};

/** What checks a state of each view. */
const STATES: Record<ViewName, (record: AttentionRecord, state: object) => unknown> = {
  answer: answerState,
  head: headState,
  model: modelState,
  neuron: neuronState,
  heatmap: heatmapState,
  patch: patchState,
};

/** All options of a view: those given, the others as usual. */
export function optionsOf(view: ViewName, given: Readonly<ViewOptions> = {}): ViewOptions {
  return Object.fromEntries(
    Object.entries(OPTION_CODECS[view]).map(([name, { usual }]) => [
      name,
      Object.hasOwn(given, name) && given[name] !== undefined ? given[name] : usual,
    ]),
  );
}

/**
 * Checks options against a record.
 * @throws LupaError OutOfRange for a layer or head that the record does not have
 */
export function checkOptions(record: AttentionRecord, view: ViewName, options: Readonly<ViewOptions>): void {
  // null stands for all, as a property; a state leaves it out.
  STATES[view](record, Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null)));
}
