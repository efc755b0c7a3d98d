import type { AttentionRecord } from '../attention/record.js';
import type { StackName } from '../attention/stacks.js';
import { LupaError } from '../errors.js';
import { LANGUAGES, type Language } from '../words/language.js';
import { checkOptions, OPTION_CODECS, optionsOf, VIEW_NAMES, type ViewName, type ViewOptions } from './options.js';
import { selection, type Focus, type Selection } from './selection.js';
import { THEME_CHOICES, type ThemeChoice } from './theme.js';

/** All that a page shows, as plain data: what its address says, and what the back button brings back. */
export interface Address extends Selection {
  view: ViewName;
  theme: ThemeChoice;
  /** null: what the browser asks for. */
  lang: Language | null;
  /** What this view has beside the selection: `threshold`, `filter` … */
  options: ViewOptions;
}

/** An address is short; what is longer was not written by Lupa. */
const MAX_LENGTH = 4000;

/**
 * Fills in what is left out, as `selection` does, and checks the rest.
 * @throws LupaError OutOfRange for what the record does not have
 */
export function address(record: AttentionRecord, partial: Partial<Address> = {}): Address {
  const { view = 'head', theme = 'auto', lang = null } = partial;
  const options = optionsOf(view, partial.options);
  const selected = selection(record, partial);
  checkOptions(record, view, { ...selected, ...options });
  return { view, ...selected, theme, lang, options };
}

/**
 * Writes what a page shows as the part of its address after `#`: `view=head&layer=3&heads=7,9&focus=q5`. Only a pinned token is in it, not one
 * that the pointer is over; what is as usual (all heads, the first sequence …) is left out.
 */
export function writeAddress(record: AttentionRecord, { view, sequence, stack, layer, heads, focus, pinned, theme, lang, options }: Address): string {
  const usual = selection(record, { sequence, stack, layer });
  const parts = [`view=${view}`];
  if (sequence > 0) parts.push(`sequence=${sequence}`);
  if (stack !== selection(record).stack) parts.push(`stack=${stack}`);
  parts.push(`layer=${layer}`);
  if (heads.length < usual.heads.length) parts.push(`heads=${heads.length === 0 ? 'none' : heads.join(',')}`);
  if (focus !== null && pinned) parts.push(`focus=${focus.side[0]}${focus.index}`);
  for (const [name, codec] of Object.entries(OPTION_CODECS[view])) {
    const text = codec.write(options[name]);
    if (text !== codec.write(codec.usual)) parts.push(`${name}=${text}`);
  }
  if (theme !== 'auto') parts.push(`theme=${theme}`);
  if (lang !== null) parts.push(`lang=${lang}`);
  return parts.join('&');
}

/**
 * Reads what {@link writeAddress} wrote, with or without `#`. What is left out is as usual; a focus is pinned.
 * @throws LupaError InvalidInput for what is no address, naming the part as `subject`; OutOfRange for what the record does not have
 */
export function readAddress(record: AttentionRecord, text: string, { view: first = 'head' }: { view?: ViewName } = {}): Address {
  const fields = readFields(text.replace(/^#/, ''));
  const take = <T>(name: string, read: (value: string) => T | undefined, usual: T): T => {
    const value = fields.get(name);
    fields.delete(name);
    if (value === undefined) return usual;
    const result = read(value);
    if (result === undefined) throw unreadable(`${name}=${value}`);
    return result;
  };
  const view = take('view', oneOf(VIEW_NAMES), first);
  const sequence = take('sequence', readIndex, 0);
  const stack = take<StackName | undefined>('stack', oneOf(['encoder', 'decoder', 'cross', 'text', 'vision'] as const), undefined);
  const layer = take('layer', readIndex, 0);
  const heads = take<number[] | undefined>('heads', readHeads, undefined);
  const focus = take<Focus | null>('focus', readFocus, null);
  const theme = take('theme', oneOf(THEME_CHOICES), 'auto');
  const lang = take<Language | null>('lang', oneOf(LANGUAGES), null);
  const options: ViewOptions = {};
  for (const [name, { read, usual }] of Object.entries(OPTION_CODECS[view])) options[name] = take<unknown>(name, read, usual);
  for (const [name, value] of fields) throw unreadable(`${name}=${value}`);
  return address(record, { view, sequence, stack, layer, heads, focus, pinned: focus !== null, theme, lang, options });
}

/** The parts of an address; each may be there once. Programs that pass links on may have escaped their commas. */
function readFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  if (text.length > MAX_LENGTH) throw unreadable(text);
  for (const part of text === '' ? [] : text.split('&')) {
    const [, name, written] = /^([a-zA-Z]{1,20})=(.*)$/s.exec(part) ?? [];
    const value = name === undefined ? undefined : unescape(written);
    if (value === undefined || fields.has(name)) throw unreadable(part);
    fields.set(name, value);
  }
  return fields;
}

function unescape(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function oneOf<T extends string>(names: readonly T[]): (text: string) => T | undefined {
  return (text) => names.find((name) => name === text);
}

function readIndex(text: string): number | undefined {
  return /^(0|[1-9]\d{0,5})$/.test(text) ? Number(text) : undefined;
}

function readHeads(text: string): number[] | undefined {
  if (text === 'none') return [];
  const heads = text.split(',').map(readIndex);
  return heads.every((head) => head !== undefined) ? heads : undefined;
}

function readFocus(text: string): Focus | undefined {
  const index = readIndex(text.slice(1));
  if (index === undefined || !/^[qk]/.test(text)) return undefined;
  return { side: text.startsWith('q') ? 'query' : 'key', index };
}

function unreadable(part: string): LupaError {
  const shown = part.length > 60 ? `${part.slice(0, 60)}…` : part;
  return new LupaError('InvalidInput', `${shown} is no part of an address of this page`, { subject: shown });
}
