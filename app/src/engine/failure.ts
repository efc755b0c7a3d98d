import type { EngineError } from './engine.js';

/** What a call into the worker gives: errors cross the border as plain data, since an error's own fields would be lost there. */
export type Outcome<T> = { value: T } | { error: { kind: EngineError['kind']; message: string } };

/** Something that was called off. */
export class Cancelled extends Error {
  readonly kind = 'Cancelled';
  constructor() {
    super('this was called off');
  }
}

/** A message without the options of the command line that it names: a page has none. What else can be done stays. */
export function withoutOptions(message: string): string {
  return message.replace(/,? or [^,;:.()]* --[a-z-]+(?: \([^()]*\))?| \([^()]*--[a-z][^()]*\)| with --[a-z-]+/g, '');
}

/** Runs a call in the worker. */
export async function outcome<T>(call: () => Promise<T> | T): Promise<Outcome<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    const { kind, name, message } = error as Partial<EngineError>;
    // What fetch throws when its signal says so.
    if (name === 'AbortError') return { error: { kind: 'Cancelled', message: new Cancelled().message } };
    return { error: { kind: kind ?? 'Failed', message: withoutOptions(message ?? String(error)) } };
  }
}

/** What came of a call, on the page's side. */
export function unwrap<T>(result: Outcome<T>): T {
  if ('value' in result) return result.value;
  const { kind, message } = result.error;
  throw Object.assign(new Error(message), { kind });
}
