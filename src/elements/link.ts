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

/** The tag of report cards: they have no record, and share which attention, layer and head is looked at. */
const REPORT_TAG = 'lupa-head-report';

/** What of a report card is shared. */
type LinkedReport = HTMLElement & Pick<LinkedView, 'stack' | 'layer' | 'heads'>;

/**
 * Links views: a layer, head or token that the user selects in one is selected in the others too. Views of one record share the whole selection;
 * views of different records (two sentences side by side) share stack, layer and heads, where both have them. A report card shares these too: it shows the head that is the only one switched on.
 * @param views the elements; or what they are in (`document`, a `<div>`), where views may come and go
 * @returns a function that unlinks them
 */
export function linkViews(views: ParentNode | Iterable<LinkedView>): () => void {
  const list = Symbol.iterator in views ? [...views] : null;
  const members = (): LinkedView[] => list ?? [...(views as ParentNode).querySelectorAll(VIEW_TAGS)].filter(isView);
  const reports = (): LinkedReport[] =>
    list === null ? [...(views as ParentNode).querySelectorAll<LinkedReport>(REPORT_TAG)] : list.filter(isReport);
  const onChange = (event: Event): void => {
    const source = event.composedPath().find((target): target is LinkedView => target instanceof HTMLElement && (isView(target) || isReport(target)));
    if (source === undefined || source.record === null) return;
    const { detail } = event as CustomEvent<Selection>;
    for (const view of members()) if (view !== source && isView(view)) share(source.record, detail, view);
    const { stack, layer, heads } = detail;
    if (heads.length === 1) for (const report of reports()) if (report !== source) Object.assign(report, { stack, layer, heads });
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

function isReport(element: Element): element is LinkedReport & LinkedView {
  return element.matches(REPORT_TAG);
}

/** What the other view does not have stays as it was there. */
function share(record: AttentionRecord | undefined, { sequence, stack, layer, heads, focus, pinned }: Selection, view: LinkedView): void {
  if (view.record === null) return;
  const own = view.record === record ? { sequence, focus, pinned } : { sequence: view.sequence, focus: view.focused, pinned: view.pinned };
  try {
    select(view, selection(view.record, { ...own, stack, layer, heads }));
  } catch {
    // Another model: it has no such layer or head.
  }
}
