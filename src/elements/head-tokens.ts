import { html, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { Token } from '../tokens/token.js';
import type { TokenRange } from '../views/head-state.js';
import type { Side } from '../views/selection.js';
import { tokenLabel } from '../views/label.js';

/** How many options stand before and after the active one: a list of 512 tokens stays a few elements. */
const AROUND = 3;

/** One side of the picture as a list for keyboard and screen reader. */
export interface TokenList {
  side: Side;
  tokens: readonly Token[];
  shown: TokenRange;
  /** The option that the arrow keys are at. */
  active: number;
  /** The pinned token, if it is on this side. */
  pinned: number | null;
  /** Where the column is, in px. */
  left: number;
  width: number;
  keydown: (event: KeyboardEvent) => void;
  focus: () => void;
}

/** An invisible listbox over one column of the picture. Its options are those around the active one. */
export function tokenList({ side, tokens, shown, active, pinned, left, width, keydown, focus }: TokenList): TemplateResult {
  const indices: number[] = [];
  for (let i = Math.max(shown.start, active - AROUND); i < Math.min(shown.end, active + AROUND + 1); i++) indices.push(i);
  return html`<div class="token-list" id=${side} role="listbox" tabindex="0"
    aria-label=${side === 'query' ? 'Query tokens' : 'Key tokens'} aria-activedescendant="${side}-${active}"
    style=${styleMap({ left: `${left}px`, width: `${width}px` })} @keydown=${keydown} @focus=${focus}>
    ${indices.map(
      (index) => html`<div role="option" id="${side}-${index}" aria-selected=${index === pinned}
        aria-setsize=${shown.end - shown.start} aria-posinset=${index - shown.start + 1}>${tokenLabel(tokens[index])} (token ${index})</div>`,
    )}</div>`;
}

/** Where a key takes the active option; null when it is not a key for moving. */
export function moveActive(key: string, active: number, { start, end }: TokenRange): number | null {
  const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity };
  if (!Object.hasOwn(steps, key)) return null;
  return Math.max(start, Math.min(end - 1, active + steps[key]));
}
