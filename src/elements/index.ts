/**
 * Custom elements over the views. This entry only gives the classes; `lupa-attention/elements/define` registers them.
 *
 * @module
 */
export { AnswerView } from './answer-view.js';
export { HeadReport, type HeadReportSelection } from './head-report.js';
export { HeadView, type HeadViewChangeEvent } from './head-view.js';
export { Heatmap } from './heatmap.js';
export { linkViews, type LinkedView } from './link.js';
export { ModelView } from './model-view.js';
export { NeuronView } from './neuron-view.js';
export { PatchView } from './patch-view.js';
export type { ViewOpenEvent } from './view-element.js';

// how views write tokens and numbers
export { formatDecimal, formatRanges, formatShare, formatWeight, quoteLabel, tokenLabel } from '../views/label.js';
export type { Focus, Selection } from '../views/selection.js';
export type { Theme } from '../views/colours.js';
export type { ThemeChoice } from '../views/theme.js';
