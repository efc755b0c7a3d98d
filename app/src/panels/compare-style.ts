import { css, type CSSResult } from 'lit';

/** What only `<lupa-app-compare>` has. A distance is a number in its cell; the shade only repeats it. */
export const compareStyle: CSSResult = css`
  .fields { align-items: end; }
  .grow { flex: 1 1 200px; }
  .folder { position: relative; }
  .folder:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
  #views { display: grid; gap: var(--space-4); min-width: 0; }
  .pair { display: grid; gap: var(--space-4); grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); }
  figure { display: grid; gap: var(--space-2); align-content: start; min-width: 0; }
  figcaption { font-size: var(--text-s); font-weight: 600; }
  .view { height: 440px; border: 1px solid var(--border); border-radius: var(--radius-l); overflow: hidden; }
  .scroll { max-inline-size: 100%; max-block-size: 420px; overflow: auto; }
  table.distances { width: auto; border-collapse: separate; border-spacing: 2px; }
  .distances :is(th, td) { padding: 0; border: none; font-size: var(--text-xs); color: var(--muted); font-variant-numeric: tabular-nums; }
  .distances thead th { text-align: center; }
  .distances tbody th { padding-inline-end: 6px; text-align: end; white-space: nowrap; }
  .cell { inline-size: 32px; block-size: 26px; padding: 0; border: 1px solid var(--border); border-radius: var(--radius-s); color: var(--text); background: color-mix(in srgb, var(--accent) var(--share), var(--background)); font: inherit; cursor: pointer; }
  .cell.strong { color: var(--on-accent); background: color-mix(in srgb, var(--accent) max(var(--share), 85%), var(--background)); }
  .cell[aria-pressed='true'] { outline: 2px solid var(--text); outline-offset: 1px; }
  td.bars { inline-size: 60%; }
  .meter { block-size: 8px; min-inline-size: 1px; border-radius: 2px; background: var(--accent); }
  @container (max-width: 480px) { .view { height: 380px; } .cell { inline-size: 26px; font-size: 10px; } }
`;
