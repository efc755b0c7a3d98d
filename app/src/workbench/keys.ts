/** What a key asks for: a name, or the number of a view. */
export type Command = 'text' | 'view' | 'all' | 'model' | 'history' | 'link' | 'theme' | 'help' | { view: number };

const KEYS: Record<string, Command> = { '/': 'text', v: 'view', '0': 'all', m: 'model', h: 'history', c: 'link', t: 'theme', '?': 'help' };

/** What a key asks for; null where it is meant for what has the focus: a field, a menu, a slider. */
export function commandOf(event: KeyboardEvent): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return null;
  const [target] = event.composedPath();
  if (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('textarea, select, input:not([type="checkbox"], [type="radio"], [type="file"])'))
  )
    return null;
  if (/^[1-6]$/.test(event.key)) return { view: Number(event.key) - 1 };
  return Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
}
