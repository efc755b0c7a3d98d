import type { ViewName } from '../views/options.js';

/** Registers the element of a view: a page loads it when the view is first wanted. */
export const VIEW_MODULES: Record<ViewName, () => Promise<unknown>> = {
  answer: () => import('./answer-define.js'),
  head: () => import('./head-view-define.js'),
  model: () => import('./model-view-define.js'),
  neuron: () => import('./neuron-define.js'),
  heatmap: () => import('./heatmap-define.js'),
  patch: () => import('./patch-define.js'),
};
