import type { StackName } from '../attention/stacks.js';
import type { TextMeasure } from '../scene/measure.js';
import type { Theme } from '../views/colours.js';
import type { Combination, SentenceFilter, UnitKind } from '../views/head-state.js';
import type { HeatmapValues, Scaling } from '../views/heatmap-state.js';
import type { ThumbnailStyle } from '../views/model-state.js';
import type { DivergingName, SequentialName } from '../views/scale.js';
import type { Focus } from '../views/selection.js';
import type { Language } from '../words/language.js';

/** The views that figures show. */
export const FIGURE_KINDS = ['head', 'model', 'neuron', 'heatmap', 'text'] as const;
export type FigureKind = (typeof FIGURE_KINDS)[number];

/** Rows and columns of panels. */
export interface Grid {
  rows: number;
  columns: number;
}

/** What a figure shows, and how. Left out: one column wide, 8 pt, light, the first layer; for heatmaps and neurons its first head, else all heads. */
export interface FigureOptions {
  kind: FigureKind;
  /** Of the figure, in px of 1/96 inch (`parseWidth`). */
  width?: number;
  /** Of labels, in points. Titles are larger; nothing is smaller than four fifths of it. */
  fontSize?: number;
  /** Widths of text in the font that the figure will have (`fontMeasure`); left out, an estimate. */
  measure?: TextMeasure;
  theme?: Theme;
  /** Left out, that of the theme. */
  background?: 'white' | 'transparent';
  language?: Language;
  /** Over the figure, in bold. */
  title?: string | null;
  /** Under the figure, in as many lines as it takes. */
  caption?: string | null;
  /** Whether the scale of colours, or the colours of heads, are explained; default true. */
  legend?: boolean;
  sequence?: number;
  stack?: StackName;
  /** A panel a layer, where there are several. */
  layers?: number[];
  /** In heatmaps and neuron figures a panel a head; in a grid always; else they share a panel. */
  heads?: number[];
  /** Small multiples. Where neither layers nor heads are named, the first heads of the first layer fill it. */
  grid?: Grid | null;
  filter?: SentenceFilter;
  /** The token whose lines alone are shown (head), or whose attention is (text, neuron). */
  focus?: Focus | null;
  /** Of a text: tokens whose mean attention is shown, instead of `focus`. */
  queries?: number[];
  /** Whether tokens that the tokenizer added are shown; default true. Not of model and neuron figures, which show all. */
  special?: boolean;
  /** Of head figures and heatmaps without special tokens: whether each row is divided by what they leave of it; default false. */
  renormalise?: boolean;
  /** Of head figures and heatmaps: what stands in a row, default tokens. */
  units?: UnitKind;
  /** Of head figures: what a line stands for, default each head. */
  combine?: Combination;
  /** Of head figures: lines of a smaller weight are left out. */
  threshold?: number;
  /** Of heatmaps. */
  values?: HeatmapValues;
  scaling?: Scaling;
  /** Whether heatmaps have numbers in their cells; default false. */
  numbers?: boolean;
  sequential?: SequentialName;
  diverging?: DivergingName;
  /** Of the model view. */
  thumbnails?: ThumbnailStyle;
}
