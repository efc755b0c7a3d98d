import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { LayerAttention } from '../attention/record.js';
import type { Token } from '../tokens/token.js';
import { describeFocus, describeNumbers, focusWeight, otherSide, strongest } from '../views/head-focus.js';
import type { HeadState, TokenRange } from '../views/head-state.js';
import type { Focus } from '../views/selection.js';
import { formatWeight, tokenLabel } from '../views/label.js';

/** How many tokens the table lists. */
const ROWS = 12;

/** What the panel beside the picture tells about. */
export interface HeadDetails {
  tokens: readonly Token[];
  attention: LayerAttention;
  state: HeadState;
  /** The tokens that the filter leaves on each side. */
  shown: { queries: TokenRange; keys: TokenRange };
  colours: readonly string[];
  unpin: () => void;
}

/** The focused token in words and as a table: also what people read who do not see the picture. */
export function headDetails(details: HeadDetails): TemplateResult {
  const { tokens, attention, state, shown } = details;
  const { focus, heads } = state;
  const among = focus?.side === 'query' ? shown.keys : shown.queries;
  const top = focus === null ? [] : strongest(attention, focus, { heads, among, count: ROWS });
  return html`<section class="details" aria-label="Focused token" tabindex=${focus === null ? 0 : nothing}>
    <p class="sentence" role="status" aria-live="polite">${focus === null ? nothing : describeFocus(tokens, { ...state, focus }, top)}</p>
    ${focus === null ? help() : focusTable(details, focus, top)}
  </section>`;
}

function help(): TemplateResult {
  return html`<div class="help">
    <h2>Look closer</h2>
    <p>Point at a token to see its lines alone, with a block for each head and the weights as numbers.</p>
    <dl>
      <div><dt>Click</dt><dd>pin a token, <kbd>Esc</kbd> to unpin</dd></div>
      <div><dt><kbd>Tab</kbd> <kbd>↑</kbd> <kbd>↓</kbd></dt><dd>walk through the tokens</dd></div>
      <div><dt><kbd>←</kbd> <kbd>→</kbd></dt><dd>change between queries and keys</dd></div>
      <div><dt><kbd>[</kbd> <kbd>]</kbd></dt><dd>previous and next layer</dd></div>
      <div><dt><kbd>Shift</kbd> click</dt><dd>one head alone</dd></div>
    </dl>
    <p class="small">A line is as opaque as its weight. The weights of a query sum to 1 in each head. Layers and heads count from 0.</p>
  </div>`;
}

function focusTable({ tokens, attention, state, colours, unpin }: HeadDetails, focus: Focus, top: { index: number; mean: number }[]): TemplateResult {
  const { heads, pinned } = state;
  const token = tokens[focus.index];
  const others = otherSide(focus) === 'key' ? 'Key' : 'Query';
  return html`
    <div class="focused">
      <h2><bdi>${tokenLabel(token)}</bdi></h2>
      <span class="small">${focus.side} ${focus.index}${token.piece === tokenLabel(token) ? nothing : html` · piece <bdi>${token.piece}</bdi>`}</span>
      ${pinned ? html`<button type="button" data-control="unpin" @click=${unpin}>Unpin</button>` : nothing}
    </div>
    ${
      top.length === 0
        ? nothing
        : html`<div class="table" role="region" aria-label="Strongest weights, scrollable" tabindex="0"><table>
      <caption>Strongest ${others === 'Key' ? 'keys' : 'queries'}: ${describeNumbers(heads)}</caption>
      <thead><tr><th scope="col">${others}</th><th scope="col" class="number">${heads.length === 1 ? 'Weight' : 'Mean'}</th>${
        heads.length === 1
          ? nothing
          : heads.map(
              (head) =>
                html`<th scope="col" class="number head-column" style=${styleMap({ '--head': colours[head] })}><span class="sr">Head </span>${head}</th>`,
            )
      }</tr></thead>
      <tbody>${top.map(
        ({ index, mean }) =>
          html`<tr><th scope="row"><bdi>${tokenLabel(tokens[index])}</bdi> <span class="small">${index}</span></th><td class="number mean">${formatWeight(mean)}</td>${
            heads.length === 1 ? nothing : heads.map((head) => weightCell(focusWeight(attention, focus, { head, index }), colours[head]))
          }</tr>`,
      )}</tbody></table></div>`
    }`;
}

/** A number over a tint of its head's colour, never so strong that the number suffers. */
function weightCell(weight: number, colour: string): TemplateResult {
  const share = Number.isFinite(weight) ? Math.round(Math.min(1, weight) * 45) : 0;
  const style = { background: `color-mix(in srgb, ${colour} ${share}%, transparent)` };
  return html`<td class="number" style=${styleMap(style)}>${formatWeight(weight).replace(/^0/, '')}</td>`;
}
