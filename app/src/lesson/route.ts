import { LANGUAGES, type Language } from 'lupa-attention/words';

/** What the part of the address after `#` asks the lesson for. */
export interface LessonRoute {
  /** A whole page; a step, or one of its views, for a frame in another page. */
  frame: 'page' | 'step' | 'view';
  /** Whether the teacher's own lesson is meant, which is in this browser. */
  own: boolean;
  /** The step's name; null for the one that was seen last. */
  step: string | null;
  view: string | null;
  language: Language | null;
  theme: 'auto' | 'light' | 'dark';
}

/** Reads `/lesson`, `/lesson/head-view?lang=es`, `/lesson/own/2`, `/embed/step/head-view`, `/embed/view/patterns/soft`; null for what is none of these. */
export function readRoute(hash: string): LessonRoute | null {
  const [path, query = ''] = hash.replace(/^#/, '').split(/\?(.*)/s);
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const fields = new URLSearchParams(query);
  const lang = LANGUAGES.find((language) => language === fields.get('lang')) ?? null;
  const theme: LessonRoute['theme'] = (['light', 'dark'] as const).find((name) => name === fields.get('theme')) ?? 'auto';
  const common = { language: lang, theme };
  if (parts[0] === 'lesson' && parts.length <= 3) {
    const own = parts[1] === 'own';
    if (!own && parts.length === 3) return null;
    return { frame: 'page', own, step: parts[own ? 2 : 1] ?? null, view: null, ...common };
  }
  if (parts[0] !== 'embed') return null;
  if (parts[1] === 'step' && parts.length === 3) return { frame: 'step', own: false, step: parts[2], view: null, ...common };
  if (parts[1] === 'view' && (parts.length === 3 || parts.length === 4))
    return { frame: 'view', own: false, step: parts[2], view: parts[3] ?? null, ...common };
  return null;
}

/** Writes a route as the part of the address after `#`. */
export function writeRoute({ frame, own, step, view, language, theme }: LessonRoute): string {
  const parts = frame === 'page' ? ['lesson', ...(own ? ['own'] : []), step] : ['embed', frame, step, view];
  const path = parts
    .filter((part) => part !== null)
    .map(encodeURIComponent)
    .join('/');
  const fields = new URLSearchParams([...(language === null ? [] : [['lang', language]]), ...(theme === 'auto' ? [] : [['theme', theme]])]);
  const query = fields.toString();
  return `/${path}${query === '' ? '' : `?${query}`}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
