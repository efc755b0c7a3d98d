import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { HeadData } from '../views/head-data.js';
import { unitNumber } from '../views/head-focus.js';
import type { HeadLayout } from '../views/head-layout.js';
import type { Side } from '../views/selection.js';
import { tokenLabel } from '../views/label.js';
import { HEAD_WORDS } from '../words/head.js';
import { wordsIn, type Language } from '../words/language.js';

/** How many options stand before and after the active one: a list of 512 tokens stays a few elements. */
const AROUND = 3;

/** One side of the picture as a list for keyboard and screen reader. */
export interface TokenList {
  side: Side;
  data: HeadData;
  layout: HeadLayout;
  /** The option that the arrow keys are at. */
  active: number;
  /** The pinned unit, if it is on this side. */
  pinned: number | null;
  language: Language;
  keydown: (event: KeyboardEvent) => void;
  focus: () => void;
}

/** An invisible listbox over one side of the picture. Its options are those around the active one. */
export function tokenList({ side, data, layout, active, pinned, language, keydown, focus }: TokenList): TemplateResult {
  const words = wordsIn(HEAD_WORDS, language);
  const units = data[side];
  const indices: number[] = [];
  for (let i = Math.max(0, active - AROUND); i < Math.min(units.length, active + AROUND + 1); i++) indices.push(i);
  const { from, to } = layout[side];
  const place =
    layout.orientation === 'vertical'
      ? { left: `${from}px`, width: `${to - from}px`, top: '37px', bottom: '0' }
      : { left: '0', right: '0', top: `${37 + from}px`, height: `${to - from}px` };
  return html`<div class="token-list focusable" id=${side} role="listbox" tabindex="0" aria-orientation=${layout.orientation}
    aria-label=${side === 'query' ? words.queryList : words.keyList} aria-activedescendant="${side}-${active}"
    style=${styleMap(place)} @keydown=${keydown} @focus=${focus}>
    ${indices.map(
      (index) => html`<div role="option" id="${side}-${index}" aria-selected=${index === pinned}
        aria-setsize=${units.length} aria-posinset=${index + 1}>${words.option(tokenLabel(units[index]), unitNumber(units[index]))}</div>`,
    )}</div>`;
}

/** What a key does in a list: moves within it, or goes to the other side; null when it does neither. */
export function listKey(
  key: string,
  { orientation, mirrored }: Pick<HeadLayout, 'orientation' | 'mirrored'>,
): { step: number } | { side: Side } | null {
  const steps: Record<string, number> = { PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
  if (Object.hasOwn(steps, key)) return { step: steps[key] };
  const [back, on, query, keys] =
    orientation === 'vertical' ? ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] : ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
  if (key === back || key === on) return { step: (key === on) === mirrored ? -1 : 1 };
  if (key === query || key === keys) return { side: key === query ? 'query' : 'key' };
  return null;
}
