import type { AttentionRecord } from '../attention/record.js';
import { selection, type Focus, type Selection } from '../views/selection.js';

/** What all elements that show a record have in common; a change by the user is dispatched as `lupa-change`. */
export interface LinkedView extends HTMLElement {
  record: AttentionRecord | null;
  sequence: number;
  stack: Selection['stack'] | null;
  layer: number;
  heads: number[] | null;
  focused: Focus | null;
  pinned: boolean;
}

/** The tags of Lupa's views. */
const VIEW_TAGS = 'lupa-answer-view, lupa-head-view, lupa-model-view, lupa-neuron-view, lupa-heatmap, lupa-patch-view';

/**
 * Links views: a layer, head or token that the user selects in one is selected in the others too. Views of one record share the whole selection;
 * views of different records (two sentences side by side) share stack, layer and heads, where both have them.
 * @param views the elements; or what they are in (`document`, a `<div>`), where views may come and go
 * @returns a function that unlinks them
 */
export function linkViews(views: ParentNode | Iterable<LinkedView>): () => void {
  const list = Symbol.iterator in views ? [...views] : null;
  const members = (): LinkedView[] => list ?? [...(views as ParentNode).querySelectorAll(VIEW_TAGS)].filter(isView);
  const onChange = (event: Event): void => {
    const source = event.composedPath().find((target): target is LinkedView => target instanceof HTMLElement && isView(target));
    if (source === undefined || source.record === null) return;
    const { detail } = event as CustomEvent<Selection>;
    for (const view of members()) if (view !== source) share(source.record, detail, view);
  };
  const targets: EventTarget[] = list ?? [views as ParentNode];
  for (const target of targets) target.addEventListener('lupa-change', onChange);
  return () => {
    for (const target of targets) target.removeEventListener('lupa-change', onChange);
  };
}

/** Gives a view a selection, without an event. */
export function select(view: LinkedView, { sequence, stack, layer, heads, focus, pinned }: Selection): void {
  Object.assign(view, { sequence, stack, layer, heads, focused: focus, pinned });
}

function isView(element: Element): element is LinkedView {
  return element.matches(VIEW_TAGS) && 'record' in element;
}

/** What the other view does not have stays as it was there. */
function share(record: AttentionRecord, { sequence, stack, layer, heads, focus, pinned }: Selection, view: LinkedView): void {
  if (view.record === null) return;
  const own = view.record === record ? { sequence, focus, pinned } : { sequence: view.sequence, focus: view.focused, pinned: view.pinned };
  try {
    select(view, selection(view.record, { ...own, stack, layer, heads }));
  } catch {
    // Another model: it has no such layer or head.
  }
}
