import type { HeadName } from 'lupa-attention';
import type { Intervention } from '../engine/engine.js';

/** What the fields above the views ask for. */
export type InputMode = 'text' | 'pair' | 'question';

/** What is shown beside or below the views. */
export type Panel = 'said' | 'heads' | 'change' | 'compare' | 'check';

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
  /** `minilm-squad`, an id of the hub, `file:NAME` for dropped files (which a link cannot carry), or `record:NAME` for a saved record. */
  model: string;
  mode: InputMode;
  /** The text; the question in `question` mode. */
  text: string;
  /** The second text, or the context. */
  pair: string;
  intervention: Intervention;
  /** What the views show: as `writeAddress` of a page writes it (`view=head&layer=3&focus=q7`); read against the record that is there. */
  view: string;
  panel: Panel | null;
  other: OtherRun | null;
  theme: 'auto' | 'light' | 'dark';
  /** null: what the browser asks for. */
  lang: 'en' | 'pt-BR' | 'es' | null;
}
