import { browserStorage } from '../state/runs.js';
import type { WorkbenchState } from '../state/state.js';

/** What this browser remembers of its user's choices. */
export interface Preferences {
  theme: WorkbenchState['theme'];
  lang: WorkbenchState['lang'];
  /** Whether the word about the lesson was read. */
  hinted: boolean;
}

const KEY = 'lupa.preferences';
const USUAL: Preferences = { theme: 'auto', lang: null, hinted: false };

/** The choices that were made earlier; what others left there counts for nothing. */
export function preferences(storage: Pick<Storage, 'getItem'> | null = browserStorage()): Preferences {
  try {
    const { theme, lang, hinted } = JSON.parse(storage?.getItem(KEY) ?? '{}') as Partial<Preferences>;
    return {
      theme: (['light', 'dark'] as const).find((name) => name === theme) ?? 'auto',
      lang: (['en', 'pt-BR', 'es'] as const).find((name) => name === lang) ?? null,
      hinted: hinted === true,
    };
  } catch {
    return USUAL;
  }
}

/** Keeps choices; where the browser keeps nothing, they last as long as the page. */
export function keepPreferences(changes: Partial<Preferences>): void {
  const storage = browserStorage();
  try {
    storage?.setItem(KEY, JSON.stringify({ ...preferences(storage), ...changes }));
  } catch {
    // Full, or forbidden.
  }
}
