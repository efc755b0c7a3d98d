import type { AttentionRecord } from 'lupa-attention';
import { address, OPTION_CODECS, readAddress, VIEW_NAMES, writeAddress, type Address, type ViewName, type ViewOptions } from 'lupa-attention/page';

/** What the views are to show, and the parts of an address that the record does not have. */
export interface ReadView {
  now: Address;
  /** Options of other views than the first. */
  beside: Partial<Record<ViewName, ViewOptions>>;
  unread: string[];
}

/**
 * Reads the `view` and `beside` of a state against a record. A part that the record does not have is named and left out, and the rest is used: a text with
 * fewer tokens has no token 7, another model no layer 11.
 */
export function readView(record: AttentionRecord, { view, beside }: { view: string; beside: string }): ReadView {
  const unread: string[] = [];
  let parts = view === '' ? [] : view.split('&');
  let now: Address | null = null;
  while (now === null) {
    try {
      now = readAddress(record, parts.join('&'));
    } catch (error) {
      const bad = offender(parts, error as { kind?: string; subject?: unknown });
      unread.push(parts[bad]);
      parts = parts.toSpliced(bad, 1);
      // Without any part there is nothing left to be wrong but the record itself.
      if (parts.length === 0) now = address(record);
    }
  }
  return { now, ...readBeside(record, beside, unread) };
}

/** The part that an error is about; the last one where it does not say. */
function offender(parts: readonly string[], { kind, subject }: { kind?: string; subject?: unknown }): number {
  const name = { head: 'heads', token: 'focus' }[String(subject)] ?? String(subject);
  const at = parts.findIndex((part) => (kind === 'OutOfRange' ? part.startsWith(`${name}=`) : part === subject || decodePart(part) === subject));
  return at < 0 ? parts.length - 1 : at;
}

function decodePart(part: string): string {
  const text = decodeURIComponent(part);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function readBeside(record: AttentionRecord, text: string, unread: string[]): Pick<ReadView, 'beside' | 'unread'> {
  const beside: Partial<Record<ViewName, ViewOptions>> = {};
  for (const part of text === '' ? [] : text.split('&')) {
    const [, name, option, value] = /^(\w+)\.(\w+)=(.*)$/s.exec(part) ?? [];
    const view = VIEW_NAMES.find((each) => each === name);
    const read = view !== undefined && Object.hasOwn(OPTION_CODECS[view], option) ? OPTION_CODECS[view][option].read(value) : undefined;
    if (view === undefined || read === undefined || !fits(record, view, { [option]: read })) unread.push(part);
    else beside[view] = { ...beside[view], [option]: read };
  }
  return { beside, unread };
}

function fits(record: AttentionRecord, view: ViewName, options: ViewOptions): boolean {
  try {
    address(record, { view, options });
    return true;
  } catch {
    return false;
  }
}

/** What the first view shows, for the state: theme and language are the state's own. */
export function writeView(record: AttentionRecord, now: Address): string {
  return writeAddress(record, { ...now, theme: 'auto', lang: null });
}

/** The options of the other views that are not as usual, for the state. */
export function writeBeside(beside: Partial<Record<ViewName, ViewOptions>>): string {
  return VIEW_NAMES.flatMap((view) =>
    Object.entries(OPTION_CODECS[view]).flatMap(([name, { usual, write }]) => {
      const value = beside[view]?.[name];
      return value === undefined || write(value) === write(usual) ? [] : [`${view}.${name}=${write(value)}`];
    }),
  ).join('&');
}
