import { COMBINATIONS, ORIENTATIONS, SENTENCE_FILTERS, SPECIAL_CHOICES, UNITS } from './head-state.js';

/** The views of a page, in the order of its tabs. */
export const VIEW_NAMES = ['head', 'model', 'neuron', 'heatmap'] as const;

/** One of them. */
export type ViewName = (typeof VIEW_NAMES)[number];

/** What a view has beside the selection, by the names of its element's properties. */
export type ViewOptions = Record<string, unknown>;

/** How one option is written into an address, and read from it. */
export interface OptionCodec {
  /** What it is when nothing is said. */
  usual: unknown;
  write: (value: unknown) => string;
  /** `undefined` for what is no value of this option. */
  read: (text: string) => unknown;
  /** Whether it is dragged along a scale: the back button undoes the whole movement. */
  smooth: boolean;
}

/** The options of each view that are worth a place in the address. */
export const OPTION_CODECS: Record<ViewName, Record<string, OptionCodec>> = {
  head: {
    filter: choice(SENTENCE_FILTERS),
    threshold: fraction(),
    combine: choice(COMBINATIONS),
    units: choice(UNITS),
    special: choice(SPECIAL_CHOICES),
    orientation: choice(ORIENTATIONS),
  },
  model: {},
  neuron: {},
  heatmap: {},
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

/** One of some words, the first as usual. */
function choice(words: readonly string[], usual: string = words[0]): OptionCodec {
  return { usual, write: String, read: (text) => (words.includes(text) ? text : undefined), smooth: false };
}

/** A number from 0 to 1 in steps of a hundredth. */
function fraction(): OptionCodec {
  return {
    usual: 0,
    write: (value) => String(Number(Number(value).toFixed(2))),
    read: (text) => (/^(0|1|0\.\d{1,2})$/.test(text) ? Number(text) : undefined),
    smooth: true,
  };
}
