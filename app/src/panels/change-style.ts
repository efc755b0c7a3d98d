import { css, type CSSResult } from 'lit';

/** What only `<lupa-app-change>` has. A hidden token is struck out: it differs without its colour. */
export const changeStyle: CSSResult = css`
  .effect { display: grid; gap: var(--space-2); }
  .tokens { display: flex; flex-wrap: wrap; gap: var(--space-1); max-block-size: 240px; overflow: auto; padding: 3px; }
  .token { min-block-size: 28px; max-inline-size: 220px; padding: 0 var(--space-2); border: 1px solid var(--border); border-radius: var(--radius-m); color: var(--text); background: var(--background); font: inherit; font-size: var(--text-s); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; cursor: pointer; }
  .token:hover { border-color: var(--text); }
  .token.special { color: var(--muted); font-size: var(--text-xs); }
  .token[aria-pressed='true'] { text-decoration: line-through; text-decoration-thickness: 2px; border-style: dashed; border-color: var(--outline); background: var(--sunken); color: var(--muted); }
  .fields { align-items: end; }
  .replaced, .log { padding: 0; list-style: none; display: grid; border: 1px solid var(--border); border-radius: var(--radius-l); background: var(--background); }
  .replaced li, .log li { display: flex; flex-wrap: wrap; align-items: center; gap: var(--space-2) var(--space-3); justify-content: space-between; padding: var(--space-2) var(--space-3); border-bottom: 1px solid var(--border); }
  :is(.replaced, .log) li:last-child { border-bottom: none; }
  .log { max-block-size: 320px; overflow: auto; }
  .log li > div { display: grid; flex: 1 1 200px; gap: 2px; min-width: 0; }
  .log .step { overflow-wrap: anywhere; }
  .log .effect { display: block; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
  .log li > :last-child { flex: none; }
`;
