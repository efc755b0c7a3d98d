import type { HeadName } from 'lupa-attention';
import type { Intervention } from '../engine/engine.js';

/** What the fields above the views ask for. */
export const INPUT_MODES = ['text', 'pair', 'question'] as const;
export type InputMode = (typeof INPUT_MODES)[number];

/** What is shown beside the views. */
export const PANELS = ['said', 'heads', 'change', 'compare', 'check'] as const;
export type Panel = (typeof PANELS)[number];

/** One view behind tabs, or the four linked views at once. */
export const LAYOUTS = ['one', 'all'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** The second run, side by side with the first; what is null is as in the first. */
export interface OtherRun {
  model: string | null;
  text: string | null;
  pair: string | null;
  /** Heads switched off in it. */
  off: HeadName[] | null;
}

/** The whole workbench as plain data: it goes into the address, so that a link brings the same picture. Texts are the user's own. */
export interface WorkbenchState {
  /** `minilm-squad`, an id of the hub, `served:NAME` for what `lupa app -m` serves, `file:NAME` for dropped files (which a link cannot carry), or `record:NAME` for a saved record. */
  model: string;
  mode: InputMode;
  /** The text; the question in `question` mode. */
  text: string;
  /** The second text, or the context. */
  pair: string;
  /** The decoder's text, of models that have one; empty: what the model writes. */
  target: string;
  intervention: Intervention;
  /** What the first view shows: as `writeAddress` of a page writes it (`view=head&layer=3&focus=q7`); read against the record that is there. */
  view: string;
  layout: Layout;
  /** Options of the other views of the layout `all`: `heatmap.scaling=row&model.order=entropy`. */
  beside: string;
  panel: Panel | null;
  other: OtherRun | null;
  theme: 'auto' | 'light' | 'dark';
  /** null: what the browser asks for. */
  lang: 'en' | 'pt-BR' | 'es' | null;
}

/** The model that comes with Lupa. */
export const BUNDLED_MODEL = 'minilm-squad';

/** Nothing is changed about the run. */
export const NO_INTERVENTION: Intervention = { off: [], masked: [], replaced: [] };

/** What a first visit sees. */
export const FIRST_STATE: WorkbenchState = {
  model: BUNDLED_MODEL,
  mode: 'text',
  text: 'The cat sat on the mat because it was tired.',
  pair: '',
  target: '',
  intervention: NO_INTERVENTION,
  view: '',
  layout: 'one',
  beside: '',
  panel: null,
  other: null,
  theme: 'auto',
  lang: null,
};

/** Whether something is changed about the run. */
export function isChanged({ off, masked, replaced }: Intervention): boolean {
  return off.length + masked.length + replaced.length > 0;
}

/** A model's name without the word of where it comes from. */
export function plainName(name: string): string {
  return name.replace(/^(served|file|record):/, '');
}

/** What a model's name says about where it comes from; null where it says nothing that can be opened. */
export function modelKind(name: string): 'bundled' | 'hub' | 'file' | 'record' | null {
  if (name === BUNDLED_MODEL || name.startsWith('served:')) return 'bundled';
  if (name.startsWith('file:')) return 'file';
  if (name.startsWith('record:')) return 'record';
  return /^[\w.-]+(\/[\w.-]+)?(@[\w./-]+)?$/.test(name) ? 'hub' : null;
}
