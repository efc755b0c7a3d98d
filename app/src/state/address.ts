import { LupaError } from 'lupa-attention';
import type { OtherRun, WorkbenchState } from './state.js';
import { FIRST_STATE, INPUT_MODES, LAYOUTS, NO_INTERVENTION, PANELS } from './state.js';
import { readHeads, readIndices, readReplaced, writeHeads, writeReplaced } from './intervention.js';

/** A longer link does not get through mail and chat whole, and some browsers cut it. */
export const MAX_LINK = 16_000;

const VIEWS = ['answer', 'head', 'model', 'neuron', 'heatmap', 'patch'];
const THEMES = ['auto', 'light', 'dark'] as const;
const LANGS = ['en', 'pt-BR', 'es'] as const;

/** Reads one part of an address into a state; false where it cannot be read. */
type Reader = (state: WorkbenchState, value: string) => boolean;

/** The parts that are the workbench's own. What has no reader is of a view, and is read against the record when it is there. */
const READERS: Record<string, Reader> = {
  model: take(text(300), (state, value) => (state.model = value)),
  mode: take(oneOf(INPUT_MODES), (state, value) => (state.mode = value)),
  text: take(text(), (state, value) => (state.text = value)),
  pair: take(text(), (state, value) => (state.pair = value)),
  target: take(text(), (state, value) => (state.target = value)),
  off: take(readHeads, (state, off) => (state.intervention = { ...state.intervention, off })),
  masked: take(readIndices, (state, masked) => (state.intervention = { ...state.intervention, masked })),
  replaced: take(readReplaced, (state, replaced) => (state.intervention = { ...state.intervention, replaced })),
  panel: take(oneOf(PANELS), (state, value) => (state.panel = value)),
  layout: take(oneOf(LAYOUTS), (state, value) => (state.layout = value)),
  other: take(oneOf(['yes'] as const), (state) => (state.other = otherOf(state))),
  otherModel: take(text(300), (state, model) => (state.other = { ...otherOf(state), model })),
  otherText: take(text(), (state, value) => (state.other = { ...otherOf(state), text: value })),
  otherPair: take(text(), (state, pair) => (state.other = { ...otherOf(state), pair })),
  otherOff: take(
    (value) => (value === 'none' ? [] : readHeads(value)),
    (state, off) => (state.other = { ...otherOf(state), off }),
  ),
  theme: take(oneOf(THEMES), (state, value) => (state.theme = value)),
  lang: take(oneOf(LANGS), (state, value) => (state.lang = value)),
};

/**
 * Writes a state as the part of the address after `#`: `/?text=The+cat&view=head&layer=3`. What is as usual is left out; the text never is, but for the
 * state of a first visit, which is `/`.
 * @throws LupaError OutOfRange when the link would be longer than links may be
 */
export function writeState(state: WorkbenchState): string {
  const { intervention, other } = state;
  const parts: string[] = [];
  const add = (name: string, value: string | null, usual: string | null = ''): void => {
    if (value !== null && value !== usual) parts.push(`${name}=${escapeText(value)}`);
  };
  add('model', state.model, FIRST_STATE.model);
  add('mode', state.mode, 'text');
  add('text', state.text, null);
  add('pair', state.pair);
  add('target', state.target);
  add('off', writeHeads(intervention.off));
  add('masked', intervention.masked.join(','));
  add('replaced', writeReplaced(intervention.replaced));
  if (other !== null) {
    const { model, text: otherText, pair, off } = other;
    if (model === null && otherText === null && pair === null && off === null) add('other', 'yes');
    add('otherModel', model, null);
    add('otherText', otherText, null);
    add('otherPair', pair, null);
    add('otherOff', off === null ? null : off.length === 0 ? 'none' : writeHeads(off), null);
  }
  add('panel', state.panel, null);
  add('layout', state.layout, 'one');
  // These are parts of an address already.
  for (const written of [state.view, state.beside]) if (written !== '') parts.push(written);
  add('theme', state.theme, 'auto');
  add('lang', state.lang, null);
  if (parts.length === 1 && state.text === FIRST_STATE.text) return '/';
  const link = `/?${parts.join('&')}`;
  if (link.length <= MAX_LINK) return link;
  throw new LupaError(
    'OutOfRange',
    `this link would have ${link.length} characters, and links hold ${MAX_LINK}: shorten the text, or save the record`,
    {
      subject: 'link',
      value: link.length,
      limit: MAX_LINK,
    },
  );
}

/** What an address stands for, and the parts of it that could not be read: the rest is used. */
export interface ReadState {
  state: WorkbenchState;
  unread: string[];
}

/** Reads what {@link writeState} wrote, with or without `#`. What is left out is as on a first visit. */
export function readState(hash: string): ReadState {
  const state: WorkbenchState = { ...FIRST_STATE, intervention: { ...NO_INTERVENTION } };
  const unread: string[] = [];
  const written = hash.replace(/^#?\/?\??/, '');
  if (written.length > 2 * MAX_LINK) return { state, unread: [brief(written)] };
  const seen = new Set<string>();
  const views: string[] = [];
  const beside: string[] = [];
  for (const part of written === '' ? [] : written.split('&')) {
    const [, name, raw] = /^([a-zA-Z.]{1,40})=(.*)$/s.exec(part) ?? [];
    const value = name === undefined ? undefined : unescapeText(raw);
    if (value === undefined || seen.has(name)) unread.push(brief(part));
    else if (Object.hasOwn(READERS, name)) {
      if (!READERS[name](state, value)) unread.push(brief(`${name}=${value}`));
    } else if (name.includes('.')) (VIEWS.includes(name.slice(0, name.indexOf('.'))) ? beside : unread).push(brief(part));
    else views.push(`${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`);
    if (name !== undefined) seen.add(name);
  }
  return { state: { ...state, view: views.join('&'), beside: beside.join('&') }, unread };
}

function otherOf({ other }: WorkbenchState): OtherRun {
  return other ?? { model: null, text: null, pair: null, off: null };
}

function take<T>(read: (value: string) => T | undefined, put: (state: WorkbenchState, value: T) => unknown): Reader {
  return (state, value) => {
    const found = read(value);
    if (found === undefined) return false;
    put(state, found);
    return true;
  };
}

function oneOf<T extends string>(names: readonly T[]): (text: string) => T | undefined {
  return (value) => names.find((name) => name === value);
}

function text(limit: number = Infinity): (value: string) => string | undefined {
  return (value) => (value.length <= limit ? value : undefined);
}

/** Percent-encoded, with `+` for spaces, so that a link can be read. Halves of characters, which cannot be encoded, become U+FFFD. */
function escapeText(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'))
    .replace(/%20/g, '+')
    .replace(/%(2C|3A|3F|40|2F)/g, decodeURIComponent);
}

function unescapeText(value: string): string | undefined {
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function brief(part: string): string {
  return part.length > 60 ? `${part.slice(0, 60)}…` : part;
}
