import { html, type TemplateResult } from 'lit';
import type { AttentionRecord } from 'lupa-attention';
import { tokenLabel } from 'lupa-attention/elements';
import type { ChangeWords } from '../words/panels-change.js';

/** What the row of tokens needs. */
export interface TokenChips {
  tokens: AttentionRecord['tokens'][number];
  masked: readonly number[];
  /** Where the keyboard is. */
  active: number;
  words: ChangeWords;
  toggle: (token: number) => void;
  showAll: () => void;
  move: (token: number) => void;
}

/** The tokens of a text, each to be hidden: one stop for the Tab key, arrow keys from token to token. */
export function tokenChips({ tokens, masked, active, words, toggle, showAll, move }: TokenChips): TemplateResult {
  const last = tokens.length - 1;
  const at = Math.max(0, Math.min(active, last));
  const onKey = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowUp: at - 1, ArrowRight: at + 1, ArrowDown: at + 1, Home: 0, End: last };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    move(Math.max(0, Math.min(last, steps[event.key])));
  };
  return html`<div class="tokens" role="toolbar" aria-label=${words.tokens.list} @keydown=${onKey}>${tokens.map((token, index) => {
    const hidden = masked.includes(index);
    return html`<button type="button" class="token ${token.special ? 'special' : ''}" data-token=${index} aria-pressed=${hidden} title="${index}${hidden ? ` (${words.tokens.masked})` : ''}"
        tabindex=${index === at ? 0 : -1} @click=${() => toggle(index)}><bdi>${tokenLabel(token)}</bdi></button>`;
  })}</div>
    <div class="row"><button type="button" class="button" data-control="show-tokens" ?disabled=${masked.length === 0} @click=${showAll}>${words.tokens.back}</button></div>`;
}
